import type { CpuOperand } from '../../tensor/backend';
import { sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { demandLines } from '../families/alongAxis';
import { defineOp } from '../op';
import { takeAlongWgsl } from '../wgsl/order';
import { putAlong } from './putAlong';

type TakeAlongAttributes = { readonly axis: number };

/**
 * x `[…, n, …]`, indices int32 `[…, m, …]` → `[…, m, …]`: along `axis`, every line picks by indices of its
 * own, none of them twice; one outside gives 0. What sorting does with the places that it found. NumPy calls it
 * `take_along_axis`; TensorFlow has it as a gather with batch dimensions.
 */
export const takeAlong = defineOp(
  {
    name: 'takeAlong',
    tf: { names: [], signature: [{ name: 'x' }, { name: 'indices' }, { name: 'axis' }] },
    doc: 'Picks elements of every line along an axis, by the indices of that line.',
    inputs: ['u', 'k'],
    formula: String.raw`y_i = u_{k_i}`,
    derivatives: [String.raw`\frac{\partial L}{\partial u_{k_i}} = \frac{\partial L}{\partial y_i}`, null],
    elementwise: false,
    infer: ([x, indices], { axis }: TakeAlongAttributes) => {
      demandLines('takeAlong', x, indices, axis);
      return [{ shape: indices.shape, dtype: x.dtype }];
    },
    cpu: ([x, indices]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis }: TakeAlongAttributes) => {
      const [inner, count, picked] = [sizeOf(x.shape.slice(axis + 1)), x.shape[axis], indices.shape[axis]];
      for (let i = 0; i < y.size; i++) {
        const index = indices.storage[i];
        const line = Math.floor(i / (picked * inner));
        y.storage[i] = index >= 0 && index < count ? x.storage[(line * count + index) * inner + (i % inner)] : 0;
      }
    },
    wgsl: ([x, indices], _, { axis }) => takeAlongWgsl(x, indices, axis),
    gradient: ([dy], { inputs: [x, indices], attributes: { axis } }): (Tensor | null)[] => [
      putAlong(dy!, indices, axis, x.shape[axis]),
      null,
    ],
    samples: () => [
      { inputs: [{ shape: [4] }, { shape: [3], values: [3, 0, 2], dtype: 'int32' }], attributes: { axis: 0 } },
      {
        inputs: [{ shape: [2, 3, 2] }, { shape: [2, 2, 2], values: [0, 2, 2, 1, 1, 0, 0, 1], dtype: 'int32' }],
        attributes: { axis: 1 },
      },
    ],
  },
  (run) =>
    (x: Tensor, indices: Tensor, axis: number): Tensor =>
      run([x, indices], { axis }),
);
