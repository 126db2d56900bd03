import { convert, fromData, isReadable, type TensorLike } from '../../tensor/convert';
import { allocate, type DType, isFloat } from '../../tensor/dtype';
import { ShapeError, ValueError } from '../../tensor/errors';
import { type Shape, sizeOf } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';
import { warn } from '../../tensor/warnings';
import { withoutTapes, withScope } from '../../tape/context';
import { Variable } from '../../tape/variable';
import { cast } from '../../ops/elementwise/cast';
import { divide } from '../../ops/elementwise/divide';
import { identity } from '../../ops/elementwise/identity';
import { type Config, dtypeOfPolicy, dtypePolicy, optionsOf, type Serialized } from '../config';
import { type ConstraintLike, getConstraint } from '../constraints';
import { getInitializer, type InitializerLike } from '../initializers';
import { type InputShape, isShapeList, KerasTensor, type LayerCall } from '../kerasTensor';
import { maskOf, withMask } from '../masks';
import { autoName, tuple } from '../names';
import { getRegularizer, type Regularizer, type RegularizerLike, serializeRegularizer } from '../regularizers';
import { hasSymbol, isTensorList, symbolsIn } from '../structure';
import { areBlank } from './blankWeights';
import { callContext } from './callContext';
import { checkInput, type InputSpec } from './inputSpec';

export type { InputShape, OpenShape } from '../kerasTensor';

export interface LayerOptions {
  name?: string | null;
  trainable?: boolean;
  /** Of the weights and the computation: float inputs are cast to it. */
  dtype?: DType | Serialized;
  /** Its value of the outputs, over the batch size, is added to the loss. */
  activityRegularizer?: RegularizerLike | null;
}

/** What a layer is called on: a tensor, or an array of them where it takes several. */
export type LayerInput = TensorLike | readonly TensorLike[];
export type SymbolicInput = KerasTensor | readonly KerasTensor[];

export interface CallOptions {
  /** Training or inference; the outer layer's where it is not said. */
  training?: boolean | null;
  /** Which steps of a sequence count: `[b, steps]`, bool. */
  mask?: TensorLike | null;
}

export interface WeightOptions {
  /** False for state that the layer itself changes, like a moving mean. */
  trainable?: boolean;
  regularizer?: RegularizerLike | null;
  constraint?: ConstraintLike | null;
  dtype?: DType;
}

/** The mask of one output, or of each. */
export type Masks = Tensor | null | readonly (Tensor | null)[];

/** How a kind of layer takes its inputs. */
interface Traits {
  /** One tensor, a list of them, either, or a list that Python writes as arguments one by one. */
  readonly takes?: 'one' | 'list' | 'either' | 'arguments';
  /** Whole numbers stay what they are; other layers cast them to their own dtype. */
  readonly keepsIntegers?: boolean;
  /** Whether it gives a mask on; others lose it, with a warning. */
  readonly supportsMasking?: boolean;
}

/**
 * A function with weights. Weights are made on the first call, when the input's shape is known;
 * weights and ops carry the layer's name as their scope. A kind of layer writes `forward`,
 * `computeOutputShape`, `makeWeights` where it has weights, and `getConfig`.
 * Source: `keras/src/layers/layer.py`.
 */
export abstract class Layer {
  /** The parameters of the constructor that have no default, in order. */
  static readonly positional: readonly string[] = [];

  readonly name: string;
  readonly dtype: DType;
  built = false;
  readonly activityRegularizer: Regularizer | null;
  protected inputSpec: InputSpec | null = null;
  /** Every call on symbols, in order. */
  readonly _inboundCalls: LayerCall[] = [];
  private isTrainable: boolean;
  private builtFor: InputShape | null = null;
  private readonly parameters: Variable[] = [];
  private readonly state: Variable[] = [];
  private readonly inner = new Map<Layer, string>();
  private readonly added: Tensor[] = [];

  constructor(
    /** Keras' class name. */
    readonly className: string,
    { name, trainable = true, dtype = 'float32', activityRegularizer = null, ...unknown }: LayerOptions = {},
    private readonly traits: Traits = {},
  ) {
    const [wrong] = Object.keys(unknown);
    if (wrong !== undefined) {
      throw new ValueError(`Unrecognized keyword arguments passed to ${className}: ${JSON.stringify(unknown)}`);
    }
    this.name = name ?? autoName(className);
    this.dtype = dtypeOfPolicy(dtype);
    this.isTrainable = trainable;
    this.activityRegularizer = getRegularizer(activityRegularizer);
  }

  /** The layer's function. Inputs are tensors of its dtype; lists of them where the layer takes lists. */
  protected abstract forward(inputs: Tensor | readonly Tensor[], options: CallOptions): Tensor | Tensor[];

  /** The shape that comes out for one that goes in. Throws `ValueError` for shapes that do not fit. */
  abstract computeOutputShape(inputShape: InputShape): InputShape;

  /** Makes the weights for inputs of this shape. */
  protected makeWeights(_inputShape: InputShape): void {}

  /** The mask of the output from the inputs and theirs; for several outputs one each. */
  protected computeMask(_inputs: Tensor | readonly Tensor[], masks: readonly (Tensor | null)[]): Masks {
    return masks[0] ?? null;
  }

  /** The outputs as symbols: shapes of `computeOutputShape`, in the layer's dtype. */
  computeOutputSpec(
    inputs: SymbolicInput,
    _options: Readonly<Record<string, unknown>> = {},
  ): KerasTensor | KerasTensor[] {
    const shape = this.computeOutputShape(shapesOf(inputs));
    const first = symbolsIn(inputs)[0].dtype;
    const dtype = this.traits.keepsIntegers === true && !isFloat(first) ? first : this.dtype;
    return isShapeList(shape) ? shape.map((one) => new KerasTensor(one, dtype)) : new KerasTensor(shape, dtype);
  }

  /** Makes the weights, once, for inputs of this shape; null stands for any size. */
  build(inputShape: InputShape): void {
    if (!this.built) withScope(this.name, () => this.ensureBuilt(inputShape));
  }

  /**
   * Tensors in, tensors out; symbols in, symbols out (the functional API). Builds on first use.
   * Throws Keras' `ValueError` for a shape that does not fit.
   */
  call<R extends KerasTensor | KerasTensor[] = KerasTensor>(inputs: SymbolicInput, options?: CallOptions): R;
  call<R extends Tensor | Tensor[] = Tensor>(inputs: LayerInput, options?: CallOptions): R;
  call(inputs: LayerInput | SymbolicInput, options: CallOptions = {}): unknown {
    if (hasSymbol(inputs) || hasSymbol(options)) return this.callOnSymbols(inputs as SymbolicInput, options);
    const { depth, training: outer } = callContext;
    if (depth === 0) this.clearLosses();
    const training = options.training ?? outer;
    callContext.depth = depth + 1;
    callContext.training = training;
    try {
      return withScope(this.name, () => this.run(inputs as LayerInput, { ...options, training }));
    } finally {
      callContext.depth = depth;
      callContext.training = outer;
    }
  }

  /** Whether its weights are trained. Setting it sets the layers inside too. */
  get trainable(): boolean {
    return this.isTrainable;
  }

  set trainable(value: boolean) {
    this.isTrainable = value;
    for (const variable of this.parameters) variable.trainable = value;
    for (const layer of this.sublayers) layer.trainable = value;
  }

  /** All weights, in the order in which Keras lists them: trained ones, then state, then those of the layers inside. */
  get weights(): Variable[] {
    const all = [...this.ownWeights, ...this.sublayers.flatMap((layer) => layer.weights)];
    return [...new Set(all)];
  }

  /** Those that no layer inside has, in the order in which Keras saves them: trained ones, then state. */
  get ownWeights(): Variable[] {
    return [...this.parameters, ...this.state];
  }

  /** The layers inside, by the attribute that holds each in Keras: files of weights name them so. */
  get parts(): ReadonlyMap<Layer, string> {
    return this.inner;
  }

  get variables(): Variable[] {
    return this.weights;
  }

  get trainableVariables(): Variable[] {
    return this.trainable ? this.weights.filter((variable) => variable.trainable) : [];
  }

  get trainableWeights(): Variable[] {
    return this.trainableVariables;
  }

  get nonTrainableVariables(): Variable[] {
    return this.trainable ? this.weights.filter((variable) => !variable.trainable) : this.weights;
  }

  get nonTrainableWeights(): Variable[] {
    return this.nonTrainableVariables;
  }

  /** Scalars for the loss: those added in the last call, then the penalties on the weights as they are now. */
  get losses(): Tensor[] {
    const added = this.withSublayers().flatMap((layer) => layer.added);
    const penalties = this.trainableVariables.flatMap((variable) =>
      variable.regularizer === null ? [] : [variable.regularizer(variable)],
    );
    return [...added, ...penalties];
  }

  /** Adds a scalar to the loss of the call that is under way. */
  addLoss(loss: TensorLike): void {
    this.added.push(convert(loss));
  }

  /** The symbol that the layer was first called on. Throws `ValueError` where it never was. */
  get input(): KerasTensor | KerasTensor[] {
    return single(this.firstCall('input').sources);
  }

  /** The symbol that the layer first gave. Throws `ValueError` where it never was called on one. */
  get output(): KerasTensor | KerasTensor[] {
    return single(this.firstCall('output').outputs);
  }

  countParams(): number {
    if (!this.built) {
      throw new ValueError(
        `You tried to call \`count_params\` on layer '${this.name}', but the layer isn't built. You can build it manually via: \`layer.build(input_shape)\`.`,
      );
    }
    return this.weights.reduce((sum, variable) => sum + variable.size, 0);
  }

  /** The values now, as tensors of their own: a later training step leaves them alone. */
  getWeights(): Tensor[] {
    return withoutTapes(() => this.weights.map((variable) => identity(variable.value)));
  }

  /** Puts values in place, in the order of `getWeights`. Throws `ValueError` when number or shapes differ. */
  setWeights(values: readonly TensorLike[]): void {
    assignWeights(this.name, this.weights, values);
  }

  /** What the layer is made of again, by Keras' names: plain JSON. */
  getConfig(): Config {
    const { name, trainable, dtype, activityRegularizer } = this;
    const config: Config = { name, trainable, dtype: dtypePolicy(dtype) };
    if (activityRegularizer !== null) config.activity_regularizer = serializeRegularizer(activityRegularizer);
    return config;
  }

  /** A layer from `getConfig`, ours or Keras'; its weights are new. */
  static fromConfig(this: LayerClass, config: Config): Layer {
    const options = optionsOf(config, 'fromConfig');
    const parameters: unknown[] = this.positional.map((name) => options[name]);
    for (const name of this.positional) delete options[name];
    return new this(...([...parameters, options] as never[]));
  }

  /** The shape that the weights were made for; null before. */
  getBuildConfig(): Config | null {
    return this.builtFor === null ? null : { input_shape: this.builtFor };
  }

  /** A variable of the layer, by Keras' name of it. */
  addWeight(
    name: string,
    shape: Shape,
    initializer: InitializerLike,
    { trainable = true, regularizer = null, constraint = null, dtype = this.dtype }: WeightOptions = {},
  ): Variable {
    const start = getInitializer(initializer);
    const value = areBlank() ? fromData(allocate(dtype, sizeOf(shape)), shape, dtype) : start.call(shape, { dtype });
    const variable = new Variable(value, { name, trainable: trainable && this.trainable });
    const penalty = getRegularizer(regularizer);
    const limit = getConstraint(constraint);
    if (penalty !== null) variable.regularizer = (w) => penalty.call(w);
    if (limit !== null) variable.constraint = (w) => limit.call(w);
    (trainable ? this.parameters : this.state).push(variable);
    return variable;
  }

  /** Takes a variable in that was made elsewhere: its own weight from then on. */
  trackWeight(variable: Variable): void {
    const list = variable.trainable ? this.parameters : this.state;
    if (!list.includes(variable)) list.push(variable);
  }

  /** Whether a script has written it: no config says how it is made again. */
  get isCustom(): boolean {
    return false;
  }

  /** Takes a layer in, by Keras' attribute for it: its weights and losses count as this layer's too. Returns it. */
  protected own<T extends Layer>(attribute: string, layer: T): T {
    this.inner.set(layer, attribute);
    return layer;
  }

  /** Lets go of a layer that was taken in. */
  protected disown(layer: Layer): void {
    this.inner.delete(layer);
  }

  /** The layers inside, in the order in which their weights are listed. */
  protected get sublayers(): readonly Layer[] {
    return [...this.inner.keys()];
  }

  /** This layer and all inside, each once. */
  protected withSublayers(found = new Set<Layer>()): Layer[] {
    if (!found.has(this)) {
      found.add(this);
      for (const layer of this.sublayers) layer.withSublayers(found);
    }
    return [...found];
  }

  /** Whether its list of inputs is written as arguments one by one in Python, and in configs. */
  get takesArguments(): boolean {
    return this.traits.takes === 'arguments';
  }

  /** Whether whole numbers go in as they are, and are not cast to its dtype. */
  get keepsIntegers(): boolean {
    return this.traits.keepsIntegers === true;
  }

  /** Whether it gives the mask of its input on. */
  get supportsMasking(): boolean {
    return this.traits.supportsMasking === true;
  }

  /** Tensors of the layer's dtype from what it was given. Throws `ValueError` for a list where one tensor is due. */
  prepare(inputs: LayerInput): Tensor | readonly Tensor[] {
    const { takes = 'one' } = this.traits;
    const list = takes === 'list' ? Array.isArray(inputs) : isTensorList(inputs);
    if (!list) return this.prepareOne(inputs as TensorLike);
    const tensors = (inputs as readonly TensorLike[]).map((one) => this.prepareOne(one));
    if (takes !== 'one') return tensors;
    if (tensors.length === 1) return tensors[0];
    throw new ValueError(
      `Layer "${this.name}" expects 1 input(s), but it received ${tensors.length} input tensors. Shapes received: ${tensors.map(({ shape }) => tuple(shape)).join(', ')}`,
    );
  }

  private prepareOne(input: TensorLike): Tensor {
    const raw = !(input instanceof Tensor || isReadable(input) || ArrayBuffer.isView(input));
    const tensor = raw && isFloat(this.dtype) ? convert(input, this.dtype) : convert(input);
    if (tensor.dtype === this.dtype) return tensor;
    if (!isFloat(tensor.dtype) && this.traits.keepsIntegers === true) return tensor;
    return withMask(cast(tensor, this.dtype), maskOf(tensor));
  }

  private run(inputs: LayerInput, options: CallOptions): Tensor | Tensor[] {
    const x = this.prepare(inputs);
    this.checkShapes(x);
    if (!this.built) this.ensureBuilt(shapesOf(x));
    const given = (Array.isArray(x) ? (x as readonly Tensor[]) : [x as Tensor]).map(maskOf);
    const said = options.mask ?? null;
    const masks = said === null ? given : [convert(said), ...given.slice(1)];
    const y = this.forward(x, { ...options, mask: masks[0] });
    if (masks.some((one) => one !== null) || this.traits.supportsMasking === true) this.giveMask(x, y, masks);
    if (this.activityRegularizer !== null) this.addActivityLoss(this.activityRegularizer, y);
    return y;
  }

  private giveMask(x: Tensor | readonly Tensor[], y: Tensor | Tensor[], masks: readonly (Tensor | null)[]): void {
    if (this.traits.supportsMasking !== true) {
      warn(
        `Layer '${this.name}' (of type ${this.className}) was passed an input with a mask attached to it. However, this layer does not support masking and will therefore destroy the mask information. Downstream layers will not see the mask.`,
      );
      return;
    }
    const outputs = Array.isArray(y) ? y : [y];
    if (outputs.every((one) => one instanceof Tensor && maskOf(one) !== null)) return;
    const made = withoutTapes(() => this.computeMask(x, masks));
    const list = Array.isArray(made) ? (made as readonly (Tensor | null)[]) : [made as Tensor | null];
    outputs.forEach((one, i) => withMask(one, list[i] ?? null));
  }

  private callOnSymbols(inputs: SymbolicInput, options: CallOptions): KerasTensor | KerasTensor[] {
    this.checkShapes(inputs);
    const outputs = withScope(this.name, () => {
      if (!this.built) this.ensureBuilt(shapesOf(inputs));
      return this.computeOutputSpec(inputs, options as Record<string, unknown>);
    });
    this.recordCall(inputs, options as Record<string, unknown>, outputs);
    return outputs;
  }

  /** Notes a call on symbols in the graph. */
  protected recordCall(
    inputs: unknown,
    options: Readonly<Record<string, unknown>>,
    outputs: KerasTensor | readonly KerasTensor[],
  ): void {
    const sources = symbolsIn(options, symbolsIn(inputs));
    const list = outputs instanceof KerasTensor ? [outputs] : outputs;
    const call: LayerCall = { layer: this, inputs, options, sources, outputs: list, structure: outputs };
    this._inboundCalls.push(call);
    list.forEach((output, index) => (output._history = { call, index }));
  }

  private ensureBuilt(inputShape: InputShape): void {
    this.makeWeights(inputShape);
    this.builtFor = inputShape;
    this.built = true;
  }

  private checkShapes(inputs: Tensor | readonly Tensor[] | SymbolicInput): void {
    const { inputSpec } = this;
    if (inputSpec === null) return;
    const first = Array.isArray(inputs) ? (inputs[0] as Tensor) : (inputs as Tensor);
    checkInput(this.name, 0, inputSpec, first.shape);
  }

  private addActivityLoss(regularizer: Regularizer, outputs: Tensor | readonly Tensor[]): void {
    for (const output of outputs instanceof Tensor ? [outputs] : outputs) {
      const penalty = regularizer.call(output);
      this.addLoss(output.rank === 0 ? penalty : divide(penalty, output.shape[0]));
    }
  }

  /** Forgets what was added to the loss in the last call. */
  clearLosses(): void {
    for (const layer of this.withSublayers()) layer.added.length = 0;
  }

  private firstCall(what: string): LayerCall {
    if (this._inboundCalls.length > 0) return this._inboundCalls[0];
    throw new ValueError(`The layer ${this.name} has never been called and thus has no defined ${what}.`);
  }
}

/** A class of layers, whose constructor takes its positional parameters and then options. */
export interface LayerClass {
  new (...parameters: never[]): Layer;
  readonly name: string;
  readonly positional: readonly string[];
  fromConfig(config: Config): Layer;
}

function shapesOf(inputs: Tensor | KerasTensor | readonly (Tensor | KerasTensor)[]): InputShape {
  return inputs instanceof Tensor || inputs instanceof KerasTensor ? inputs.shape : inputs.map(({ shape }) => shape);
}

function single<T>(list: readonly T[]): T | T[] {
  return list.length === 1 ? list[0] : [...list];
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
