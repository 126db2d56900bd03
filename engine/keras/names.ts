import { resetTunables } from '../tape/tunables';

const counts = new Map<string, number>();

/** Keras' automatic name for a class: `dense`, then `dense_1`, `dense_2`. */
export function autoName(className: string): string {
  const base = classSnakeCase(className);
  const count = counts.get(base) ?? 0;
  counts.set(base, count + 1);
  return count === 0 ? base : `${base}_${count}`;
}

/** `keras.utils.clear_session`: names and tunable keys count from the start again, as in a new run. */
export function clearSession(): void {
  counts.clear();
  resetTunables();
}

/** Keras' spelling of a class in names of layers and in files: `Conv2DTranspose` → `conv2d_transpose`. */
export function classSnakeCase(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** `GlorotUniform` → `glorot_uniform`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/** Keras writes shapes as Python tuples: `(None, 8)`, `(2,)`. */
export function tuple(shape: readonly (number | null)[]): string {
  const sizes = shape.map((size) => (size === null ? 'None' : `${size}`));
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}

/** `mean_squared_error` → `meanSquaredError`; what has no underscore stays as it is. */
export function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
