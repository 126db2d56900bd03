import { SeedGenerator } from '../../random/streams';
import { convert, type TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { add } from '../../ops/elementwise/add';
import { cast } from '../../ops/elementwise/cast';
import { logicalAnd } from '../../ops/elementwise/logicalAnd';
import { multiply } from '../../ops/elementwise/multiply';
import { where } from '../../ops/elementwise/where';
import { bandPart } from '../../ops/linalg/bandPart';
import { einsum } from '../../ops/linalg/einsum';
import { dropout } from '../../ops/nn/dropout';
import { softmax } from '../../ops/nn/softmax';
import { expandDims } from '../../ops/shapes/expandDims';
import { fill } from '../../ops/shapes/fill';
import type { Config } from '../config';
import { isShapeList, KerasTensor } from '../kerasTensor';
import { maskOf } from '../masks';
import { tuple } from '../names';
import { type CallOptions, type InputShape, Layer, type LayerOptions, type OpenShape } from './layer';
import { takeWeightOptions, weightConfig, type WeightOptionsOf, type WeightRecipes } from './weightOptions';

export interface MultiHeadAttentionOptions extends LayerOptions, WeightOptionsOf<'kernel' | 'bias'> {
  /** Size of each head's values; that of its keys where it is not said. */
  valueDim?: number | null;
  /** The share of the attention scores that training drops. */
  dropout?: number;
  useBias?: boolean;
  /** Size of the output; that of the query where it is not said. */
  outputShape?: number | readonly number[] | null;
  /** Which axes are attended over; only the one behind the batch. */
  attentionAxes?: number | readonly number[] | null;
  seed?: number | null;
}

export interface AttentionCallOptions extends CallOptions {
  /** Which positions `[b, t, s]` may be looked at, bool. */
  attentionMask?: TensorLike | null;
  /** No position looks at one after it. */
  useCausalMask?: boolean;
  /** The scores `[b, heads, t, s]` too. */
  returnAttentionScores?: boolean;
  /** Which positions of the query, the values and the keys count, `[b, …]`, bool. */
  queryMask?: TensorLike | null;
  valueMask?: TensorLike | null;
  keyMask?: TensorLike | null;
}

/** Stands for a score of minus infinity, as in Keras' softmax layer. */
const FAR_BELOW = -3e38;

/**
 * softmax(Q Kᵀ / √keyDim) V in several heads (Vaswani et al. 2017), called on `[query, value]` or
 * `[query, value, key]`: `[b, t, n]`, `[b, s, m]`, `[b, s, l]` → `[b, t, n]`. Each of the inputs goes through a
 * dense layer into heads, with kernels `[n, heads, keyDim]`, and the heads through one out of them.
 * Source: `keras/src/layers/attention/multi_head_attention.py`.
 */
export class MultiHeadAttention extends Layer {
  static override readonly positional = ['numHeads', 'keyDim'];
  readonly valueDim: number;
  private readonly options: { dropout: number; useBias: boolean; outputSize: number | null; seed: number | null };
  private readonly recipes: WeightRecipes<'kernel' | 'bias'>;
  private readonly generator: SeedGenerator;
  private query: Projection | null = null;
  private key: Projection | null = null;
  private value: Projection | null = null;
  private out: Projection | null = null;

  constructor(
    readonly numHeads: number,
    readonly keyDim: number,
    {
      valueDim = null,
      dropout: rate = 0,
      useBias = true,
      outputShape = null,
      attentionAxes = null,
      seed = null,
      ...rest
    }: MultiHeadAttentionOptions = {},
  ) {
    demandSize('num_heads', numHeads);
    demandSize('key_dim', keyDim);
    if (valueDim !== null) demandSize('value_dim', valueDim);
    if (attentionAxes !== null && `${attentionAxes}` !== '1') {
      throw new ValueError(
        `MultiHeadAttention: only attention over axis 1 is supported. Received: attention_axes=${attentionAxes}`,
      );
    }
    const [recipes, others] = takeWeightOptions(rest, { kernel: 'glorot_uniform', bias: 'zeros' });
    super('MultiHeadAttention', others, { takes: 'arguments', supportsMasking: true });
    this.valueDim = valueDim ?? keyDim;
    const outputSize = typeof outputShape === 'number' || outputShape === null ? outputShape : onlySize(outputShape);
    this.options = { dropout: rate, useBias, outputSize, seed };
    this.recipes = recipes;
    this.generator = new SeedGenerator({ seed });
  }

  computeOutputShape(inputShape: InputShape): OpenShape {
    const [query] = shapesOf(inputShape);
    return [...query.slice(0, -1), this.options.outputSize ?? query[query.length - 1]];
  }

  override computeOutputSpec(
    inputs: KerasTensor | readonly KerasTensor[],
    { returnAttentionScores = false }: AttentionCallOptions = {},
  ): KerasTensor | KerasTensor[] {
    const list = inputs instanceof KerasTensor ? [inputs] : inputs;
    const output = new KerasTensor(this.computeOutputShape(list.map(({ shape }) => shape)), this.dtype);
    if (!returnAttentionScores) return output;
    const [{ shape: query }, { shape: value }] = list;
    return [output, new KerasTensor([query[0], this.numHeads, query[1], value[1]], this.dtype)];
  }

  override getConfig(): Config {
    const { numHeads, keyDim, valueDim, recipes } = this;
    const { dropout: rate, useBias, outputSize, seed } = this.options;
    return {
      ...super.getConfig(),
      num_heads: numHeads,
      key_dim: keyDim,
      value_dim: valueDim,
      dropout: rate,
      use_bias: useBias,
      output_shape: outputSize === null ? null : [outputSize],
      attention_axes: [1],
      ...weightConfig(recipes),
      seed,
    };
  }

  override getBuildConfig(): Config | null {
    const config = super.getBuildConfig();
    if (config === null) return null;
    const [query, value, key] = shapesOf(config.input_shape as InputShape);
    return { shapes_dict: { query_shape: query, value_shape: value, key_shape: key ?? value } };
  }

  protected override makeWeights(inputShape: InputShape): void {
    const [query, value, key = value] = shapesOf(inputShape);
    const { numHeads, keyDim, valueDim } = this;
    const output = this.options.outputSize ?? last(query);
    this.query = this.projection('query', 'abc,cde->abde', [last(query), numHeads, keyDim], [numHeads, keyDim]);
    this.key = this.projection('key', 'abc,cde->abde', [last(key), numHeads, keyDim], [numHeads, keyDim]);
    this.value = this.projection('value', 'abc,cde->abde', [last(value), numHeads, valueDim], [numHeads, valueDim]);
    this.out = this.projection('attention_output', 'abcd,cde->abe', [numHeads, valueDim, output], [output]);
  }

  protected forward([query, value, key = value]: readonly Tensor[], options: AttentionCallOptions): Tensor | Tensor[] {
    const mask = this.whole(query, value, key, options);
    const q = multiply(this.query!.call(query), 1 / Math.sqrt(this.keyDim));
    const k = this.key!.call(key);
    const v = this.value!.call(value);
    const scores = einsum('aecd,abcd->acbe', k, q);
    const seen = mask === null ? scores : where(expandDims(mask, 1), scores, FAR_BELOW);
    const attention = softmax(seen, { axis: -1 });
    const { dropout: rate } = this.options;
    const kept = options.training === true && rate > 0 ? dropout(attention, rate, { seed: this.generator }) : attention;
    const output = this.out!.call(einsum('acbe,aecd->abcd', kept, v));
    return options.returnAttentionScores === true ? [output, attention] : output;
  }

  private projection(name: string, equation: string, kernel: readonly number[], bias: readonly number[]): Projection {
    const projection = new Projection(name, equation, kernel, this.options.useBias ? bias : null, this.recipes, this);
    projection.build([]);
    const held = name === 'attention_output' ? 'output' : name;
    return this.own(`${held}_dense`, projection);
  }

  /** All masks together, `[b, t, s]`, or null where everything may be looked at. */
  private whole(query: Tensor, value: Tensor, key: Tensor, options: AttentionCallOptions): Tensor | null {
    const { attentionMask, useCausalMask = false } = options;
    const {
      queryMask = maskOf(query),
      valueMask = maskOf(value),
      keyMask = key === value ? null : maskOf(key),
    } = options;
    const masks: Tensor[] = [];
    const take = (mask: TensorLike | null | undefined, axis: number | null) => {
      if (mask === null || mask === undefined) return;
      const bool = boolOf(convert(mask));
      masks.push(axis === null ? bool : expandDims(bool, axis));
    };
    take(queryMask, -1);
    take(valueMask, -2);
    take(keyMask, -2);
    if (useCausalMask) {
      const ones = fill([1, query.shape[1], value.shape[1]], 1, { dtype: 'float32' });
      masks.push(cast(bandPart(ones, -1, 0), 'bool'));
    }
    take(attentionMask, null);
    return masks.length === 0 ? null : masks.reduce((all, one) => logicalAnd(all, one));
  }
}

/** A dense layer into heads or out of them: what Keras' `EinsumDense` is there. */
class Projection extends Layer {
  private kernel: Variable | null = null;
  private bias: Variable | null = null;

  constructor(
    name: string,
    private readonly equation: string,
    private readonly kernelShape: readonly number[],
    private readonly biasShape: readonly number[] | null,
    private readonly recipes: WeightRecipes<'kernel' | 'bias'>,
    { dtype, trainable }: { readonly dtype: LayerOptions['dtype']; readonly trainable: boolean },
  ) {
    super('EinsumDense', { name, dtype, trainable });
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }

  protected override makeWeights(): void {
    const { kernel, bias } = this.recipes;
    this.kernel = this.addWeight('kernel', this.kernelShape, kernel.initializer, kernel);
    if (this.biasShape !== null) this.bias = this.addWeight('bias', this.biasShape, bias.initializer, bias);
  }

  protected forward(inputs: Tensor): Tensor {
    const product = einsum(this.equation, inputs, this.kernel!);
    return this.bias === null ? product : add(product, this.bias);
  }
}

function shapesOf(inputShape: InputShape): readonly OpenShape[] {
  if (!isShapeList(inputShape) || inputShape.length < 2) {
    throw new ValueError('MultiHeadAttention: expected [query, value] or [query, value, key]');
  }
  const [, value, key = value] = inputShape;
  if (tuple(value.slice(1, -1)) !== tuple(key.slice(1, -1))) {
    throw new ValueError(
      `All dimensions of \`value\` and \`key\`, except the last one, must be equal. Received: value_shape=${tuple(value)} and key_shape=${tuple(key)}`,
    );
  }
  return inputShape;
}

function last(shape: OpenShape): number {
  const size = shape[shape.length - 1];
  if (size === null) throw new ValueError('MultiHeadAttention: the last axes of the inputs must be known');
  return size;
}

function onlySize(shape: readonly number[]): number {
  if (shape.length === 1) return shape[0];
  throw new ValueError(`MultiHeadAttention: expected an output shape of one size, got ${tuple(shape)}`);
}

function demandSize(name: string, size: number): void {
  if (Number.isInteger(size) && size > 0) return;
  throw new ValueError(
    `Received an invalid value for argument \`${name}\`, expected a positive integer. Received: ${name}=${size}`,
  );
}

function boolOf(mask: Tensor): Tensor {
  return mask.dtype === 'bool' ? mask : cast(mask, 'bool');
}
