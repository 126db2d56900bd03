import type { Config } from './config';
import { snakeCase } from './names';

/** Options of a constructor as Keras spells them in a config: `topK` → `top_k`, `beta1` → `beta_1`. */
export function snakeKeys(options: object): Config {
  const spelled = (key: string) => snakeCase(key).replace(/^beta([12])$/, 'beta_$1');
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [spelled(key), value as unknown]));
}
