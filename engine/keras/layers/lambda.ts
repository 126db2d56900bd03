import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import type { Config } from '../config';
import type { InputShape, KerasTensor } from '../kerasTensor';
import { probeShape, symbolsOf } from './customLayer';
import { Layer, type LayerOptions, type SymbolicInput } from './layer';

type LambdaFunction = (inputs: Tensor | readonly Tensor[], options: Config) => Tensor | Tensor[];

export interface LambdaOptions extends LayerOptions {
  /** Behind the batch; found by a run on zeros where it is not said. */
  outputShape?: readonly (number | null)[] | null;
  mask?: null;
  /** What the function gets as its options. */
  arguments?: Config | null;
}

/** A function as a layer. It has no weights, and a config cannot say it: such a model is exported by its weights alone. */
export class Lambda extends Layer {
  static override readonly positional = ['function'];
  private readonly function: LambdaFunction;
  private readonly behindBatch: readonly (number | null)[] | null;
  private readonly given: Config | null;

  constructor(run: LambdaFunction, { outputShape = null, mask, arguments: given = null, ...rest }: LambdaOptions = {}) {
    if (typeof run !== 'function') throw new ValueError(`Lambda: expected a function, got ${String(run)}`);
    if (mask != null) throw new ValueError('Lambda: Tapedeck has no masks of a function yet');
    super('Lambda', rest, { takes: 'either', keepsIntegers: true, supportsMasking: true });
    this.function = run;
    this.behindBatch = outputShape;
    this.given = given;
  }

  override get isCustom(): boolean {
    return true;
  }

  computeOutputShape(inputShape: InputShape): InputShape {
    return this.shapeSaid(inputShape) ?? probeShape({ call: (inputs) => this.forward(inputs) }, inputShape);
  }

  override computeOutputSpec(inputs: SymbolicInput): KerasTensor | KerasTensor[] {
    const computeOutputShape = this.behindBatch === null ? undefined : (shape: InputShape) => this.shapeSaid(shape)!;
    return symbolsOf({ call: (values) => this.forward(values), computeOutputShape }, inputs);
  }

  protected forward(inputs: Tensor | readonly Tensor[]): Tensor | Tensor[] {
    return this.given === null ? (this.function as (x: unknown) => Tensor)(inputs) : this.function(inputs, this.given);
  }

  private shapeSaid(inputShape: InputShape): InputShape | null {
    if (this.behindBatch === null) return null;
    const first = inputShape[0];
    return [Array.isArray(first) ? (first[0] as number | null) : (first as number | null), ...this.behindBatch];
  }
}
