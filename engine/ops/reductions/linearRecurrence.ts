import type { CpuOperand } from '../../tensor/backend';
import { normalizeAxis, type Shape } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { multiply } from '../elementwise/multiply';
import { axisLines, inferAxis } from '../families/alongAxis';
import { sameSpecs } from '../families/blocks';
import { following } from '../families/scan';
import { defineOp } from '../op';
import { lineWgsl } from '../wgsl/lines';

type RecurrenceAttributes = { readonly axis: number; readonly reverse: boolean };

/**
 * Coefficients a and terms b, floats of one shape `[…, n, …]` → the same shape: each result is the one
 * before it times its coefficient, plus its term; the first coefficient meets nothing. What scans have
 * for gradients; TensorFlow has no such op.
 */
export const linearRecurrence = defineOp(
  {
    name: 'linearRecurrence',
    tf: { names: [], signature: [{ name: 'a' }, { name: 'b' }, { name: 'axis' }, { name: 'reverse' }] },
    doc: 'Walks along an axis, multiplying what it has by one number and adding another: the gradient of scans.',
    inputs: ['a', 'b'],
    formula: String.raw`y_k = a_k\,y_{k-1} + b_k`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial a_k} = g_k\,y_{k-1}`,
      String.raw`\frac{\partial L}{\partial b_k} = g_k = \frac{\partial L}{\partial y_k} + a_{k+1}\,g_{k+1}`,
    ],
    elementwise: false,
    infer: ([a, b]: readonly TensorSpec[], { axis }: RecurrenceAttributes) => {
      sameSpecs('linearRecurrence', [a, b]);
      return inferAxis('linearRecurrence', a, axis);
    },
    cpu: ([a, b]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis, reverse }: RecurrenceAttributes) =>
      axisLines(a.shape, axis, (start, stride, n) => {
        const step = reverse ? -stride : stride;
        let held = 0;
        for (let k = 0, p = reverse ? start + (n - 1) * stride : start; k < n; k++, p += step) {
          held = k === 0 ? b.storage[p] : a.storage[p] * held + b.storage[p];
          y.storage[p] = held;
        }
      }),
    wgsl: ([a, b], [y], { axis, reverse }) => recurrenceWgsl(a, b, y, axis, reverse),
    // What reaches yₖ is its own gradient and, through aₖ₊₁, that of the next one: a walk the other way.
    gradient: ([dy], { inputs: [a], outputs: [y], attributes: { axis, reverse } }): Tensor[] => {
      const g = linearRecurrence(following(a, axis, reverse), dy!, axis, !reverse);
      return [multiply(g, following(y, axis, !reverse)), g];
    },
    samples: () => {
      const of = (shape: Shape, axis: number, reverse: boolean) => ({
        inputs: [{ shape }, { shape }],
        attributes: { axis, reverse },
      });
      return [of([4], 0, false), of([2, 3], 1, true), of([2, 3, 2], -2, false)];
    },
  },
  (run) =>
    (a: Tensor, b: Tensor, axis: number, reverse: boolean): Tensor =>
      run([a, b], { axis: normalizeAxis('linearRecurrence', axis, a.rank), reverse }),
);

function recurrenceWgsl(a: TensorSpec, b: TensorSpec, y: TensorSpec, axis: number, reverse: boolean) {
  const body = `  var held = 0.0;
  for (var k = 0u; k < n; k++) {
    let at = start + ${reverse ? '(n - 1u - k)' : 'k'} * step;
    if (k == 0u) {
      held = b[at];
    } else {
      held = a[at] * held + b[at];
    }
    y[at] = held;
  }`;
  const inputs = [['a', a] as const, ['b', b] as const];
  return lineWgsl(`linearRecurrence:${reverse ? 'reverse' : 'forward'}`, inputs, y, a.shape, axis, body, '');
}
