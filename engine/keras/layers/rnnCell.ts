import { SeedGenerator } from '../../random/streams';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { add } from '../../ops/elementwise/add';
import { multiply } from '../../ops/elementwise/multiply';
import { matmul } from '../../ops/linalg/matmul';
import { dropout } from '../../ops/nn/dropout';
import { fillLike } from '../../ops/shapes/fill';
import { type Activation, type ActivationLike, getActivation, serializeActivation } from '../activations';
import type { Config } from '../config';
import type { InitializerLike } from '../initializers';
import { isShapeList } from '../kerasTensor';
import { type CallOptions, type InputShape, Layer, type LayerOptions, type OpenShape } from './layer';
import { takeWeightOptions, weightConfig, type WeightOptionsOf, type WeightRecipes } from './weightOptions';

type CellWeight = 'kernel' | 'recurrent' | 'bias';

export interface CellOptions extends LayerOptions, WeightOptionsOf<CellWeight> {
  activation?: ActivationLike | null;
  useBias?: boolean;
  /** The share of the inputs that training drops, the same at every step. */
  dropout?: number;
  /** The share of the state that training drops, the same at every step. */
  recurrentDropout?: number;
  seed?: number | null;
}

/**
 * One step of a recurrent layer: called on `[input, ...states]`, `[b, features]` and `[b, units]` each, it
 * gives the next states; the first of them is the output. Weights: `kernel` `[features, gates · units]`,
 * `recurrent_kernel` `[units, gates · units]`, `bias`.
 */
export abstract class Cell extends Layer {
  static override readonly positional = ['units'];
  kernel: Variable | null = null;
  recurrentKernel: Variable | null = null;
  bias: Variable | null = null;
  readonly useBias: boolean;
  protected readonly activation: Activation | null;
  private readonly recipes: WeightRecipes<CellWeight>;
  private readonly rates: { readonly dropout: number; readonly recurrentDropout: number; readonly seed: number | null };
  private readonly generator: SeedGenerator;
  private inputMask: Tensor | null = null;
  private stateMask: Tensor | null = null;

  constructor(
    className: string,
    readonly units: number,
    {
      activation = 'tanh',
      useBias = true,
      dropout: inputRate = 0,
      recurrentDropout = 0,
      seed = null,
      ...rest
    }: CellOptions,
    private readonly gates: number,
  ) {
    if (!Number.isInteger(units) || units <= 0) {
      throw new ValueError(
        `Received an invalid value for argument \`units\`, expected a positive integer, got ${units}`,
      );
    }
    const defaults: Record<CellWeight, InitializerLike> = {
      kernel: 'glorot_uniform',
      recurrent: 'orthogonal',
      bias: 'zeros',
    };
    const [recipes, others] = takeWeightOptions(rest, defaults);
    super(className, others, { takes: 'arguments' });
    this.activation = getActivation(activation);
    this.useBias = useBias;
    this.recipes = recipes;
    this.rates = { dropout: inputRate, recurrentDropout, seed };
    this.generator = new SeedGenerator({ seed });
  }

  /** How many states there are, each `[b, units]`. */
  readonly states: number = 1;

  /** The next states from one step's input and the states before it; `h` is the first of them, as far as it is not dropped. */
  protected abstract step(input: Tensor, h: Tensor, states: readonly Tensor[]): Tensor[];

  /** Drops others from the next step on. */
  resetMasks(): void {
    this.inputMask = null;
    this.stateMask = null;
  }

  computeOutputShape(inputShape: InputShape): readonly OpenShape[] {
    const [batch] = isShapeList(inputShape) ? inputShape[0] : inputShape;
    return Array<OpenShape>(this.states).fill([batch, this.units]);
  }

  override getConfig(): Config {
    const { units, activation, useBias, recipes, rates } = this;
    return {
      ...super.getConfig(),
      units,
      activation: serializeActivation(activation),
      use_bias: useBias,
      ...weightConfig(recipes),
      dropout: rates.dropout,
      recurrent_dropout: rates.recurrentDropout,
      seed: rates.seed,
    };
  }

  protected override makeWeights(inputShape: InputShape): void {
    const shape = isShapeList(inputShape) ? inputShape[0] : inputShape;
    const features = shape[shape.length - 1];
    if (features === null) throw new ValueError(`${this.className}: the last axis of the input must be known.`);
    const { kernel, recurrent, bias } = this.recipes;
    const width = this.gates * this.units;
    this.kernel = this.addWeight('kernel', [features, width], kernel.initializer, kernel);
    this.recurrentKernel = this.addWeight('recurrent_kernel', [this.units, width], recurrent.initializer, recurrent);
    if (this.useBias)
      this.bias = this.addWeight('bias', this.biasShape(width), this.biasInitializer(bias.initializer), bias);
  }

  /** `x · kernel + bias`, `[b, gates · units]`. */
  protected project(x: Tensor, kernel: Variable, bias: Tensor | Variable | null): Tensor {
    const product = matmul(x, kernel);
    return bias === null ? product : add(product, bias);
  }

  protected activate(x: Tensor): Tensor {
    return this.activation === null ? x : this.activation(x);
  }

  protected biasShape(width: number): number[] {
    return [width];
  }

  protected biasInitializer(given: InitializerLike): InitializerLike {
    return given;
  }

  protected forward([input, ...states]: readonly Tensor[], { training }: CallOptions): Tensor[] {
    if (training !== true) return this.step(input, states[0], states);
    const { dropout: inputRate, recurrentDropout } = this.rates;
    if (inputRate > 0) this.inputMask ??= this.drawMask(input, inputRate);
    if (recurrentDropout > 0) this.stateMask ??= this.drawMask(states[0], recurrentDropout);
    const { inputMask, stateMask } = this;
    const x = inputMask === null ? input : multiply(input, inputMask);
    const h = stateMask === null ? states[0] : multiply(states[0], stateMask);
    return this.step(x, h, states);
  }

  private drawMask(like: Tensor, rate: number): Tensor {
    return dropout(fillLike(like, 1), rate, { seed: this.generator });
  }
}
