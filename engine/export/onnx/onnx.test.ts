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
  models,
  plain,
  sequences,
  trained,
} from '../testing/cases';
import { layerTranslations, notTranslated } from './layers/table';
import { writeOnnx } from './write';

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
  const session = await InferenceSession.create(writeOnnx(model), { logSeverityLevel: 3 });
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
