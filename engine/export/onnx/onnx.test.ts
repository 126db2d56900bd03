import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { tf, type Tensor } from '../../index';
import type { Model } from '../../keras/models/model';
import { runPython } from '../../testing/python';
import {
  activations,
  allCases,
  type Case,
  images,
  inputsOf,
  masks,
  models,
  plain,
  sequences,
  trained,
} from '../testing/cases';
import { layerTranslations, notTranslated } from './layers/table';
import { onnx, type ValueInfoProto } from './schema';
import { writeOnnx } from './write';
import { WeightsFileError } from '../weightsFile';

/** One thread: a pool for each of a hundred small models costs more than they do. */
const OPTIONS: InferenceSession.SessionOptions = { logSeverityLevel: 3, intraOpNumThreads: 1, interOpNumThreads: 1 };

function fed(inputs: readonly Tensor[], model: Model): Record<string, OrtTensor> {
  return Object.fromEntries(
    inputs.map((x, i) => [
      model.inputs[i].name,
      new OrtTensor(x.dtype as 'float32', x.dataSync() as Float32Array, x.shape),
    ]),
  );
}

async function compare(one: Case): Promise<void> {
  const model = trained(one);
  const inputs = inputsOf(model, one);
  const expected = [model.call<Tensor | Tensor[]>(inputs.length === 1 ? inputs[0] : inputs)].flat();
  const session = await InferenceSession.create(writeOnnx(model), OPTIONS);
  const given = await session.run(fed(inputs, model));
  expect(session.outputNames).toHaveLength(expected.length);
  for (const [i, name] of session.outputNames.entries()) {
    expect(given[name].dims, one.name).toEqual(expected[i].shape);
    const [ours, theirs] = [expected[i].dataSync(), given[name].data as Float32Array];
    const worst = Math.max(0, ...ours.map((value, at) => Math.abs(value - theirs[at])));
    expect(worst, `${one.name}: ${[...ours].slice(0, 4)} and ${[...theirs].slice(0, 4)}`).toBeLessThan(1e-5);
  }
}

describe('ONNX Runtime predicts what the model predicts', () => {
  it.each([
    ['activations', activations],
    ['plain layers', plain],
    ['images', images],
    ['sequences', sequences],
    ['masks', masks],
    ['models', models],
  ] as const)('%s', async (_, cases) => {
    for (const one of cases) {
      await compare(one).catch((error: Error) => expect.soft(error, `${one.name}: ${error.message}`).toBeUndefined());
    }
  });
});

it('writes files that the ONNX checker accepts, shapes included', { timeout: 60_000 }, async () => {
  const files = Object.fromEntries(allCases.map((one, i) => [`${i}.onnx`, writeOnnx(trained(one), { lesson: 'xor' })]));
  const said = await runPython(
    `import sys, json, onnx
for name in sys.argv[1:]:
    model = onnx.load(name)
    try:
        onnx.checker.check_model(model, full_check=True)
    except Exception as e:
        print(name.split('/')[-1], str(e).split('\\n')[0])
print(json.dumps([model.ir_version, model.opset_import[0].version, model.metadata_props[0].value]))`,
    files,
  );
  expect(said.replace(/^(\d+)\.onnx/gm, (_, at: string) => allCases[Number(at)].name)).toBe('[8, 17, "xor"]');
});

/** The operators of a case's graph. */
function operatorsOf(name: string): string[] {
  const one = allCases.find((each) => each.name === name)!;
  return onnx.ModelProto.decode(writeOnnx(trained(one))).graph!.node!.map(({ opType }) => opType!);
}

it("uses ONNX' own recurrent layers where they can say it, and a loop otherwise", () => {
  const recurrent = (name: string) => operatorsOf(name).filter((one) => /^(RNN|LSTM|GRU|Scan)$/.test(one));
  expect(recurrent('SimpleRNN')).toEqual(['RNN']);
  expect(recurrent('LSTM backwards')).toEqual(['LSTM']);
  expect(recurrent('LSTM from given states')).toEqual(['LSTM']);
  expect(recurrent('GRU')).toEqual(['GRU']);
  expect(recurrent('GRU that resets before')).toEqual(['GRU']);
  expect(recurrent('RNN')).toEqual(['GRU']);
  expect(recurrent('LSTM with other functions')).toEqual(['Scan']);
  expect(recurrent('LSTM masked')).toEqual(['Scan']);
});

it('names inputs, outputs and weights as Keras does, and leaves the batch open', () => {
  const { graph } = onnx.ModelProto.decode(
    writeOnnx(trained(models.find(({ name }) => name.includes('two outputs'))!)),
  );
  const shapeOf = (info: ValueInfoProto) =>
    info.type!.tensorType!.shape!.dim!.map((dim) => dim.dimParam || Number(dim.dimValue));
  expect(graph!.input!.map((one) => [one.name, shapeOf(one)])).toEqual([
    ['x0', ['batch', 3]],
    ['x1', ['batch', 3]],
  ]);
  expect(graph!.output!.map((one) => [one.name, shapeOf(one)])).toEqual([
    ['dense_1', ['batch', 2]],
    ['dense_2', ['batch', 1]],
  ]);
  expect(graph!.initializer!.map(({ name }) => name)).toEqual(
    ['dense', 'dense_1', 'dense_2'].flatMap((layer) => [`${layer}/kernel`, `${layer}/bias`]),
  );
});

describe('refuses', () => {
  const { layers, Input, Layer } = tf.keras;

  class Twice extends Layer {
    constructor() {
      super('Twice', { name: 'mine' });
    }
    computeOutputShape(shape: readonly (number | null)[]) {
      return shape;
    }
    protected forward(x: Tensor) {
      return tf.add(x, x);
    }
  }

  it.each<[string, () => Model, RegExp]>([
    ['a layer without a translation', () => new tf.keras.Sequential([Input({ shape: [2] }), new Twice()]), /the layer mine \(Twice\) cannot be written: this kind of layer has no translation/], // prettier-ignore
    ['a function of its own', () => new tf.keras.Sequential([Input({ shape: [2] }), new layers.Dense(1, { activation: (x) => x, name: 'own' })]), /the layer own \(Dense\) .* is a function of the script's own/], // prettier-ignore
    ['memory', () => new tf.keras.Sequential([Input({ shape: [4, 2] }), new layers.GRU(2, { stateful: true, name: 'kept' })]), /the layer kept \(GRU\) .* a graph has no memory/], // prettier-ignore
    ['a model without inputs', () => new tf.keras.Sequential([new layers.Dense(1)], { name: 'bare' }), /the model bare does not know its inputs; call it once/], // prettier-ignore
  ])('%s', (_, model, message) => {
    expect(() => writeOnnx(model())).toThrow(WeightsFileError);
    expect(() => writeOnnx(model())).toThrow(message);
  });

  it('training inside of a call', () => {
    const x = Input({ shape: [2] });
    const y = new layers.Dropout(0.5, { name: 'always' }).call(x, { training: true });
    expect(() => writeOnnx(new tf.keras.Model({ inputs: x, outputs: y }))).toThrow(
      'the layer always (Dropout) cannot be written: it is called with `training`',
    );
  });
});

it('has a translation, or a reason for none, for every layer there is', () => {
  const classes = new Set(
    Object.values(tf.keras.layers as Record<string, unknown>)
      .filter((one) => typeof one === 'function' && /^[A-Z]/.test(one.name) && one !== tf.keras.layers.Input)
      .map((one) => (one as { name: string }).name),
  );
  expect([...classes].sort()).toEqual([...Object.keys(layerTranslations), ...Object.keys(notTranslated)].sort());
  const text = allCases.map(({ name }) => name).join(' ');
  for (const name of Object.keys(layerTranslations)) expect(text).toMatch(new RegExp(`\\b${name}\\b`));
});
