import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import * as tfjs from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { tf, type Tensor } from '../../index';
import { activations, type Case, images, inputsOf, masks, models, plain, sequences, trained } from '../testing/cases';
import { WeightsFileError } from '../weightsFile';
import { layerKinds, notWritten } from './layers';
import { writeTfjs } from './write';

beforeAll(async () => {
  await tfjs.setBackend('cpu');
});

/** As TensorFlow.js itself takes the two files. */
async function load([json, binary]: ReturnType<typeof writeTfjs>): Promise<LayersModel> {
  const text = JSON.parse(new TextDecoder().decode(json.bytes)) as Parameters<
    typeof tfjs.io.getModelArtifactsForJSON
  >[0];
  const weights = async ([{ paths, weights: specs }]: typeof text.weightsManifest & object) => {
    expect(paths).toEqual([binary.name]);
    return [specs, binary.bytes.buffer as ArrayBuffer] as [typeof specs, ArrayBuffer];
  };
  return loadLayersModel(tfjs.io.fromMemory(await tfjs.io.getModelArtifactsForJSON(text, weights)));
}

async function compare(one: Case): Promise<void> {
  const model = trained(one);
  const inputs = inputsOf(model, one);
  const files = writeTfjs(model, 'model', { lesson: 'xor' });
  const expected = [model.call<Tensor | Tensor[]>(inputs.length === 1 ? inputs[0] : inputs)].flat();
  const loaded = await load(files);
  const given = [
    loaded.predict(inputs.map((x) => tfjs.tensor(x.dataSync(), [...x.shape], x.dtype as 'float32')) as tfjs.Tensor[]),
  ].flat();
  expect(given).toHaveLength(expected.length);
  for (const [i, theirs] of given.entries()) {
    expect(theirs.shape, one.name).toEqual([...expected[i].shape]);
    const [a, b] = [expected[i].dataSync(), await theirs.data()];
    const worst = Math.max(0, ...a.map((value, at) => Math.abs(value - b[at]) / Math.max(1, Math.abs(value))));
    expect(worst, `${one.name}: ${[...a].slice(0, 4)} and ${[...b].slice(0, 4)}`).toBeLessThan(1e-6);
  }
}

/** What of the models that we have TensorFlow.js has not, and what is said of it. */
const refused: readonly (readonly [name: RegExp, why: RegExp])[] = [
  [/^Masked: (GlobalAveragePooling1D|Add|Concatenate|Concatenate with none|MultiHeadAttention)$/, /steps are masked before it/], // prettier-ignore
  [/^Masked: two LSTMs$/, /`resetAfter: false`/],
  [/^Activation (exponential|squareplus)$/, /TensorFlow.js has no [a-z_]+$/],
  [/^ReLU that leaks/, /only a ReLU that is 0 below 0/],
  [/^ELU$/, /alpha 1 only/],
  [/^Softmax on axis 1$/, /along the last axis only/],
  [/^Flatten of rank 1$/, /the input x is a list of numbers; TensorFlow.js takes inputs of rank 2 and above/],
  [/^Conv2D in groups$/, /no groups/],
  [/^Conv2DTranspose added$/, /no output padding/],
  [/^LSTM with other functions$/, /no hard_sigmoid/],
  [/^(GRU|GRU (without bias|with other functions|from a given state|masked with zeros)|RNN)$/, /`resetAfter: false`/],
  [
    /^(SimpleRNN|LSTM|GlobalAveragePooling1D|MultiHeadAttention) masked/,
    /called with `(attention_)?mask`, which TensorFlow.js does not read/,
  ],
  [/^(SimpleRNN|LSTM|GRU)Cell$/, /cells only inside of an RNN layer/],
  [
    /^MultiHeadAttention (of three|causal|with masks)/,
    /called with `(query_mask|use_causal_mask|return_attention_scores)`, which/,
  ],
];

describe('TensorFlow.js predicts what the model predicts, or is said to lack something', () => {
  it.each([
    ['activations', activations],
    ['plain layers', plain],
    ['images', images],
    ['sequences', sequences],
    ['masks', masks],
    ['models', models],
  ] as const)('%s', async (_, cases) => {
    for (const one of cases) {
      const why = refused.find(([name]) => name.test(one.name))?.[1];
      if (why === undefined) {
        await compare(one).catch((error: Error) => expect.soft(error, `${one.name}: ${error.message}`).toBeUndefined());
      } else {
        expect(() => writeTfjs(trained(one), 'model'), one.name).toThrow(WeightsFileError);
        expect(() => writeTfjs(trained(one), 'model'), one.name).toThrow(why);
      }
    }
  });
});

it('is written, or is said why not, for every layer there is', () => {
  const classes = Object.values(tf.keras.layers as Record<string, unknown>)
    .filter((one) => typeof one === 'function' && /^[A-Z]/.test(one.name) && one !== tf.keras.layers.Input)
    .map((one) => (one as { name: string }).name);
  expect([...new Set(classes)].sort()).toEqual([...Object.keys(layerKinds), ...Object.keys(notWritten)].sort());
});

it('leaves out the steps that the model leaves out', async () => {
  const model = new tf.keras.Sequential([
    tf.keras.Input({ shape: [4, 2] }),
    new tf.keras.layers.Masking(),
    new tf.keras.layers.LSTM(3),
  ]);
  const steps = [[1, -2], [0, 0], [0.5, 3], [0, 0]]; // prettier-ignore
  const ours = model.call([steps]).dataSync();
  expect([...ours]).not.toEqual([...model.layers[1].call<Tensor>([steps]).dataSync()]);
  const loaded = await load(writeTfjs(model, 'model'));
  const theirs = await (loaded.predict(tfjs.tensor([steps])) as tfjs.Tensor).data();
  ours.forEach((one, i) => expect(theirs[i]).toBeCloseTo(one, 6));
});

it('says so where TensorFlow.js would not go by a mask', () => {
  const { Sequential, Input, layers } = tf.keras;
  const words = () => [Input({ shape: [4], dtype: 'int32' }), new layers.Embedding(5, 3, { maskZero: true })];
  const behind = (name: string) => `the layer ${name} cannot be written: steps are masked before it`;
  expect(() =>
    writeTfjs(new Sequential([...words(), new layers.GlobalAveragePooling1D({ name: 'mean' })]), 'm'),
  ).toThrow(behind('mean (GlobalAveragePooling1D)'));
  const leaky = () => new layers.Dense(2, { name: 'leaky', activation: 'leaky_relu' });
  expect(() => writeTfjs(new Sequential([...words(), leaky()]), 'm')).toThrow(behind('leaky (Dense)'));
  const inner = new Sequential([Input({ shape: [4, 3] }), leaky()]);
  expect(() => writeTfjs(new Sequential([...words(), inner]), 'm')).toThrow(behind('leaky (Dense)'));
  // Behind the last step there is nothing to mask.
  expect(writeTfjs(new Sequential([...words(), new layers.LSTM(3), leaky()]), 'm')).toHaveLength(2);
});

it('finds layers of one name in two models, and names of other letters', async () => {
  const inner = () =>
    new tf.keras.Sequential([tf.keras.Input({ shape: [2] }), new tf.keras.layers.Dense(2, { name: 'µ' })]);
  const model = new tf.keras.Sequential([tf.keras.Input({ shape: [2] }), inner(), inner()]);
  const x = tf.constant([[1, -2]]);
  const loaded = await load(writeTfjs(model, 'model'));
  const [ours, theirs] = [
    model.call(x).dataSync(),
    await (loaded.predict(tfjs.tensor([[1, -2]])) as tfjs.Tensor).data(),
  ];
  theirs.forEach((one, i) => expect(one).toBeCloseTo(ours[i], 6));
});

it('refuses what has no float64, or a function of its own', () => {
  const own = new tf.keras.Sequential([tf.keras.Input({ shape: [2] }), new tf.keras.layers.Activation((x) => x)]);
  expect(() => writeTfjs(own, 'm')).toThrow("it has a function of the script's own");
  const double = new tf.keras.Sequential([
    tf.keras.Input({ shape: [2], dtype: 'float64' }),
    new tf.keras.layers.Dense(2, { dtype: 'float64', name: 'wide' }),
  ]);
  expect(() => writeTfjs(double, 'm')).toThrow(
    'the layer wide (Dense) cannot be written: TensorFlow.js has no float64',
  );
  expect(() => writeTfjs(new tf.keras.Sequential([new tf.keras.layers.Dense(1)]), 'm')).toThrow('call it once');
});
