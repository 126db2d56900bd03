import type { TensorLike } from '../../tensor/convert';
import { isFloat } from '../../tensor/dtype';
import { DTypeError, ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, normalizeAxis, sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { add } from '../elementwise/add';
import { divide } from '../elementwise/divide';
import { multiply } from '../elementwise/multiply';
import { subtract } from '../elementwise/subtract';
import { concat } from './concat';
import { expandDims } from './expandDims';
import { range } from './range';
import { reshape } from './reshape';

type LinspaceAttributes = { readonly num: number; readonly axis: number };

/**
 * start and stop `[…]`, floats of one shape → `[…, num, …]`: evenly spaced from start to stop, both
 * of them exactly, along a new `axis`. One number alone is start. Throws unless num is 1 or more.
 */
export const linspace = defineComposite(
  {
    name: 'linspace',
    tf: {
      names: ['tf.linspace'],
      signature: [{ name: 'start' }, { name: 'stop' }, { name: 'num' }, { name: 'axis', default: 0 }],
    },
    doc: 'Evenly spaced numbers from a start to a stop.',
    formula: String.raw`y_i = a + \frac{i}{n - 1} (b - a)`,
    differentiable: true,
    evaluate: ([start, stop], { num, axis }: LinspaceAttributes): Tensor => {
      demandEnds(start, stop, num);
      const at = normalizeAxis('linspace', axis, start.rank + 1);
      const [first, last] = [start, stop].map((one) => expandDims(one, at));
      if (num === 1) return first;
      if (num === 2) return concat([first, last], at);
      const delta = divide(subtract(last, first), num - 1);
      const inner = range(1, num - 1, { dtype: start.dtype });
      const steps = reshape(
        inner,
        first.shape.map((_, i) => (i === at ? num - 2 : 1)),
      );
      return concat([first, add(first, multiply(delta, steps)), last], at);
    },
    samples: () => [
      { inputs: [{ shape: [] }, { shape: [] }], attributes: { num: 5, axis: 0 } },
      { inputs: [{ shape: [] }, { shape: [] }], attributes: { num: 1, axis: -1 } },
      { inputs: [{ shape: [3] }, { shape: [3] }], attributes: { num: 4, axis: 0 } },
      { inputs: [{ shape: [2, 3] }, { shape: [2, 3] }], attributes: { num: 2, axis: -1 } },
      { inputs: [{ shape: [2, 3] }, { shape: [2, 3] }], attributes: { num: 3, axis: 1 } },
    ],
  },
  (run) =>
    (start: TensorLike, stop: TensorLike, num: number, { axis = 0 }: { axis?: number } = {}) =>
      run([start, stop], { num, axis }),
);

function demandEnds(start: Tensor, stop: Tensor, num: number): void {
  if (!isFloat(start.dtype) || start.dtype !== stop.dtype) {
    throw new DTypeError(`linspace: expected start and stop of one float dtype, got ${start.dtype} and ${stop.dtype}`);
  }
  if (!sameShape(start.shape, stop.shape)) {
    const [own, other] = [start.shape, stop.shape].map(formatShape);
    throw new ShapeError(`linspace: expected start and stop of one shape, got ${own} and ${other}`);
  }
  if (!Number.isInteger(num) || num < 1)
    throw new ValueError(`linspace: expected a whole num of 1 or more, got ${num}`);
}
