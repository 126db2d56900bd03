/** What the lessons train, out of the app and back into it, as files that hold the whole model. */
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import type { ExportedFile, Format } from '../export/format';
import { formats, readWeights } from '../export/formats';
import { onnxFormat } from '../export/onnx/onnxFormat';
import { tfjsFormat } from '../export/tfjs/tfjsFormat';
import type { Model } from '../keras/models/model';
import { neuron } from '../lessons/neuron';
import { xor } from '../lessons/xor';
import type { LessonInfo } from '../protocol';
import { checkWeights } from './checkWeights';
import { exportRun } from './exportRun';
import { runLocally } from './testing/localRun';

/** The files of a lesson after a few steps, the model that they hold, and the run. */
async function exported({ id, source }: LessonInfo, format: Format) {
  const run = await runLocally(source, { steps: 5 });
  const models: Model[] = [];
  const write: Format['write'] = (given, baseName) => {
    models.push(given.model());
    return format.write(given, baseName);
  };
  const result = await exportRun(run, { format: { ...format, write }, optimizer: false, lesson: id, source });
  if (!result.ok) throw new Error(result.message);
  return { run, model: models[0], ...result.value };
}

it.each([neuron, xor])('ONNX Runtime answers as the lesson $id', async (lesson) => {
  const { model, files, run } = await exported(lesson, onnxFormat);
  const [{ shape }] = model.inputs;
  const numbers = Float32Array.from({ length: 4 * shape[1]! }, (_, i) => Math.sin(i));
  const session = await InferenceSession.create(files[0].bytes, { intraOpNumThreads: 1 });
  const [input] = session.inputNames;
  const answer = await session.run({ [input]: new OrtTensor('float32', numbers, [4, shape[1]!]) });
  const rows = Array.from({ length: 4 }, (_, i) => [...numbers.slice(i * shape[1]!, (i + 1) * shape[1]!)]);
  const ours = model.call(rows).dataSync();
  const theirs = answer[session.outputNames[0]].data as Float32Array;
  expect(theirs).toHaveLength(4);
  theirs.forEach((one, i) => expect(Math.abs(one - ours[i])).toBeLessThan(1e-5));
  const { matches, byOrder } = await checkWeights(run, files[0].name, files[0].bytes, formats, readWeights);
  expect(matches.map(({ verdict }) => verdict)).toEqual(model.weights.map(() => 'matches'));
  expect(byOrder).toBe(false);
});

it.each([neuron, xor])("TensorFlow.js' files come back into the lesson $id", async (lesson) => {
  const { model, files, run, preview } = await exported(lesson, tfjsFormat);
  const { matches, byOrder, format } = await checkWeights(run, 'model.zip', await zipped(files), formats, readWeights);
  expect(format).toBe('TensorFlow.js');
  expect(matches.map(({ verdict }) => verdict)).toEqual(model.weights.map(() => 'matches'));
  expect(byOrder).toBe(false);
  expect(preview).toMatch(/^{"format":"layers-model"/);
});

const ATTENTION = `const x = tf.keras.Input({ shape: [5, 4] });
const seen = new tf.keras.layers.MultiHeadAttention(3, 2).call([x, x]);
const model = new tf.keras.Model({ inputs: x, outputs: new tf.keras.layers.Dense(2).call(seen) });
model.call(tf.ones([1, 5, 4]));`;

it('attention comes back whole from a TensorFlow.js model, which has its heads apart', async () => {
  const lesson = { ...neuron, id: 'heads', source: ATTENTION };
  const { model, files, run } = await exported(lesson, tfjsFormat);
  const file = await zipped(files);
  const { matches, byOrder, loadable } = await checkWeights(run, 'model.zip', file, formats, readWeights);
  expect(byOrder).toBe(false);
  expect(matches.map(({ verdict }) => verdict)).toEqual(model.weights.map(() => 'matches'));
  const read = await Promise.all(model.weights.map((variable) => loadable.get(variable.path)!.data));
  expect(read).toEqual(model.weights.map(({ value }) => value.dataSync()));
  // One of other heads is not taken apart.
  const other = await runLocally(ATTENTION.replace('(3, 2)', '(2, 3)'));
  const compared = await checkWeights(other, 'model.zip', file, formats, readWeights);
  expect(compared.matches.filter(({ verdict }) => verdict === 'matches').map(({ name }) => name)).toEqual([
    'dense/kernel',
    'dense/bias',
  ]);
});

async function zipped(files: readonly ExportedFile[]): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { level: 0 });
  for (const { name, bytes } of files) await zip.add(name, new Uint8ArrayReader(bytes));
  return zip.close();
}
