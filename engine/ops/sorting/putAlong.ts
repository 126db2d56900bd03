import type { CpuOperand } from '../../tensor/backend';
import { ShapeError } from '../../tensor/errors';
import { formatShape, sameShape, sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { demandLines } from '../families/alongAxis';
import { defineOp } from '../op';
import { putAlongWgsl } from '../wgsl/order';
import { takeAlong } from './takeAlong';

type PutAlongAttributes = { readonly axis: number; readonly count: number };

/**
 * `[…, m, …]`, indices int32 of the same shape, none twice in a line → `[…, count, …]`: what `takeAlong`
 * picked goes back to where it came from, with 0 elsewhere.
 */
export const putAlong = defineOp(
  {
    name: 'putAlong',
    tf: { names: [], signature: [{ name: 'values' }, { name: 'indices' }, { name: 'axis' }, { name: 'count' }] },
    doc: 'Puts elements back to the index each was picked from, line by line: the gradient of sorting.',
    inputs: ['u', 'k'],
    formula: 'y_{k_i} = u_i',
    derivatives: [
      String.raw`\frac{\partial L}{\partial u_i} = \left(\frac{\partial L}{\partial y}\right)_{\!k_i}`,
      null,
    ],
    elementwise: false,
    infer: ([x, indices], { axis, count }: PutAlongAttributes) => {
      demandLines('putAlong', x, indices, axis);
      if (!sameShape(x.shape, indices.shape)) {
        const [own, other] = [x.shape, indices.shape].map(formatShape);
        throw new ShapeError(`putAlong: expected an index for each element, got ${own} and ${other}`);
      }
      return [{ shape: x.shape.map((size, one) => (one === axis ? count : size)), dtype: x.dtype }];
    },
    cpu: ([x, indices]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis, count }: PutAlongAttributes) => {
      const [inner, picked] = [sizeOf(x.shape.slice(axis + 1)), x.shape[axis]];
      y.storage.fill(0);
      for (let i = 0; i < x.size; i++) {
        const index = indices.storage[i];
        const line = Math.floor(i / (picked * inner));
        if (index >= 0 && index < count) y.storage[(line * count + index) * inner + (i % inner)] = x.storage[i];
      }
    },
    wgsl: ([x], [y], { axis }) => putAlongWgsl(x, y, axis),
    gradient: ([dy], { inputs: [, indices], attributes: { axis } }): (Tensor | null)[] => [
      takeAlong(dy!, indices, axis),
      null,
    ],
    samples: () => [
      {
        inputs: [{ shape: [3] }, { shape: [3], values: [3, 0, 2], dtype: 'int32' }],
        attributes: { axis: 0, count: 4 },
      },
      {
        inputs: [{ shape: [2, 2, 2] }, { shape: [2, 2, 2], values: [0, 2, 2, 1, 1, 0, 0, 1], dtype: 'int32' }],
        attributes: { axis: 1, count: 3 },
      },
    ],
  },
  (run) =>
    (values: Tensor, indices: Tensor, axis: number, count: number): Tensor =>
      run([values, indices], { axis, count }),
);
