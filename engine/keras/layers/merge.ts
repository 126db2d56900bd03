/** Layers that make one tensor of several, element by element. Source: `keras/src/layers/merging`. */
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { divide } from '../../ops/elementwise/divide';
import { logicalOr } from '../../ops/elementwise/logicalOr';
import { maximum } from '../../ops/elementwise/maximum';
import { minimum } from '../../ops/elementwise/minimum';
import { multiply } from '../../ops/elementwise/multiply';
import { subtract } from '../../ops/elementwise/subtract';
import { reshape } from '../../ops/shapes/reshape';
import { isShapeList } from '../kerasTensor';
import { tuple } from '../names';
import { type InputShape, Layer, type LayerOptions, type OpenShape } from './layer';

/** `[b, …]`, `[b, …]`, … → `[b, …]`; shapes behind the batch broadcast. Throws `ValueError` for shapes that do not. */
abstract class Merge extends Layer {
  constructor(className: string, options: LayerOptions) {
    super(className, options, { takes: 'list', keepsIntegers: true, supportsMasking: true });
  }

  protected abstract merge(inputs: readonly Tensor[]): Tensor;

  computeOutputShape(inputShape: InputShape): OpenShape {
    const shapes = listOf(inputShape);
    const batches = new Set(shapes.map(([batch]) => batch).filter((batch) => batch !== null && batch !== undefined));
    if (batches.size > 1) {
      throw new ValueError(
        `Cannot merge tensors with different batch sizes. Received tensors with shapes ${shapes.map(tuple).join(', ')}`,
      );
    }
    const rest = shapes.map((shape): OpenShape => shape.slice(1)).reduce(broadcast);
    return [[...batches][0] ?? null, ...rest];
  }

  protected override makeWeights(inputShape: InputShape): void {
    this.computeOutputShape(inputShape);
  }

  /** Where any of the inputs counts; nothing is masked unless all inputs are. */
  protected override computeMask(_inputs: readonly Tensor[], masks: readonly (Tensor | null)[]): Tensor | null {
    const present = masks.filter((one) => one !== null);
    return present.length < masks.length ? null : present.reduce((all, one) => logicalOr(all, one));
  }

  protected forward(inputs: readonly Tensor[]): Tensor {
    const rank = Math.max(...inputs.map((one) => one.rank));
    return this.merge(inputs.map((one) => ofRank(one, rank)));
  }
}

export class Add extends Merge {
  constructor(options: LayerOptions = {}) {
    super('Add', options);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((sum, one) => add(sum, one));
  }
}

/** The first less the second of two inputs. */
export class Subtract extends Merge {
  constructor(options: LayerOptions = {}) {
    super('Subtract', options);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return subtract(inputs[0], inputs[1]);
  }

  protected override makeWeights(inputShape: InputShape): void {
    super.makeWeights(inputShape);
    if (inputShape.length !== 2) {
      throw new ValueError(
        `A \`Subtract\` layer should be called on exactly 2 inputs. Received: input_shape=${listOf(inputShape).map(tuple).join(', ')}`,
      );
    }
  }
}

export class Multiply extends Merge {
  constructor(options: LayerOptions = {}) {
    super('Multiply', options);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((product, one) => multiply(product, one));
  }
}

export class Average extends Merge {
  constructor(options: LayerOptions = {}) {
    super('Average', options);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return divide(
      inputs.reduce((sum, one) => add(sum, one)),
      inputs.length,
    );
  }
}

export class Maximum extends Merge {
  constructor(options: LayerOptions = {}) {
    super('Maximum', options);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((most, one) => maximum(most, one));
  }
}

export class Minimum extends Merge {
  constructor(options: LayerOptions = {}) {
    super('Minimum', options);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((least, one) => minimum(least, one));
  }
}

function listOf(inputShape: InputShape): readonly OpenShape[] {
  if (isShapeList(inputShape)) return inputShape;
  throw new ValueError(
    `A merge layer should be called on a list of inputs. Received: input_shape=${tuple(inputShape)} (not a list of shapes)`,
  );
}

/** Ranks are made equal behind the batch: `[b, n]` → `[b, 1, n]`. */
function ofRank(x: Tensor, rank: number): Tensor {
  if (x.rank === rank) return x;
  return reshape(x, [x.shape[0], ...Array<number>(rank - x.rank).fill(1), ...x.shape.slice(1)]);
}

function broadcast(a: OpenShape, b: OpenShape): OpenShape {
  const [long, short] = a.length < b.length ? [b, a] : [a, b];
  const start = long.length - short.length;
  return long.map((size, axis) => {
    if (axis < start) return size;
    const other = short[axis - start];
    if (size === null || other === null) return null;
    if (size === 1) return other;
    if (other === 1 || size === other) return size;
    throw new ValueError(`Inputs have incompatible shapes. Received shapes ${tuple(a)} and ${tuple(b)}`);
  });
}
