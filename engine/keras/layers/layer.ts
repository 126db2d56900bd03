import { convert, type TensorLike } from '../../tensor/convert';
import { isFloat } from '../../tensor/dtype';
import { ShapeError, ValueError } from '../../tensor/errors';
import type { Shape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { withScope } from '../../tape/context';
import { Variable } from '../../tape/variable';
import { cast } from '../../ops/elementwise/cast';
import { getInitializer, type InitializerLike } from '../initializers';
import { autoName, tuple } from '../names';

/** A shape whose batch size may still be open. */
export type OpenShape = readonly (number | null)[];

export interface LayerOptions {
  name?: string | null;
  trainable?: boolean;
}

/** What a layer demands of its input's shape. */
export interface InputSpec {
  readonly minRank: number;
  /** Size that the last axis must have, null while the layer is not built. */
  readonly lastAxis: number | null;
}

/**
 * A function with weights. Weights are made on the first call, when the input's shape is known;
 * weights and ops carry the layer's name as their scope.
 */
export abstract class Layer {
  readonly name: string;
  trainable: boolean;
  built = false;
  protected inputSpec: InputSpec | null = null;
  private readonly own: Variable[] = [];
  /** Of the last call, for `summary`. */
  outputShape: OpenShape | null = null;

  constructor(className: string, { name, trainable = true }: LayerOptions = {}) {
    this.name = name ?? autoName(className);
    this.trainable = trainable;
  }

  /** Keras' class name, for `summary`. */
  abstract readonly className: string;

  /** The layer's function of a float tensor. */
  protected abstract forward(inputs: Tensor): Tensor;

  /** The shape that comes out for one that goes in. */
  abstract computeOutputShape(inputShape: OpenShape): OpenShape;

  /** Makes the weights for inputs of this shape. */
  protected makeWeights(_inputShape: OpenShape): void {}

  build(inputShape: OpenShape): void {
    if (this.built) return;
    withScope(this.name, () => this.makeWeights(inputShape));
    this.built = true;
  }

  /** Builds on first use. Throws Keras' `ValueError` for a shape that does not fit. */
  call(inputs: TensorLike): Tensor {
    return withScope(this.name, () => this.run(inputs));
  }

  /** All weights, in the order in which Keras lists them. */
  get weights(): Variable[] {
    return [...this.own];
  }

  get trainableVariables(): Variable[] {
    return this.trainable ? this.own.filter((variable) => variable.trainable) : [];
  }

  get trainableWeights(): Variable[] {
    return this.trainableVariables;
  }

  get nonTrainableVariables(): Variable[] {
    const trainable = new Set(this.trainableVariables);
    return this.weights.filter((variable) => !trainable.has(variable));
  }

  countParams(): number {
    return this.weights.reduce((sum, variable) => sum + variable.size, 0);
  }

  /** The values now, as tensors of their own: a later training step leaves them alone. */
  getWeights(): Tensor[] {
    return this.weights.map((variable) => variable.value);
  }

  /** Puts values in place, in the order of `getWeights`. Throws `ValueError` when number or shapes differ. */
  setWeights(values: readonly TensorLike[]): void {
    assignWeights(this.name, this.weights, values);
  }

  protected addWeight(
    name: string,
    shape: Shape,
    initializer: InitializerLike,
    { trainable = true }: { trainable?: boolean } = {},
  ): Variable {
    const variable = new Variable(getInitializer(initializer).call(shape), { name, trainable });
    this.own.push(variable);
    return variable;
  }

  private run(inputs: TensorLike): Tensor {
    const converted = convert(inputs);
    const x = isFloat(converted.dtype) ? converted : cast(converted, 'float32');
    this.checkInput(x.shape);
    if (!this.built) {
      this.makeWeights(x.shape);
      this.built = true;
    }
    const y = this.forward(x);
    this.outputShape = y.shape;
    return y;
  }

  private checkInput(shape: Shape): void {
    const spec = this.inputSpec;
    if (spec === null) return;
    if (shape.length < spec.minRank) {
      throw new ValueError(
        `Input 0 of layer "${this.name}" is incompatible with the layer: expected min_ndim=${spec.minRank}, found ndim=${shape.length}. Full shape received: ${tuple(shape)}`,
      );
    }
    if (spec.lastAxis !== null && shape[shape.length - 1] !== spec.lastAxis) {
      throw new ValueError(
        `Input 0 of layer "${this.name}" is incompatible with the layer: expected axis -1 of input shape to have value ${spec.lastAxis}, but received input with shape ${tuple(shape)}`,
      );
    }
  }
}

/** Assigns one value to each variable; says in Keras' words what does not fit. */
export function assignWeights(owner: string, variables: readonly Variable[], values: readonly TensorLike[]): void {
  if (values.length !== variables.length) {
    throw new ValueError(
      `You called \`set_weights(weights)\` on layer '${owner}' with a weight list of length ${values.length}, but the layer was expecting ${variables.length} weights.`,
    );
  }
  const tensors = values.map((value) => convert(value));
  tensors.forEach((tensor, i) => {
    const { shape } = variables[i];
    if (tensor.rank !== shape.length || tensor.shape.some((size, axis) => size !== shape[axis])) {
      throw new ShapeError(
        `Layer ${owner} weight shape ${tuple(shape)} is not compatible with provided weight shape ${tuple(tensor.shape)}.`,
      );
    }
  });
  tensors.forEach((tensor, i) => variables[i].assign(tensor));
}
