import { ValueError } from '../../tensor/errors';
import type { OpenShape } from '../kerasTensor';
import { tuple } from '../names';

/** What a layer demands of its input's shape. */
export interface InputSpec {
  readonly rank?: number;
  readonly minRank?: number;
  readonly maxRank?: number;
  /** Size that an axis must have, by axis; negative ones count from the end. */
  readonly axes?: Readonly<Record<number, number>>;
  /** Size of every axis; null where any will do. */
  readonly shape?: OpenShape;
}

/** Throws Keras' `ValueError` for a shape that does not fit. Source: `keras/src/layers/input_spec.py`. */
export function checkInput(layer: string, index: number, spec: InputSpec, shape: OpenShape): void {
  const refuse = (expected: string, found: string): never => {
    throw new ValueError(
      `Input ${index} of layer "${layer}" is incompatible with the layer: expected ${expected}, ${found}`,
    );
  };
  const n = shape.length;
  const full = `Full shape received: ${tuple(shape)}`;
  if (spec.rank !== undefined && n !== spec.rank) refuse(`ndim=${spec.rank}`, `found ndim=${n}. ${full}`);
  if (spec.maxRank !== undefined && n > spec.maxRank) refuse(`max_ndim=${spec.maxRank}`, `found ndim=${n}`);
  if (spec.minRank !== undefined && n < spec.minRank) refuse(`min_ndim=${spec.minRank}`, `found ndim=${n}. ${full}`);
  if (spec.axes !== undefined) {
    for (const [key, size] of Object.entries(spec.axes)) {
      const axis = Number(key);
      const found = shape[axis < 0 ? axis + n : axis];
      if (found === null || found === size) continue;
      refuse(`axis ${axis} of input shape to have value ${size}`, `but received input with shape ${tuple(shape)}`);
    }
  }
  if (spec.shape === undefined) return;
  for (let axis = 0; axis < Math.min(n, spec.shape.length); axis++) {
    const expected = spec.shape[axis];
    if (expected !== null && shape[axis] !== null && expected !== shape[axis]) {
      refuse(`shape=${tuple(spec.shape)}`, `found shape=${tuple(shape)}`);
    }
  }
}
