import { expect, it } from 'vitest';
import type { Exportable, Format } from '../export/format';
import { safetensorsFormat } from '../export/safetensors';
import { h5Format } from '../export/h5/h5';
import { runLocally } from './testing/localRun';
import { checkWeights, exportWeights } from './weights';

/** A format that hands out what it was given. */
async function exported(source: string): Promise<Exportable> {
  const taken: Exportable[] = [];
  const run = await runLocally(source);
  await run.takeLosses();
  const format: Format = { ...safetensorsFormat, write: async (given) => [taken.push(given), []][1] as [] };
  const result = await exportWeights(run, 'test', format);
  if (!result.ok) throw new Error(result.message);
  return taken[0];
}

const TRAINED = `const inner = new tf.keras.Sequential([new tf.keras.layers.Dense(3, { activation: 'relu' })]);
const x = tf.keras.Input({ shape: [2] });
const y = new tf.keras.layers.Dense(1, { kernelRegularizer: 'l2' }).call(inner.call(x));
const model = new tf.keras.Model({ inputs: x, outputs: y });
const optimizer = new tf.optimizers.SGD({ learningRate: 0.1 });
const tape = new tf.GradientTape();
const loss = tape.record(() => tf.reduceMean(tf.square(model.call([[1, 2], [3, 4]]))));
const gradients = tape.gradient(loss, model.trainableVariables);
optimizer.applyGradients(zip(gradients, model.trainableVariables));
print(model.call([[1, 2]]).array());`;

it("makes the script's model again, with the weights as they were trained", async () => {
  const { model, tensors, metadata, history } = await exported(TRAINED);
  const made = model();
  expect(made.weights.map(({ shape }) => shape)).toEqual([[2, 3], [3], [3, 1], [1]]);
  expect(made.layers.map(({ className }) => className)).toEqual(['InputLayer', 'Sequential', 'Dense']);
  for (const [i, weight] of made.weights.entries()) {
    expect([...weight.dataSync()]).toEqual([
      ...tensors.find(({ shape }) => shape === weight.shape || `${shape}` === `${weight.shape}`)!.data,
    ]);
    expect(i).toBeLessThan(4);
  }
  expect(metadata).toMatchObject({ lesson: 'test', step: '1' });
  expect(history).toHaveLength(1);
});

it('computes with it what the script computed', async () => {
  const run = await runLocally(TRAINED);
  const { model } = await exported(TRAINED);
  const said = JSON.parse(run.printed.at(-1)!.text) as number[][];
  expect(
    (
      model()
        .call([[1, 2]])
        .arraySync() as number[][]
    )[0][0],
  ).toBeCloseTo(said[0][0], 5);
});

it('gives the model its names in the file', async () => {
  const { model, tensors } = await exported(TRAINED);
  expect(model().weights.map(({ path }) => path)).toEqual(tensors.map(({ name }) => name));
});

it('says what to do where there is no model, or one that cannot be made again', async () => {
  const bare = await exported('const w = new tf.Variable([1, 2]);');
  expect(bare.model).toThrow('the script has built none: make one of layers, and call it');
  const own = await exported(
    'const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1, { activation: (x) => tf.square(x) })]); model.call([[1]]);',
  );
  expect(own.model).toThrow("sequential has a function of the script's own");
});

it('tells nothing to export from an error', async () => {
  const run = await runLocally('print(1);');
  expect(await exportWeights(run, null, safetensorsFormat)).toEqual({
    ok: false,
    message: 'There is nothing to export: the script has no variables.',
  });
});

it("puts a file that names weights in Keras' way into the script's variables", async () => {
  const run = await runLocally(TRAINED);
  const result = await exportWeights(run, 'test', h5Format);
  if (!result.ok) throw new Error(result.message);
  const [{ bytes }] = result.value.files;
  const fresh = await runLocally(TRAINED.replace('learningRate: 0.1', 'learningRate: 0.2'));
  const checked = await checkWeights(fresh, bytes, h5Format);
  if (!checked.ok) throw new Error(checked.message);
  expect(checked.value.tensors.map(({ name }) => name).sort()).toEqual(
    result.value.tensors.map(({ name }) => name).sort(),
  );
  expect(checked.value.metadata).toMatchObject({ lesson: 'test', step: '1' });
  const other = await runLocally(TRAINED.replace('Dense(3', 'Dense(4'));
  expect(await checkWeights(other, bytes, h5Format)).toMatchObject({
    ok: false,
    message: expect.stringMatching(/expected float32 \[.*4.*\], the file has float32 \[.*3.*\]/),
  });
});
