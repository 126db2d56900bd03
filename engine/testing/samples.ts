import { withBackend } from '../tensor/activeBackend';
import type { Backend } from '../tensor/backend';
import { fromData } from '../tensor/convert';
import { allocate, type TypedArray } from '../tensor/dtype';
import { sizeOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import type { SampleInput } from '../ops/op';

/** The numbers of a sample: its own values, or seeded uniform ones in its range (whole ones for int32, 0 and 1 for bool). */
export function sampleData(
  { shape, dtype = 'float32', values, range = [-2, 2] }: SampleInput,
  seed: number,
): TypedArray {
  const data = allocate(dtype, sizeOf(shape));
  const random = mulberry32(seed);
  for (let i = 0; i < data.length; i++) {
    if (values) data[i] = values[i];
    else if (dtype === 'bool') data[i] = random() < 0.5 ? 0 : 1;
    else data[i] = range[0] + (range[1] - range[0]) * random();
  }
  return data;
}

export function tensorOn(backend: Backend, input: SampleInput, data: TypedArray): Tensor {
  return withBackend(backend, () => fromData(data.slice(), input.shape, input.dtype ?? 'float32'));
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
