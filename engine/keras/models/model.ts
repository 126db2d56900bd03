import { convert, type TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { context, say } from '../../tape/context';
import { cast } from '../../ops/elementwise/cast';
import { expandDims } from '../../ops/shapes/expandDims';
import { squeeze } from '../../ops/shapes/squeeze';
import { type Config, isSerialized } from '../config';
import { type InputShape, isShapeList, KerasTensor, type OpenShape } from '../kerasTensor';
import { checkInput } from '../layers/inputSpec';
import { type CallOptions, Layer, type LayerInput, type LayerOptions, type SymbolicInput } from '../layers/layer';
import { serialize } from '../layers/serialize';
import { tuple } from '../names';
import type { Optimizer } from '../optimizers/optimizer';
import { isRecord, isTensorList, mapSymbols, sortedKeys, symbolsIn } from '../structure';
import type { Logs } from '../callbacks/callback';
import type { History } from '../callbacks/history';
import type { Metric } from '../metrics/metric';
import { type CompileOptions, Compiled } from './compile';
import type { Data } from './examples';
import { type Graph, graphBetween, isInputCall } from './graph';
import { modelFromConfig, modelToConfig } from './modelConfig';
import { readAsync, readSync } from './reads';
import { Steps } from './steps';
import {
  type BatchOptions,
  evaluate,
  type EvaluateOptions,
  fit,
  type FitOptions,
  predict,
  type PredictOptions,
  testOnBatch,
  trainOnBatch,
  type Training,
} from './training';
import { type SummaryOptions, summaryText } from './summary';

/** Symbols by themselves, in an array, or in an object by name. */
export type Symbols = KerasTensor | readonly KerasTensor[] | Readonly<Record<string, KerasTensor>>;

export interface ModelOptions extends LayerOptions {
  /** What `Input` gave, or what layers made of it. */
  inputs?: Symbols;
  outputs?: Symbols;
}

/** Tensors as a model takes them: in the structure of its inputs, or by their names. */
export type ModelInput = LayerInput | Readonly<Record<string, TensorLike>>;

/**
 * A graph of layers from inputs to outputs: `new Model({ inputs, outputs })`. A layer too, so that
 * models nest. Layers that are called twice share their weights.
 * Source: `keras/src/models/functional.py`.
 */
export class Model extends Layer {
  protected graph: Graph | null = null;
  protected inputSymbols: Symbols = [];
  protected outputSymbols: Symbols = [];
  /** Flat, in order. */
  inputs: readonly KerasTensor[] = [];
  outputs: readonly KerasTensor[] = [];
  /** A callback sets it to end `fit` after the batch. */
  stopTraining = false;
  /** What the last `fit` gave. */
  history: History | null = null;
  private compiled: Compiled | null = null;
  private steps: Steps | null = null;

  constructor({ inputs, outputs, ...rest }: ModelOptions = {}, className = 'Functional') {
    super(className, rest, { takes: 'either', keepsIntegers: true, supportsMasking: true });
    // A Sequential model connects its stack itself.
    if (className !== 'Functional') return;
    checkSymbols('inputs', inputs);
    checkSymbols('outputs', outputs);
    this.connect(inputs!, outputs!);
    // What was set for the model goes for the layers in it.
    if (rest.trainable !== undefined) this.trainable = rest.trainable;
  }

  /** The layers, input layers among them, from the inputs on. */
  get layers(): Layer[] {
    return [...this.sublayers];
  }

  /** The layer of this name or at this place. Throws `ValueError` where there is none. */
  getLayer({ name, index }: { name?: string | null; index?: number | null }): Layer {
    const { layers } = this;
    const found = index === undefined || index === null ? layers.find((one) => one.name === name) : layers.at(index);
    if (found !== undefined) return found;
    if (index !== undefined && index !== null) {
      throw new ValueError(`Was asked to retrieve layer at index ${index} but model only has ${layers.length} layers.`);
    }
    throw new ValueError(
      `No such layer: ${name}. Existing layers are: [${layers.map((one) => `'${one.name}'`).join(', ')}].`,
    );
  }

  override get input(): KerasTensor | KerasTensor[] {
    return this.inputSymbols as KerasTensor | KerasTensor[];
  }

  override get output(): KerasTensor | KerasTensor[] {
    return this.outputSymbols as KerasTensor | KerasTensor[];
  }

  get inputShape(): InputShape {
    return onlyOrAll(this.inputs.map(({ shape }) => shape));
  }

  get outputShape(): InputShape {
    return onlyOrAll(this.outputs.map(({ shape }) => shape));
  }

  /** Runs the layers in the scope of the model's name. Inputs may come by name. */
  override call<R extends KerasTensor | KerasTensor[] = KerasTensor>(inputs: SymbolicInput, options?: CallOptions): R;
  override call<R extends Tensor | Tensor[] = Tensor>(inputs: ModelInput, options?: CallOptions): R;
  override call(inputs: ModelInput | SymbolicInput, options: CallOptions = {}): unknown {
    return super.call(isRecord(inputs) ? (this.inOrder(inputs) as LayerInput) : (inputs as LayerInput), options);
  }

  computeOutputShape(inputShape: InputShape): InputShape {
    const shapes = isShapeList(inputShape) ? inputShape : [inputShape];
    const spec = this.symbolicOutputs(shapes.map((shape, i) => new KerasTensor(shape, this.inputs[i].dtype)));
    return onlyOrAll(spec.map(({ shape }) => shape));
  }

  override computeOutputSpec(inputs: SymbolicInput): KerasTensor | KerasTensor[] {
    const outputs = this.symbolicOutputs(symbolsIn(inputs));
    return this.outputSymbols instanceof KerasTensor ? outputs[0] : outputs;
  }

  override getConfig(): Config {
    return modelToConfig(this.name, this.trainable, this.graph!, this.inputSymbols, this.outputSymbols);
  }

  static override fromConfig(config: Config): Layer {
    return new Model(modelFromConfig(config));
  }

  /** Prints Keras' table of layers, shapes and counts; `printFn` takes it instead of the printed output. */
  summary(options: SummaryOptions = {}): void {
    (options.printFn ?? say)(summaryText(this, this.summarizedGraph, options));
  }

  /** Names of the outputs: of the layers that give them, or those of the object they come in. */
  get outputNames(): string[] {
    if (isRecord(this.outputSymbols)) return sortedKeys(this.outputSymbols);
    return this.outputs.map((symbol) => symbol._history!.call.layer.name);
  }

  /** Sets optimizer, loss and metrics for `fit` and `evaluate`. */
  compile(options: CompileOptions = {}): void {
    this.compiled = new Compiled(options, this.outputNames, isRecord(this.outputSymbols));
    this.steps = null;
  }

  /** The one that `compile` was given; null before. */
  get optimizer(): Optimizer | null {
    return this.compiled?.optimizer ?? null;
  }

  /** The loss, the metrics of `compile` once they have seen a batch, and the losses of several outputs. */
  get metrics(): Metric[] {
    return this.compiled?.metrics ?? [];
  }

  get metricsNames(): string[] {
    return this.metrics.map(({ name }) => name);
  }

  /**
   * The metrics of `compile` take in labels and predictions, one of each for each output: for a training loop of
   * somebody's own. The first time they learn from the shapes what they are.
   */
  updateMetrics(y: readonly (Tensor | null)[], outputs: readonly Tensor[]): void {
    this.compiled?.compileMetrics?.update([...y], [...outputs], null);
  }

  resetMetrics(): void {
    this.compiled?.resetMetrics();
  }

  /**
   * Trains on arrays whose first axis is the examples; for several inputs or outputs on lists of them, or on objects
   * by name. Throws `ValueError` before `compile`. What ends in `Sync` reads at once, where the backend can.
   */
  fit(x: Data, y: Data | null = null, options: FitOptions = {}): Promise<History> {
    return readAsync(fit(this.training('fit'), x, y, options)).then((history) => (this.history = history));
  }

  fitSync(x: Data, y: Data | null = null, options: FitOptions = {}): History {
    return (this.history = readSync(fit(this.training('fit'), x, y, options)));
  }

  /** The loss, or the loss and the metrics in an array, over all examples; by name with `returnDict`. */
  evaluate(x: Data, y: Data | null = null, options: EvaluateOptions = {}): Promise<number | number[] | Logs> {
    return readAsync(evaluate(this.training('evaluate'), x, y, options));
  }

  evaluateSync(x: Data, y: Data | null = null, options: EvaluateOptions = {}): number | number[] | Logs {
    return readSync(evaluate(this.training('evaluate'), x, y, options));
  }

  /** The model's outputs for all examples. */
  async predict<R extends Tensor | Tensor[] | Record<string, Tensor> = Tensor>(
    x: Data,
    options: PredictOptions = {},
  ): Promise<R> {
    return this.outputsAs(await readAsync(predict(this.places(), x, options))) as R;
  }

  predictSync<R extends Tensor | Tensor[] | Record<string, Tensor> = Tensor>(x: Data, options: PredictOptions = {}): R {
    return this.outputsAs(readSync(predict(this.places(), x, options))) as R;
  }

  /** One step of the optimizer on one batch; gives its loss and metrics. */
  trainOnBatch(x: Data, y: Data | null = null, options: BatchOptions = {}): Promise<number | number[] | Logs> {
    return readAsync(trainOnBatch(this.training('train_on_batch'), x, y, options));
  }

  trainOnBatchSync(x: Data, y: Data | null = null, options: BatchOptions = {}): number | number[] | Logs {
    return readSync(trainOnBatch(this.training('train_on_batch'), x, y, options));
  }

  /** Loss and metrics of one batch. */
  testOnBatch(x: Data, y: Data | null = null, options: BatchOptions = {}): Promise<number | number[] | Logs> {
    return readAsync(testOnBatch(this.training('test_on_batch'), x, y, options));
  }

  testOnBatchSync(x: Data, y: Data | null = null, options: BatchOptions = {}): number | number[] | Logs {
    return readSync(testOnBatch(this.training('test_on_batch'), x, y, options));
  }

  /** The outputs for one batch. */
  async predictOnBatch<R extends Tensor | Tensor[] | Record<string, Tensor> = Tensor>(x: Data): Promise<R> {
    return this.predict<R>(x, { batchSize: Number.MAX_SAFE_INTEGER });
  }

  predictOnBatchSync<R extends Tensor | Tensor[] | Record<string, Tensor> = Tensor>(x: Data): R {
    return this.predictSync<R>(x, { batchSize: Number.MAX_SAFE_INTEGER });
  }

  /** The graph whose connections a summary shows; null where layers simply follow each other. */
  protected get summarizedGraph(): Graph | null {
    return this.graph;
  }

  /** The layers inside have put masks beside the outputs themselves. */
  protected override computeMask(): null {
    return null;
  }

  protected override get sublayers(): readonly Layer[] {
    return this.graph?.layers ?? [];
  }

  protected connect(inputs: Symbols, outputs: Symbols): void {
    this.inputSymbols = inputs;
    this.outputSymbols = outputs;
    this.inputs = symbolsIn(inputs);
    this.outputs = symbolsIn(outputs);
    this.graph = graphBetween(this.inputs, this.outputs);
    this.built = true;
    this.steps = null;
    context.tracer?.modelBuilt?.({ name: this.name, config: this.configText(), weights: this.weights });
  }

  /**
   * What `deserialize` makes it from, as JSON; null with a function of the script's own in it. How
   * weights begin and what keeps them small is over once they are trained, so that may be one.
   */
  private configText(): string | null {
    if (this.withSublayers().some((layer) => layer.isCustom)) return null;
    let own = false;
    const withoutFunctions = (key: string, value: unknown) => {
      if (!isSerialized(value) || value.class_name !== 'function') return value;
      if (key.endsWith('_initializer')) return 'zeros';
      own ||= !key.endsWith('_regularizer') && !key.endsWith('_constraint');
      return null;
    };
    const text = JSON.stringify(serialize(this), withoutFunctions);
    return own ? null : text;
  }

  protected forward(inputs: Tensor | readonly Tensor[], { training }: CallOptions): Tensor | Tensor[] {
    const values = this.runGraph(Array.isArray(inputs) ? (inputs as readonly Tensor[]) : [inputs as Tensor], training);
    return mapSymbols(this.outputSymbols, (symbol) => values.get(symbol)) as Tensor | Tensor[];
  }

  /** Tensors of the inputs' dtypes and ranks, from a list of them or from one. Throws `ValueError` where they do not fit. */
  override prepare(given: LayerInput): Tensor | readonly Tensor[] {
    const list = (
      isTensorList(given) || (this.inputs.length > 1 && Array.isArray(given)) ? given : [given]
    ) as TensorLike[];
    if (list.length !== this.inputs.length) {
      throw new ValueError(
        `Layer "${this.name}" expects ${this.inputs.length} input(s), but it received ${list.length} input tensors.`,
      );
    }
    return this.inputs.map((symbol, i) => this.fitInput(list[i], symbol, i));
  }

  /** Runs every call of the graph; what was said of `training` for the model goes for all of them. */
  private runGraph(inputs: readonly Tensor[], training: boolean | null | undefined): Map<KerasTensor, Tensor> {
    const values = new Map<KerasTensor, Tensor>(this.inputs.map((symbol, i) => [symbol, inputs[i]]));
    const fill = (symbol: KerasTensor) => values.get(symbol);
    for (const call of this.graph!.calls) {
      if (isInputCall(call)) continue;
      const options = mapSymbols(call.options, fill) as CallOptions;
      const said = training === null || training === undefined ? options : { ...options, training };
      const result = call.layer.call<Tensor | Tensor[]>(mapSymbols(call.inputs, fill) as LayerInput, said);
      const list = Array.isArray(result) ? result : [result];
      call.outputs.forEach((symbol, i) => values.set(symbol, list[i]));
    }
    return values;
  }

  private symbolicOutputs(inputs: readonly KerasTensor[]): KerasTensor[] {
    const values = new Map<KerasTensor, KerasTensor>(this.inputs.map((symbol, i) => [symbol, inputs[i]]));
    const fill = (symbol: KerasTensor) => values.get(symbol);
    for (const call of this.graph!.calls) {
      if (isInputCall(call)) continue;
      const options = mapSymbols(call.options, fill) as Record<string, unknown>;
      const result = call.layer.computeOutputSpec(mapSymbols(call.inputs, fill) as SymbolicInput, options);
      const list = result instanceof KerasTensor ? [result] : result;
      call.outputs.forEach((symbol, i) => values.set(symbol, list[i]));
    }
    return this.outputs.map(({ shape, dtype }, i) => {
      const value = values.get(this.outputs[i])!;
      return new KerasTensor(value.shape ?? shape, value.dtype ?? dtype);
    });
  }

  private fitInput(value: TensorLike, symbol: KerasTensor, index: number): Tensor {
    const raw = convert(value);
    const tensor = raw.dtype === symbol.dtype ? raw : cast(raw, symbol.dtype);
    const { shape } = symbol;
    const fitted =
      tensor.rank === shape.length + 1 && tensor.shape[tensor.rank - 1] === 1
        ? squeeze(tensor, { axis: -1 })
        : tensor.rank === shape.length - 1 && shape[shape.length - 1] === 1
          ? expandDims(tensor, -1)
          : tensor;
    if (fitted.rank !== shape.length) {
      throw new ValueError(
        `Invalid input shape for input with name '${symbol.name}'. Expected shape ${tuple(shape)}, but input has incompatible shape ${tuple(tensor.shape)}`,
      );
    }
    checkInput(this.name, index, { shape: [null, ...shape.slice(1)] }, fitted.shape);
    return fitted;
  }

  /** Inputs that came by name, in the model's order. */
  private inOrder(named: Readonly<Record<string, unknown>>): unknown[] {
    const keys = this.inputKeys;
    return keys.map((key) => {
      if (key in named) return named[key];
      throw new ValueError(
        `Missing data for input "${key}". You passed a data dictionary with keys [${Object.keys(named).join(', ')}]. Expected the following keys: [${keys.join(', ')}]`,
      );
    });
  }

  /** What the steps need of the model. Throws `ValueError` before `compile`. */
  private training(method: string): Training {
    const { compiled } = this;
    if (compiled === null) throw new ValueError(`You must call \`compile()\` before calling \`${method}()\`.`);
    return { ...this.places(), compiled };
  }

  private places(): Omit<Training, 'compiled'> {
    const { compiled, outputNames: outputs } = this;
    this.steps ??= new Steps(this, compiled);
    const places = { inputs: this.inputKeys, outputs, wanted: compiled?.loss?.wanted ?? null };
    return { model: this, steps: this.steps, places };
  }

  private get inputKeys(): string[] {
    return isRecord(this.inputSymbols) ? sortedKeys(this.inputSymbols) : this.inputs.map(({ name }) => name);
  }

  /** Outputs in order, arranged as the model gives them. */
  private outputsAs(outputs: Tensor[]): Tensor | Tensor[] | Record<string, Tensor> {
    const { outputSymbols } = this;
    if (outputSymbols instanceof KerasTensor) return outputs[0];
    if (this.graph === null) return outputs.length === 1 ? outputs[0] : outputs;
    if (!isRecord(outputSymbols)) return outputs;
    return Object.fromEntries(sortedKeys(outputSymbols).map((name, i) => [name, outputs[i]]));
  }
}

function checkSymbols(what: string, given: Symbols | undefined): void {
  const list = given instanceof KerasTensor ? [given] : Object.values(given ?? {});
  if (list.length > 0 && list.every((one) => one instanceof KerasTensor)) return;
  throw new ValueError(
    `All \`${what}\` values must be KerasTensors, as \`tf.keras.Input\` and layers called on them give.`,
  );
}

function onlyOrAll(shapes: readonly InputShape[]): InputShape {
  return shapes.length === 1 ? shapes[0] : (shapes as readonly OpenShape[]);
}
