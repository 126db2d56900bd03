import { onesLike } from '../ops/creation';
import type { TapeRecord } from '../tape/record';
import { withoutTapes } from '../tape/context';
import { withBackend } from '../tensor/activeBackend';
import { keep, tidy } from '../tensor/lifetime';
import { sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import type { FindOp } from '../stream/executor';
import type { StepView } from './timeline';

export interface LocalDerivatives {
  /** Per input, with the input's shape; null where the op has no derivative element by element. */
  readonly tensors: readonly (Tensor | null)[];
  dispose(): void;
}

/**
 * dy/du of an executed op by each wanted input: the op's own gradient with ones for the upstream
 * gradient, on the tensors that the op saw. That is the derivative element by element where the
 * output is one number, or where the op is elementwise and the input has the output's shape.
 */
export function localDerivatives(
  view: StepView,
  record: number,
  output: number,
  wanted: readonly boolean[],
  findOp: FindOp,
): LocalDerivatives {
  const { op: name, inputs: ins, outputs: outs, attributes, scope, line } = view.graph.records[record];
  const inputs = ins.map((place) => view.tensor(place));
  const outputs = outs.map((place) => view.tensor(place));
  const none = { tensors: inputs.map(() => null), dispose: () => {} };
  if (name === 'customGradient') return none;
  const op = findOp(name);
  const { gradient } = op;
  const y = outputs[output];
  const needs = inputs.map(
    (input, i) => wanted[i] && (y.size === 1 || (op.elementwise && sameShape(input.shape, y.shape))),
  );
  if (gradient === null || !needs.includes(true)) return none;
  const given = withBackend(y.backend, () =>
    withoutTapes(() =>
      tidy(() => {
        const upstream = outputs.map((_, i) => (i === output ? onesLike(y) : null));
        const entry: TapeRecord = { id: 0, op: { name, gradient: null }, inputs, outputs, attributes, scope, line };
        return gradient(upstream, entry as TapeRecord<never>, needs);
      }),
    ),
  );
  const tensors = inputs.map((_, i) => (needs[i] && given[i] ? keep(given[i]) : null));
  // A gradient may hand back a tensor that it was given (`add` does): those are not ours to end.
  const foreign = new Set<Tensor>([...inputs, ...outputs]);
  const own = new Set(given.filter((one) => one !== null && one !== undefined && !foreign.has(one)));
  return { tensors, dispose: () => own.forEach((one) => one!.dispose()) };
}
