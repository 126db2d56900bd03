import { expect, it } from 'vitest';
import { formats, readWeights } from '../export/formats';
import { h5Format } from '../export/h5/h5';
import { writeNpz } from '../export/npz';
import { writeSafetensors } from '../export/safetensors';
import type { NamedTensor } from '../export/weightsFile';
import { checkWeights, formatOf } from './checkWeights';
import { exportRun } from './exportRun';
import { runLocally } from './testing/localRun';

const SCRIPT = `const model = new tf.keras.Sequential([new tf.keras.layers.Dense(2)]);
model.call([[1, 2, 3]]);`;
const ADAM = `const w = new tf.Variable([1, 2], { name: 'w' });
const rate = new tf.Variable(0.5, { name: 'rate', trainable: false });
const optimizer = new tf.optimizers.Adam({ learningRate: 0.1 });
for (let step = 0; step < STEPS; step++) {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => tf.reduceSum(tf.square(w)));
  optimizer.applyGradients(zip([tape.gradient(loss, w)], [w]));
  rate.assign(rate.mul(0.5));
}
print(w.array(), rate.array());`;

const NESTED = `const inner = new tf.keras.Sequential([new tf.keras.layers.Dense(3, { activation: 'relu' })]);
const x = tf.keras.Input({ shape: [2] });
const y = new tf.keras.layers.Dense(1).call(inner.call(x));
const model = new tf.keras.Model({ inputs: x, outputs: y });
model.call([[1, 2]]);`;

const tensor = (name: string, shape: number[], data: NamedTensor['data']): NamedTensor => ({
  name,
  shape,
  dtype: data instanceof Int32Array ? 'int32' : 'float32',
  data,
});
const kernel = tensor('sequential/dense/kernel', [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6));
const bias = tensor('sequential/dense/bias', [2], Float32Array.of(-0, 7));

async function checked(tensors: NamedTensor[], source = SCRIPT) {
  return checkWeights(
    await runLocally(source),
    'a.safetensors',
    writeSafetensors(tensors, { step: '3' }),
    formats,
    readWeights,
  );
}

it('says what matches and can be loaded', async () => {
  const { matches, loadable, metadata, format, byOrder } = await checked([kernel, bias]);
  expect(format).toBe('safetensors');
  expect(metadata).toEqual({ step: '3' });
  expect(byOrder).toBe(false);
  expect(matches.map(({ verdict }) => verdict)).toEqual(['matches', 'matches']);
  expect(matches[0]).toMatchObject({
    name: 'sequential/dense/kernel',
    file: { dtype: 'float32', shape: [3, 2], first: [1, 2, 3, 4] },
    script: { dtype: 'float32', shape: [3, 2] },
  });
  expect(Object.is(loadable.get(bias.name)!.data[0], -0)).toBe(true);
});

it('says what does not, with both sides', async () => {
  const wide = tensor(kernel.name, [2, 2], Float32Array.of(1, 2, 3, 4));
  const whole = tensor(bias.name, [2], Int32Array.of(1, 2));
  const { matches, loadable } = await checked([wide, whole, tensor('more', [1], Float32Array.of(1))]);
  expect(matches.map(({ name, verdict }) => [name, verdict])).toEqual([
    [kernel.name, 'shape'],
    [bias.name, 'dtype'],
    ['more', 'notInScript'],
  ]);
  expect(matches[0]).toMatchObject({ file: { shape: [2, 2] }, script: { shape: [3, 2] } });
  expect(matches[1]).toMatchObject({ file: { dtype: 'int32' }, script: { dtype: 'float32' } });
  expect(loadable.size).toBe(0);
  expect((await checked([kernel])).matches[1]).toMatchObject({ name: bias.name, verdict: 'notInFile', file: null });
});

it('takes the order where no name is known, and only then', async () => {
  const renamed = [
    { ...kernel, name: 'a' },
    { ...bias, name: 'b' },
  ];
  const { matches, byOrder, loadable } = await checked(renamed);
  expect(byOrder).toBe(true);
  expect(matches.map(({ name, file }) => [name, file!.name])).toEqual([
    [kernel.name, 'a'],
    [bias.name, 'b'],
  ]);
  expect([...loadable.keys()]).toEqual([kernel.name, bias.name]);
  expect((await checked([{ ...kernel, name: 'a' }, bias])).byOrder).toBe(false);
});

it("puts a file that names weights in Keras' way into the script's variables", async () => {
  const run = await runLocally(NESTED);
  const request = { format: h5Format, optimizer: false, lesson: 'test', source: NESTED };
  const result = await exportRun(run, request);
  if (!result.ok) throw new Error(result.message);
  const [{ name, bytes }] = result.value.files;
  const { matches, metadata, loadable } = await checkWeights(
    await runLocally(NESTED),
    name,
    bytes,
    formats,
    readWeights,
  );
  expect(matches.map(({ verdict }) => verdict)).toEqual(['matches', 'matches', 'matches', 'matches']);
  expect([...loadable.keys()].sort()).toEqual(result.value.tensors.map((one) => one.name).sort());
  for (const { name: ours, file } of matches) expect(file!.name).not.toBe(ours);
  expect(metadata).toMatchObject({ lesson: 'test' });
  const other = await checkWeights(
    await runLocally(NESTED.replace('Dense(3', 'Dense(4')),
    name,
    bytes,
    formats,
    readWeights,
  );
  expect(other.matches.map(({ verdict }) => verdict)).toEqual(['shape', 'shape', 'shape', 'matches']);
});

it('goes on from a file as if the run had never ended: weights, state and optimizer', async () => {
  const first = await runLocally(ADAM.replace('STEPS', '5'));
  const { storedOptimizer, storedWeights } = await import('./stored');
  const state = [...storedWeights(first), ...storedOptimizer(first)];
  const tensors = await Promise.all(state.map(async (one) => ({ ...one, data: await one.numbers() })));
  const short = await runLocally(ADAM.replace('STEPS', '1'));
  const { loadable, matches } = await checkWeights(short, 'a.npz', await writeNpz(tensors), formats, readWeights);
  expect(matches.map(({ verdict }) => verdict)).toEqual(matches.map(() => 'matches'));
  const pins = Object.fromEntries([...loadable.values()].map(({ key, data }) => [key, data]));
  const resumed = await runLocally(ADAM.replace('STEPS', '4'), { pins });
  const whole = await runLocally(ADAM.replace('STEPS', '9'));
  expect(resumed.printed).toHaveLength(1);
  expect(resumed.printed[0].text).toBe(whole.printed[0].text);
});

it('finds the format by the name and by what is in the file', async () => {
  const [npz, safetensors] = [await writeNpz([bias]), writeSafetensors([bias])];
  expect(formatOf('a.npz', npz, formats).id).toBe('npz');
  expect(formatOf('A.SafeTensors', safetensors, formats).id).toBe('safetensors');
  expect(formatOf('a.safetensors', npz, formats).id).toBe('npz');
  expect(formatOf('download', safetensors, formats).id).toBe('safetensors');
  expect(formatOf('a.npz', new Uint8Array(9), formats).id).toBe('npz');
  expect(() => formatOf('a.csv', new Uint8Array(9), formats)).toThrow(
    'It is no file of weights that can be read here. What can be: safetensors (.safetensors), NumPy (.npz), ',
  );
});
