/** How each kind of layer is written in PyTorch. Tensors stay as in Keras, channels last; what wants them first is turned around. */
import type { Config } from '../../keras/config';
import type { OpenShape } from '../../keras/kerasTensor';
import type { Layer } from '../../keras/layers/layer';
import type { RNN } from '../../keras/layers/rnn';
import type { Variable } from '../../tape/variable';
import { literal, tupleOf } from './python';
import { torchActivations } from './torchActivations';
import type { TorchHelper } from './torchHelpers';

/** One call of a layer. */
export interface Site {
  readonly layer: Layer;
  readonly config: Config;
  /** The module that is the layer: `self.dense`. */
  readonly self: string;
  /** Expressions of the inputs, and their shapes. */
  readonly inputs: readonly string[];
  readonly shapes: readonly OpenShape[];
  /** What was said in the call, tensors as expressions. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Sees to it that the script has this helper; its name. */
  readonly use: (helper: TorchHelper) => string;
  /** The call may say these options; others are refused. */
  readonly allow: (...names: string[]) => void;
  readonly refuse: (why: string) => never;
}

/** A module's constructor, and how weights come into it: by attribute, as expressions of the arrays by Keras' names. */
export interface Made {
  readonly module: string;
  readonly weights: Readonly<Record<string, string>>;
}

export interface TorchLayer {
  /** Null for a layer without state. `weight('kernel')` is the expression of an array. */
  readonly make?: (site: Site, weight: (name: string) => string) => Made;
  readonly call: (site: Site) => string;
  /** Whether it looks at what was said in the call, with `allow`; others are called without options. */
  readonly takesOptions?: true;
}

/* Its recurrent modules leave out steps at the end of a sequence alone (packed sequences), a mask leaves out any. */
const NO_MASKS = 'it masks steps for the layers after it, and PyTorch has no masks; ONNX files can hold them';

export const torchLayers: Readonly<Record<string, TorchLayer>> = {
  Activation: { call: (site) => activated(site, site.inputs[0]) },
  ReLU: {
    call: ({ config, inputs: [x] }) => {
      const { max_value: limit, negative_slope: slope, threshold } = config as Record<string, number | null>;
      const below = `${literal(slope)} * (${x} - ${literal(threshold)})`;
      const bent =
        slope === 0 && threshold === 0 ? `F.relu(${x})` : `torch.where(${x} >= ${literal(threshold)}, ${x}, ${below})`;
      return limit === null ? bent : `${bent}.clamp(max=${literal(limit)})`;
    },
  },
  LeakyReLU: { call: ({ config, inputs: [x] }) => `F.leaky_relu(${x}, ${literal(config.negative_slope)})` },
  ELU: { call: ({ config, inputs: [x] }) => `F.elu(${x}, ${literal(config.alpha)})` },
  // PyTorch's slopes are those of channels, which its axis 1 holds.
  PReLU: {
    make: (site, weight) => {
      const slopes = shapeOf(site, 'alpha').reduce((product, size) => product * size, 1);
      return { module: `nn.PReLU(${slopes})`, weights: { weight: `${weight('alpha')}.reshape(-1)` } };
    },
    call: (site) => {
      const {
        self,
        inputs: [x],
        shapes: [shape],
        refuse,
      } = site;
      const alpha = shapeOf(site, 'alpha');
      if (String(alpha) === String(shape.slice(1))) return `${self}(${x}.flatten(1)).reshape(${x}.shape)`;
      if (alpha.slice(0, -1).every((size) => size === 1)) return `${self}(${x}.movedim(-1, 1)).movedim(1, -1)`;
      return refuse('PyTorch has a slope for each channel, not one that some axes share');
    },
  },
  Softmax: {
    call: ({ config, inputs: [x], refuse }) =>
      Array.isArray(config.axis)
        ? refuse('PyTorch has the softmax along one axis')
        : `F.softmax(${x}, ${literal(config.axis)})`,
  },
  ZeroPadding2D: {
    call: ({ config, inputs: [x] }) => {
      const [[top, bottom], [left, right]] = config.padding as number[][];
      return `F.pad(${x}, (0, 0, ${left}, ${right}, ${top}, ${bottom}))`;
    },
  },
  UpSampling2D: {
    call: ({ config, inputs: [x] }) => {
      const [rows, columns] = config.size as number[];
      return `${x}.repeat_interleave(${rows}, 1).repeat_interleave(${columns}, 2)`;
    },
  },
  // Only training adds noise, and the script predicts.
  GaussianNoise: { call: ({ inputs: [x] }) => x },
  Dropout: {
    make: ({ config, refuse }) => {
      if (config.noise_shape !== null) refuse('PyTorch has no noise shape');
      return { module: `nn.Dropout(${literal(config.rate)})`, weights: {} };
    },
    call: ({ self, inputs }) => `${self}(${inputs[0]})`,
  },
  Dense: {
    make: (site, weight) => {
      const [n, units] = shapeOf(site, 'kernel');
      return {
        module: `nn.Linear(${n}, ${units}${biasOption(site)})`,
        weights: { weight: `${weight('kernel')}.T`, ...bias(site, weight) },
      };
    },
    call: (site) => activated(site, `${site.self}(${site.inputs[0]})`),
  },
  Embedding: {
    make: (site, weight) => {
      if (site.config.mask_zero === true) site.refuse(NO_MASKS);
      const [n, size] = shapeOf(site, 'embeddings');
      return { module: `nn.Embedding(${n}, ${size})`, weights: { weight: weight('embeddings') } };
    },
    call: ({ self, inputs }) => `${self}(${inputs[0]}.long())`,
  },
  Rescaling: {
    call: ({ config, inputs: [x] }) => {
      const operand = (value: unknown) => (Array.isArray(value) ? `torch.tensor(${literal(value)}, device=${x}.device)` : literal(value)); // prettier-ignore
      return `${x} * ${operand(config.scale)} + ${operand(config.offset)}`;
    },
  },
  Flatten: {
    call: ({ config, inputs: [x], shapes: [shape] }) => {
      if (shape.length === 1) return `${x}[:, None]`;
      return `${config.data_format === 'channels_first' && shape.length > 2 ? `${x}.movedim(1, -1)` : x}.flatten(1)`;
    },
  },
  Reshape: {
    call: ({ config, inputs: [x] }) => `${x}.reshape(${x}.shape[0], ${(config.target_shape as number[]).join(', ')})`,
  },
  Permute: { call: ({ config, inputs: [x] }) => `${x}.permute(0, ${(config.dims as number[]).join(', ')})` },
  RepeatVector: { call: ({ config, inputs: [x] }) => `${x}[:, None].repeat(1, ${literal(config.n)}, 1)` },
  Concatenate: { call: ({ config, inputs }) => `torch.cat([${inputs.join(', ')}], ${literal(config.axis)})` },
  Add: { call: (site) => aligned(site).join(' + ') },
  Subtract: { call: (site) => aligned(site).join(' - ') },
  Multiply: { call: (site) => aligned(site).join(' * ') },
  Average: { call: (site) => `(${aligned(site).join(' + ')}) / ${site.inputs.length}` },
  Maximum: { call: (site) => aligned(site).reduce((a, b) => `torch.maximum(${a}, ${b})`) },
  Minimum: { call: (site) => aligned(site).reduce((a, b) => `torch.minimum(${a}, ${b})`) },
  Conv1D: convolution(1),
  Conv2D: convolution(2),
  DepthwiseConv2D: {
    make: (site, weight) => {
      const [height, width, channels, multiplier] = shapeOf(site, 'kernel');
      const { strides, dilation_rate: dilation } = site.config as { strides: number[]; dilation_rate: number[] };
      const out = channels * multiplier;
      const given = `${channels}, ${out}, ${tupleOf([height, width])}, ${tupleOf(strides)}, dilation=${tupleOf(dilation)}`;
      const kernel = `${weight('kernel')}.permute(2, 3, 0, 1).reshape(${out}, 1, ${height}, ${width})`;
      return {
        module: `nn.Conv2d(${given}, groups=${channels}${biasOption(site)})`,
        weights: { weight: kernel, ...bias(site, weight) },
      };
    },
    call: convolve,
  },
  Conv2DTranspose: {
    make: (site, weight) => {
      const [height, width, out, channels] = shapeOf(site, 'kernel');
      const { strides, dilation_rate: dilation } = site.config as { strides: number[]; dilation_rate: number[] };
      const given = `${channels}, ${out}, ${tupleOf([height, width])}, ${tupleOf(strides)}, dilation=${tupleOf(dilation)}`;
      return {
        module: `nn.ConvTranspose2d(${given}${biasOption(site)})`,
        weights: { weight: `${weight('kernel')}.permute(3, 2, 0, 1)`, ...bias(site, weight) },
      };
    },
    call: (site) => {
      const { self, config, inputs, use } = site;
      const added = (config.output_padding as number[] | undefined) ?? [null, null];
      const same = literal(config.padding === 'same');
      const made = `${use('transposed_convolution')}(${self}, ${inputs[0]}.movedim(-1, 1), ${same}, ${tupleOf(added)})`;
      return activated(site, `${made}.movedim(1, -1)`);
    },
  },
  Masking: { call: ({ refuse }) => refuse(NO_MASKS) },
  MaxPooling1D: pooling('max', 1),
  MaxPooling2D: pooling('max', 2),
  AveragePooling1D: pooling('average', 1),
  AveragePooling2D: pooling('average', 2),
  GlobalAveragePooling1D: globally('mean', '1'),
  GlobalAveragePooling2D: globally('mean', '(1, 2)'),
  GlobalMaxPooling1D: globally('amax', '1'),
  GlobalMaxPooling2D: globally('amax', '(1, 2)'),
  BatchNormalization: {
    make: (site, weight) => {
      const { shapes, config, layer } = site;
      const [features] = shapeOf(site, 'moving_mean');
      const { epsilon, momentum } = config as { epsilon: number; momentum: number };
      const rank = Math.max(1, shapes[0].length - 2);
      if (rank > 3) site.refuse('PyTorch normalizes up to three axes behind the features');
      // How much of the new one is taken, not how much of the old one stays.
      const taken = Number((1 - momentum).toPrecision(12));
      const affine = has(layer, 'gamma') || has(layer, 'beta') ? '' : ', affine=False';
      return {
        module: `nn.BatchNorm${rank}d(${features}, eps=${literal(epsilon)}, momentum=${literal(taken)}${affine})`,
        weights: {
          ...scaleAndShift(layer, weight),
          running_mean: weight('moving_mean'),
          running_var: weight('moving_variance'),
        },
      };
    },
    call: ({ self, config, inputs: [x], shapes: [shape] }) => {
      const axis = config.axis as number;
      const features = axis < 0 ? axis + shape.length : axis;
      if (features === 1) return `${self}(${x})`;
      return `${self}(${x}.movedim(${axis}, 1)).movedim(1, ${axis})`;
    },
  },
  LayerNormalization: {
    make: (site, weight) => {
      const { layer, config, shapes } = site;
      const sizes = axesOf(config, shapes[0]).map((axis) => shapes[0][axis]);
      const affine = has(layer, 'gamma') || has(layer, 'beta') ? '' : ', elementwise_affine=False';
      return {
        module: `nn.LayerNorm(${tupleOf(sizes)}, eps=${literal(config.epsilon)}${affine})`,
        weights: scaleAndShift(layer, weight),
      };
    },
    call: ({ self, config, inputs: [x], shapes: [shape] }) => {
      const axes = axesOf(config, shape);
      if (axes.every((axis, i) => axis === shape.length - axes.length + i)) return `${self}(${x})`;
      const ends = tupleOf(axes.map((_, i) => i - axes.length));
      return `${self}(${x}.movedim(${tupleOf(axes)}, ${ends})).movedim(${ends}, ${tupleOf(axes)})`;
    },
  },
  LSTM: recurrent(),
  GRU: recurrent(),
  SimpleRNN: recurrent(),
  RNN: recurrent(),
  MultiHeadAttention: {
    takesOptions: true,
    make: (site, weight) => {
      const { config, layer, shapes } = site;
      const [query, value, key = value] = shapes.map((shape) => shape[shape.length - 1]);
      const output = weightNamed(layer, 'output_dense/kernel')?.shape[2];
      const { num_heads: heads, key_dim: keyDim, value_dim: valueDim, dropout: rate, use_bias: useBias } = config;
      const sizes = tupleOf([query, key, value, output ?? query]);
      const weights = ['query', 'key', 'value', 'output'].flatMap((part) => {
        const heads = part === 'output' ? 'flatten(0, 1)' : 'flatten(1)';
        const kernel = [`${part}.weight`, `${weight(`${part}_dense/kernel`)}.${heads}.T`];
        return useBias === true ? [kernel, [`${part}.bias`, `${weight(`${part}_dense/bias`)}.flatten()`]] : [kernel];
      });
      const given = [heads, keyDim, valueDim].map(literal).join(', ');
      return {
        module: `${site.use('MultiHeadAttention')}(${given}, ${sizes}, ${literal(useBias)}, ${literal(rate)})`,
        weights: Object.fromEntries(weights) as Record<string, string>,
      };
    },
    call: ({ self, inputs, options, allow }) => {
      allow('useCausalMask', 'returnAttentionScores', 'attentionMask');
      const { useCausalMask, returnAttentionScores, attentionMask } = options;
      const said = [
        ...inputs,
        ...(typeof attentionMask === 'string' ? [`mask=${attentionMask}.bool()`] : []),
        ...(useCausalMask === true ? ['causal=True'] : []),
        ...(returnAttentionScores === true ? ['scores=True'] : []),
      ];
      return `${self}(${said.join(', ')})`;
    },
  },
};

function activated({ config, refuse, use }: Site, x: string): string {
  const { activation } = config;
  if (activation === null || activation === undefined) return x;
  const write = typeof activation === 'string' ? torchActivations[activation] : undefined;
  if (write === undefined) return refuse('its activation is a function of the script');
  if (activation === 'squareplus') use('squareplus');
  return write(x);
}

function convolution(rank: 1 | 2): TorchLayer {
  return {
    make: (site, weight) => {
      const kernel = shapeOf(site, 'kernel');
      const { strides, dilation_rate: dilation, groups } = site.config as { strides: number[]; dilation_rate: number[]; groups: number }; // prettier-ignore
      const channels = kernel[rank] * groups;
      const sizes = [kernel.slice(0, rank), strides].map(tupleOf).join(', ');
      const given = `${channels}, ${kernel[rank + 1]}, ${sizes}, dilation=${tupleOf(dilation)}, groups=${groups}`;
      return {
        module: `nn.Conv${rank}d(${given}${biasOption(site)})`,
        weights: {
          weight: `${weight('kernel')}.permute(${rank === 1 ? '2, 1, 0' : '3, 2, 0, 1'})`,
          ...bias(site, weight),
        },
      };
    },
    call: convolve,
  };
}

function convolve(site: Site): string {
  const { self, config, inputs, use } = site;
  const { kernel_size: kernel, strides, dilation_rate: dilation, padding } = config as Record<string, number[]>;
  const x = `${inputs[0]}.movedim(-1, 1)`;
  const padded =
    String(padding) === 'same'
      ? `${use('same_padding')}(${x}, ${[kernel, strides, dilation].map(tupleOf).join(', ')})`
      : String(padding) === 'causal'
        ? `F.pad(${x}, (${(kernel[0] - 1) * dilation[0]}, 0))`
        : x;
  return activated(site, `${self}(${padded}).movedim(1, -1)`);
}

function pooling(kind: 'max' | 'average', rank: 1 | 2): TorchLayer {
  return {
    call: ({ config, inputs, use }) => {
      const {
        pool_size: size,
        strides,
        padding,
      } = config as { pool_size: number[]; strides: number[]; padding: string };
      const x = `${inputs[0]}.movedim(-1, 1)`;
      const given = `${tupleOf(size)}, ${tupleOf(strides)}`;
      const pool = `F.${kind === 'max' ? 'max' : 'avg'}_pool${rank}d`;
      if (padding !== 'same') return `${pool}(${x}, ${given}).movedim(1, -1)`;
      if (kind === 'average') return `${use('same_average')}(${pool}, ${x}, ${given}).movedim(1, -1)`;
      const padded = `${use('same_padding')}(${x}, ${given}, ${tupleOf(size.map(() => 1))}, float("-inf"))`;
      return `${pool}(${padded}, ${given}).movedim(1, -1)`;
    },
  };
}

function globally(what: 'mean' | 'amax', axes: string): TorchLayer {
  return {
    call: ({ config, inputs }) => `${inputs[0]}.${what}(${axes}${config.keepdims === true ? ', keepdim=True' : ''})`,
  };
}

/** PyTorch's order of the gates, as places in Keras'. */
const GATES: Readonly<Record<string, readonly number[]>> = { LSTMCell: [0, 1, 2, 3], GRUCell: [1, 0, 2] };

function recurrent(): TorchLayer {
  return {
    takesOptions: true,
    make: (site, weight) => {
      const { cell } = site.layer as RNN;
      const config = cell.getConfig();
      checkCell(site, cell.className, config);
      const order = GATES[cell.className];
      const ordered = (x: string) =>
        order === undefined || order.every((at, i) => at === i) ? x : `${site.use('gates')}(${x}, ${tupleOf(order)})`;
      const kind = cell.className.replace(/^Simple|Cell$/g, '');
      const relu = config.activation === 'relu' ? ', nonlinearity="relu"' : '';
      const [features] = shapeOf(site, 'kernel');
      const useBias = config.use_bias === true;
      const [first, second] = cell.className === 'GRUCell' ? ['[0]', '[1]'] : ['', null];
      const biases = useBias && {
        bias_ih_l0: ordered(`${weight('bias')}${first}`),
        bias_hh_l0: second === null ? '0' : ordered(`${weight('bias')}${second}`),
      };
      return {
        module: `nn.${kind}(${features}, ${cell.units}, batch_first=True${relu}${useBias ? '' : ', bias=False'})`,
        weights: {
          weight_ih_l0: `${ordered(weight('kernel'))}.T`,
          weight_hh_l0: `${ordered(weight('recurrent_kernel'))}.T`,
          ...biases,
        },
      };
    },
    call: ({ self, config, inputs, options, use, allow, refuse }) => {
      allow('initialState');
      if (config.stateful === true)
        refuse('it goes on from the states of the last call, which the script does not keep');
      const states = options.initialState;
      const said = [
        ...inputs.slice(0, 1),
        ...(Array.isArray(states) || typeof states === 'string' ? [`state=(${[states].flat().join(', ')},)`] : []),
        ...(config.go_backwards === true ? ['backwards=True'] : []),
        ...(config.return_sequences === true ? ['sequences=True'] : []),
        ...(config.return_state === true ? ['states=True'] : []),
      ];
      return `${use('recur')}(${self}, ${said.join(', ')})`;
    },
  };
}

/** Refuses cells that PyTorch's modules do not compute. */
function checkCell({ refuse }: Site, className: string, config: Config): void {
  const { activation, recurrent_activation: gate = 'sigmoid' } = config;
  const plain = activation === 'tanh' && gate === 'sigmoid';
  if (!plain && !(className === 'SimpleRNNCell' && activation === 'relu')) {
    refuse("PyTorch's cells compute with tanh and sigmoid alone");
  }
  if (config.reset_after === false) refuse("PyTorch's GRU applies the reset gate after the product (reset_after=True)");
}

/** Inputs of lower rank get axes behind the batch, as Keras merges them. */
function aligned({ inputs, shapes }: Site): string[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return inputs.map((x, i) => x + '[:, None]'.repeat(shapes[i].length === 0 ? 0 : rank - shapes[i].length));
}

function axesOf({ axis }: Config, shape: OpenShape): number[] {
  return [axis as number | number[]]
    .flat()
    .map((one) => (one < 0 ? one + shape.length : one))
    .sort((a, b) => a - b);
}

function shapeOf({ layer, refuse }: Site, name: string): readonly number[] {
  return weightNamed(layer, name)?.shape ?? refuse('it has no weights yet: call the model once');
}

/** A weight by Keras' name of it; behind the attribute of a layer inside where it is that layer's. */
export function weightNamed(layer: Layer, name: string): Variable | undefined {
  const [part, inner] = name.split('/');
  if (inner === undefined) return layer.weights.find((one) => one.name === name);
  const found = [...layer.parts].find(([, attribute]) => attribute === part);
  return found && weightNamed(found[0], inner);
}

function has(layer: Layer, name: string): boolean {
  return weightNamed(layer, name) !== undefined;
}

function biasOption({ config }: Site): string {
  return config.use_bias === true ? '' : ', bias=False';
}

function bias({ config }: Site, weight: (name: string) => string): Record<string, string> {
  return config.use_bias === true ? { bias: weight('bias') } : {};
}

function scaleAndShift(layer: Layer, weight: (name: string) => string): Record<string, string> {
  return {
    ...(has(layer, 'gamma') && { weight: weight('gamma') }),
    ...(has(layer, 'beta') && { bias: weight('beta') }),
  };
}
