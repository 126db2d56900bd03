import type { Tensor } from '../../tensor/tensor';
import { withScope } from '../../tape/context';
import type { Config } from '../config';
import type { InputShape, KerasTensor } from '../kerasTensor';
import { type LayerHooks, probeShape, symbolsOf } from '../layers/customLayer';
import { type CallOptions, Layer, type LayerInput, type LayerOptions, type SymbolicInput } from '../layers/layer';
import { Model } from './model';

/**
 * A model whose function is a script's: Python's subclass of `keras.Model` with a `call` of its own. It trains as
 * others do. Its layers are those it is told of, in that order. Source: `keras/src/models/model.py`.
 */
export class CustomModel extends Model {
  private readonly tracked = new Set<Layer>();
  private names = ['output_1'];

  constructor(
    className: string,
    private readonly hooks: LayerHooks,
    options: LayerOptions = {},
  ) {
    super(options, className);
  }

  override get isCustom(): boolean {
    return true;
  }

  override get layers(): Layer[] {
    return [...this.tracked];
  }

  track(attribute: string, layer: Layer): void {
    this.own(attribute, layer);
    this.tracked.add(layer);
  }

  untrack(layer: Layer): void {
    this.disown(layer);
    this.tracked.delete(layer);
  }

  /** One, until it is told otherwise: it has no symbols by which they could be counted. */
  override get outputNames(): string[] {
    return this.names;
  }

  /** Tells of several outputs; those of a list have no names, which are empty then. */
  declareOutputs(names: readonly string[]): void {
    this.names = [...names];
  }

  override computeOutputShape(inputShape: InputShape): InputShape {
    return this.hooks.computeOutputShape?.(inputShape) ?? probeShape(this.hooks, inputShape);
  }

  override computeOutputSpec(inputs: SymbolicInput): KerasTensor | KerasTensor[] {
    return symbolsOf(this.hooks, inputs);
  }

  /** Without a `build` of its own, a run on symbols finds out what is inside, as in Keras. */
  override build(inputShape: InputShape): void {
    const known = this.built;
    super.build(inputShape);
    if (!known && this.hooks.build === undefined) withScope(this.name, () => probeShape(this.hooks, inputShape));
  }

  override getConfig(): Config {
    return { name: this.name, trainable: this.trainable, ...this.hooks.getConfig?.() };
  }

  /** Tensors as any layer takes them: there are no symbols that they could be held against. */
  override prepare(given: LayerInput): Tensor | readonly Tensor[] {
    return Layer.prototype.prepare.call(this, given);
  }

  protected override get sublayers(): readonly Layer[] {
    return [...this.tracked];
  }

  protected override get summarizedGraph(): null {
    return null;
  }

  protected override makeWeights(inputShape: InputShape): void {
    this.hooks.build?.(inputShape);
  }

  protected override forward(inputs: Tensor | readonly Tensor[], options: CallOptions): Tensor | Tensor[] {
    return this.hooks.call(inputs, options);
  }
}
