import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { logicalOr } from '../../ops/elementwise/logicalOr';
import { reduceAny } from '../../ops/reductions/reduceAny';
import { concat } from '../../ops/shapes/concat';
import { expandDims } from '../../ops/shapes/expandDims';
import { fill } from '../../ops/shapes/fill';
import type { Config } from '../config';
import { isShapeList } from '../kerasTensor';
import { tuple } from '../names';
import { type InputShape, Layer, type LayerOptions, type OpenShape } from './layer';

export interface ConcatenateOptions extends LayerOptions {
  axis?: number;
}

/** Joins inputs along `axis`; their other axes are the same. Throws `ValueError` otherwise. */
export class Concatenate extends Layer {
  readonly axis: number;

  constructor({ axis = -1, ...rest }: ConcatenateOptions = {}) {
    super('Concatenate', rest, { takes: 'list', keepsIntegers: true, supportsMasking: true });
    this.axis = axis;
  }

  computeOutputShape(inputShape: InputShape): OpenShape {
    if (!isShapeList(inputShape)) {
      throw new ValueError(
        `A \`Concatenate\` layer should be called on a list of at least 1 input. Received: input_shape=${tuple(inputShape)}`,
      );
    }
    const [first] = inputShape;
    const at = this.axis < 0 ? this.axis + first.length : this.axis;
    const fits = inputShape.every(
      (shape) =>
        shape.length === first.length &&
        shape.every((size, axis) => axis === at || size === null || first[axis] === null || size === first[axis]),
    );
    if (!fits) {
      throw new ValueError(
        `A \`Concatenate\` layer requires inputs with matching shapes except for the concatenation axis. Received: input_shape=[${inputShape.map(tuple).join(', ')}]`,
      );
    }
    const sizes = inputShape.map((shape) => shape[at]);
    const joined = sizes.includes(null) ? null : (sizes as number[]).reduce((sum, size) => sum + size, 0);
    return first.map((size, axis) => (axis === at ? joined : size));
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }

  protected override makeWeights(inputShape: InputShape): void {
    this.computeOutputShape(inputShape);
  }

  /** The masks joined as the inputs are; all of an input without one counts. */
  protected override computeMask(inputs: readonly Tensor[], masks: readonly (Tensor | null)[]): Tensor | null {
    if (masks.every((one) => one === null)) return null;
    const wide = inputs.map((input, i) => {
      const mask = masks[i];
      if (mask === null) return fill(input.shape, true);
      return mask.rank < input.rank ? logicalOr(expandDims(mask, -1), fill(input.shape, false)) : mask;
    });
    return reduceAny(concat(wide, this.axis), { axis: -1 });
  }

  protected forward(inputs: readonly Tensor[]): Tensor {
    return concat(inputs, this.axis);
  }
}
