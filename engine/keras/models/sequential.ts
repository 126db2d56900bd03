import type { TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import { Tensor } from '../../tensor/tensor';
import { type Config, dtypePolicy } from '../config';
import { type InputShape, isShapeList, KerasTensor, type OpenShape } from '../kerasTensor';
import { InputLayer } from '../layers/inputLayer';
import { type CallOptions, Layer, type LayerInput, type SymbolicInput } from '../layers/layer';
import { deserialize, serialize } from '../layers/serialize';
import { autoName, tuple } from '../names';
import { Model } from './model';

/**
 * A stack of layers, each fed by the one before; built by its first call, or at once behind an `Input`.
 * Source: `keras/src/models/sequential.py`.
 */
export class Sequential extends Model {
  private readonly stack: Layer[] = [];
  private source: InputLayer | null = null;

  constructor(
    layers: readonly (Layer | KerasTensor)[] = [],
    { name, trainable }: { name?: string | null; trainable?: boolean } = {},
  ) {
    super({ name, trainable }, 'Sequential');
    for (const layer of layers) this.push(layer);
    this.rebuild();
  }

  /** Adds a layer on top. Throws `ValueError` for an input layer that is not the first, or a name used twice. */
  add(layer: Layer | KerasTensor): void {
    this.push(layer);
    this.rebuild();
  }

  /** Takes the topmost layer away and returns it. */
  pop(): Layer | undefined {
    const layer = this.stack.pop();
    this.rebuild();
    return layer;
  }

  /** Without the input layer, as in Keras. */
  override get layers(): Layer[] {
    return [...this.stack];
  }

  protected override get summarizedGraph(): null {
    return null;
  }

  protected override get sublayers(): readonly Layer[] {
    return this.stack;
  }

  override computeOutputShape(inputShape: InputShape): InputShape {
    return this.stack.reduce((shape, layer) => layer.computeOutputShape(shape), inputShape);
  }

  override computeOutputSpec(inputs: SymbolicInput): KerasTensor | KerasTensor[] {
    return this.stack.reduce<SymbolicInput>((x, layer) => layer.computeOutputSpec(x), inputs) as KerasTensor;
  }

  override getConfig(): Config {
    const { name, trainable, dtype, source, stack } = this;
    const layers = source === null ? stack : [source, ...stack];
    const config: Config = { name, trainable, dtype: dtypePolicy(dtype), layers: layers.map(serialize) };
    return source === null ? config : { ...config, build_input_shape: source.batchShape };
  }

  static override fromConfig(config: Config): Layer {
    if (!('name' in config) || !Array.isArray(config.layers)) {
      throw new ValueError(
        "A Sequential model configuration must be a dictionary containing the 'name' and 'layers' keys.",
      );
    }
    const model = new Sequential(config.layers.map(deserialize), { name: config.name as string });
    if (config.build_input_shape !== undefined && !model.built) model.build(config.build_input_shape as OpenShape);
    return model;
  }

  protected override makeWeights(inputShape: InputShape): void {
    if (this.stack.length === 0) throw this.empty();
    if (isShapeList(inputShape)) {
      this.throughStack(inputShape.map((shape) => new KerasTensor(shape)));
      return;
    }
    this.source ??= new InputLayer({ batchShape: inputShape, dtype: this.stack[0].dtype });
    const { batchShape, output } = this.source;
    if (tuple(batchShape) !== tuple(inputShape)) {
      throw new ValueError(
        `Sequential model '${this.name}' has already been configured to use input shape ${tuple(batchShape)}. You cannot build it with input_shape ${tuple(inputShape)}`,
      );
    }
    // Keras makes a functional model here, which takes a name.
    autoName('Functional');
    this.connect(output, this.throughStack(output));
  }

  override prepare(inputs: LayerInput): Tensor | readonly Tensor[] {
    if (this.stack.length === 0) throw this.empty();
    if (this.graph !== null) {
      const fitted = super.prepare(inputs) as readonly Tensor[];
      // As it was given: the first layer may tell a tensor from a list of one.
      return fitted.length === 1 ? fitted[0] : fitted;
    }
    const x = this.stack[0].prepare(inputs);
    if (x instanceof Tensor) this.source = new InputLayer({ batchShape: x.shape, dtype: x.dtype });
    return x;
  }

  /** Layer by layer. */
  protected override forward(inputs: Tensor | readonly Tensor[], { training, mask }: CallOptions): Tensor | Tensor[] {
    const { stack } = this;
    let value = stack[0].call<Tensor | Tensor[]>(inputs as TensorLike, { training, mask });
    for (let i = 1; i < stack.length; i++) value = stack[i].call<Tensor | Tensor[]>(value, { training });
    return value;
  }

  private throughStack(inputs: SymbolicInput): KerasTensor | KerasTensor[] {
    return this.stack.reduce((x, layer) => layer.call(x), inputs) as KerasTensor | KerasTensor[];
  }

  /** Makes the graph anew where the input's shape is known. */
  private rebuild(): void {
    const [first] = this.stack;
    this.built = false;
    this.graph = null;
    if (first === undefined) return;
    if (this.source !== null) this.build(this.source.batchShape);
    else if (first instanceof Model && first.built) this.build(first.inputShape);
  }

  private empty(): ValueError {
    return new ValueError(
      `Sequential model ${this.name} cannot be built because it has no layers. Call \`model.add(layer)\`.`,
    );
  }

  private push(given: Layer | KerasTensor): void {
    const layer = given instanceof KerasTensor ? given._history?.call.layer : given;
    if (!(layer instanceof Layer)) {
      throw new ValueError(
        `Only instances of \`keras.Layer\` can be added to a Sequential model. Received: ${String(given)}`,
      );
    }
    if (layer instanceof InputLayer) {
      if (this.source !== null || this.stack.length > 0) {
        throw new ValueError(
          `Sequential model '${this.name}' has already been configured to use input shape. You cannot add a different Input layer to it.`,
        );
      }
      this.source = layer;
      return;
    }
    if (this.stack.some((one) => one.name === layer.name)) {
      throw new ValueError(
        `All layers added to a Sequential model should have unique names. Name "${layer.name}" is already the name of a layer in this model. Update the \`name\` argument to pass a unique name.`,
      );
    }
    this.stack.push(layer);
  }
}
