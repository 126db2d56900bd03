/** Keras' signatures, held against the namespace both ways and against what the constructors take. */
import { expect, test } from 'vitest';
import { tf } from '../index';
import { signatures } from '../keras/signatures';
import { isClass, isPlain } from '../script/surface';
import { signaturesOf } from './describe';

/** Classes that Python writes by hand, with a signature of its own, and what Python does not show. */
const BY_HAND = ['Callback', 'Layer', 'Loss', 'Metric', 'Model', 'Optimizer', 'Sequential', 'KerasTensor'];
const OWN = /^(get|serialize)(Initializer|Regularizer|Constraint)$|^clearSession$/;

test('there is one for everything in tf.keras, and none too many', () => {
  const known = signaturesOf(tf);
  const missing: string[] = [];
  const walk = (space: object, path: string): void => {
    for (const [name, value] of Object.entries(space)) {
      if (isPlain(value)) walk(value as object, `${path}.${name}`);
      else if (typeof value === 'function' && !known.has(value) && !BY_HAND.includes(name) && !OWN.test(name)) {
        missing.push(`${path}.${name}`);
      }
    }
  };
  walk(tf.keras, 'keras');
  expect(missing).toEqual([]);
  expect(known.size).toBeGreaterThan(140);
  for (const path of Object.keys(signatures)) {
    let one: unknown = tf;
    for (const name of path.split('.')) one = (one as Record<string, unknown> | undefined)?.[name];
    expect(one, path).toBeTypeOf('function');
  }
});

/** What Keras has and the engine has not: it says so itself when it is given. */
const ONLY_IN_KERAS = new Set(['synchronized', 'weights']);

test('constructors take every parameter that has a default', () => {
  const refused: string[] = [];
  for (const [path, text] of Object.entries(signatures)) {
    let one: unknown = tf;
    for (const name of path.split('.')) one = (one as Record<string, unknown>)[name];
    if (!isClass(one) || !path.startsWith('keras.layers.') || path.endsWith('.Layer') || path.endsWith('Input'))
      continue;
    const { required, optional } = parts(text);
    const Class = one as new (...args: unknown[]) => { getConfig(): Record<string, unknown> };
    const made = required.map((name) => SAMPLES[name] ?? 1);
    for (const name of optional) {
      if (ONLY_IN_KERAS.has(name)) continue;
      try {
        new Class(...made, { [camel(name)]: undefined });
      } catch (error) {
        refused.push(`${path}: ${name}: ${(error as Error).message}`);
      }
    }
  }
  expect(refused.filter((one) => one.includes('Unrecognized'))).toEqual([]);
});

const SAMPLES: Readonly<Record<string, unknown>> = {
  activation: 'relu',
  dims: [1],
  target_shape: [1],
  cell: new tf.keras.layers.LSTMCell(1),
};

/** Names of parameters, from Python's text of them. */
function parts(text: string): { required: string[]; optional: string[] } {
  const flat = text.replace(/\([^)]*\)/g, '()');
  const names = flat.split(', ').filter((one) => one !== '' && !one.startsWith('**'));
  return {
    required: names.filter((one) => !one.includes('=')),
    optional: names.filter((one) => one.includes('=')).map((one) => one.split('=')[0]),
  };
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
