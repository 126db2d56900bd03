import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { concat } from '../../ops/shapes/concat';
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
    super('Concatenate', rest, { takes: 'list', keepsIntegers: true });
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

  protected forward(inputs: readonly Tensor[]): Tensor {
    return concat(inputs, this.axis);
  }
}
