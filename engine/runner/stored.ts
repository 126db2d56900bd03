import type { WeightEntry } from '../protocol';
import type { DType, TypedArray } from '../tensor/dtype';
import type { Run } from './run';

/** Something of a run that a file of weights can hold. */
export interface Stored {
  readonly name: string;
  readonly kind: WeightEntry['kind'];
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** The script's id of the variable; null where it is none. */
  readonly variable: number | null;
  /** What its start value is pinned by; null when it cannot be. */
  readonly key: string | null;
  readonly numbers: () => Promise<TypedArray>;
}

/** The variables by the names they have in a file: Keras' paths, numbered where two are the same. */
export function storedWeights(run: Run): Stored[] {
  const names = new Set<string>();
  return run.weights().map(({ path, label, tensor, variable, key }) => {
    const base = path.includes('/') ? path : (label ?? path);
    let name = base;
    for (let n = 1; names.has(name); n++) name = `${base}_${n}`;
    names.add(name);
    const { dtype, shape } = tensor;
    return { name, kind: 'weight', dtype, shape, variable, key, numbers: () => tensor.backend.read(tensor) };
  });
}

/** Steps and slots of the optimizers, as Keras names them: `adam/iteration`, `adam/sequential_dense_kernel_momentum`. */
export function storedOptimizer(run: Run): Stored[] {
  const steps = [...run.optimizerSteps].map(([optimizer, taken]): Stored => {
    const name = `${optimizer}/iteration`;
    const numbers = async () => Int32Array.of(taken);
    return { name, kind: 'optimizer', dtype: 'int32', shape: [], variable: null, key: run.stateKey(name), numbers };
  });
  const slots = run.slots().map(({ path, tensor }): Stored => {
    const { dtype, shape } = tensor;
    const numbers = () => tensor.backend.read(tensor);
    return { name: path, kind: 'optimizer', dtype, shape, variable: null, key: run.stateKey(path), numbers };
  });
  return [...steps, ...slots];
}
