import type { TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { withScope } from '../../tape/context';
import type { Variable } from '../../tape/variable';
import { InputLayer } from '../layers/inputLayer';
import { assignWeights, type Layer, type OpenShape } from '../layers/layer';
import { autoName } from '../names';
import { type CompileOptions, compileModel, type Compiled } from './compile';
import { type EvaluateOptions, evaluate, fit, type FitOptions, type History, predict } from './training';
import { summaryText } from './summary';

/** A stack of layers, each fed by the one before; built by its first call, or at once behind an `Input`. */
export class Sequential {
  readonly name: string;
  readonly className = 'Sequential';
  private readonly stack: Layer[] = [];
  private input: InputLayer | null = null;
  private compiled: Compiled | null = null;

  constructor(layers: readonly Layer[] = [], { name }: { name?: string | null } = {}) {
    this.name = name ?? autoName('Sequential');
    for (const layer of layers) this.add(layer);
  }

  /** Adds a layer on top. Throws `ValueError` for an input layer that is not the first, or a name used twice. */
  add(layer: Layer): void {
    if (layer instanceof InputLayer) {
      if (this.input !== null || this.stack.length > 0) {
        throw new ValueError(
          `Sequential model '${this.name}' has already been configured to use input shape. You cannot add a different Input layer to it.`,
        );
      }
      this.input = layer;
      return;
    }
    if (this.stack.some((one) => one.name === layer.name)) {
      throw new ValueError(
        `All layers added to a Sequential model should have unique names. Name "${layer.name}" is already the name of a layer in this model. Update the \`name\` argument to pass a unique name.`,
      );
    }
    this.stack.push(layer);
    if (this.input !== null) this.build(this.input.batchShape);
  }

  /** Without the input layer, as in Keras. */
  get layers(): Layer[] {
    return [...this.stack];
  }

  get built(): boolean {
    return this.stack.length > 0 && this.stack.every((layer) => layer.built);
  }

  /** Makes every layer's weights for inputs of this shape; null stands for any batch size. */
  build(inputShape: OpenShape): void {
    withScope(this.name, () => {
      let shape = inputShape;
      for (const layer of this.stack) {
        layer.build(shape);
        shape = layer.computeOutputShape(shape);
        layer.outputShape ??= shape;
      }
    });
  }

  /** Runs the layers in the scope of the model's name. */
  call(inputs: TensorLike): Tensor {
    const { stack } = this;
    if (stack.length === 0) {
      throw new ValueError(`Sequential model ${this.name} has no layers: add at least one before you call it.`);
    }
    return withScope(this.name, () => {
      let value: TensorLike = inputs;
      for (let i = 0; i < stack.length; i++) value = stack[i].call(value);
      return value as Tensor;
    });
  }

  get weights(): Variable[] {
    return this.stack.flatMap((layer) => layer.weights);
  }

  get variables(): Variable[] {
    return this.weights;
  }

  /** Kernel, bias, layer by layer. */
  get trainableVariables(): Variable[] {
    return this.stack.flatMap((layer) => layer.trainableVariables);
  }

  get trainableWeights(): Variable[] {
    return this.trainableVariables;
  }

  get nonTrainableVariables(): Variable[] {
    return this.stack.flatMap((layer) => layer.nonTrainableVariables);
  }

  countParams(): number {
    return this.stack.reduce((sum, layer) => sum + layer.countParams(), 0);
  }

  getWeights(): Tensor[] {
    return this.weights.map((variable) => variable.value);
  }

  /** Throws `ValueError` when the number of weights or a shape differs. */
  setWeights(values: readonly TensorLike[]): void {
    assignWeights(this.name, this.weights, values);
  }

  /** Keras' table of layers, shapes and counts. */
  summary(): string {
    return summaryText(this.name, this.stack, this.built);
  }

  /** Sets optimizer, loss and metrics for `fit` and `evaluate`. */
  compile(options: CompileOptions = {}): void {
    this.compiled = compileModel(options);
  }

  /** Trains on arrays whose first axis is the examples. Throws `ValueError` before `compile`. */
  fit(x: TensorLike, y: TensorLike, options: FitOptions = {}): Promise<History> {
    return fit(this, this.demandCompiled('fit'), x, y, options);
  }

  /** The loss, or the loss and the metrics in an array, over all examples. */
  evaluate(x: TensorLike, y: TensorLike, options: EvaluateOptions = {}): Promise<number | number[]> {
    return evaluate(this, this.demandCompiled('evaluate'), x, y, options);
  }

  /** The model's outputs for all examples. */
  predict(x: TensorLike, options: EvaluateOptions = {}): Promise<Tensor> {
    return predict(this, x, options);
  }

  private demandCompiled(method: string): Compiled {
    if (this.compiled === null) {
      throw new ValueError(`You must call \`compile()\` before calling \`${method}()\`.`);
    }
    return this.compiled;
  }
}
