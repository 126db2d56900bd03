import { expect, it } from 'vitest';
import type { Exportable, Format } from '../export/format';
import { safetensorsFormat } from '../export/safetensors';
import { runLocally } from './testing/localRun';
import { exportRun } from './exportRun';
import { historyOf } from './history';

/** A format that hands out what it was given. */
async function exported(source: string, options: { optimizer?: boolean; holds?: 'history' } = {}): Promise<Exportable> {
  const taken: Exportable[] = [];
  const run = await runLocally(source);
  const write: Format['write'] = async (given) => {
    taken.push(given);
    return [{ name: 'taken.safetensors', bytes: new Uint8Array(0) }];
  };
  const format: Format = { ...safetensorsFormat, holds: options.holds ?? 'weights', write };
  const result = await exportRun(run, { format, optimizer: options.optimizer ?? false, lesson: 'test', source });
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
  const { model, tensors, metadata } = await exported(TRAINED);
  const made = model();
  expect(made.weights.map(({ shape }) => shape)).toEqual([[2, 3], [3], [3, 1], [1]]);
  expect(made.layers.map(({ className }) => className)).toEqual(['InputLayer', 'Sequential', 'Dense']);
  for (const [i, weight] of made.weights.entries()) {
    expect([...weight.dataSync()]).toEqual([
      ...tensors.find(({ shape }) => shape === weight.shape || `${shape}` === `${weight.shape}`)!.data,
    ]);
    expect(i).toBeLessThan(4);
  }
  expect(metadata).toMatchObject({ lesson: 'test', step: '1', version: '1', format: 'tapedeck' });
  expect(metadata.script).toMatch(/^[0-9a-f]{64}$/);
  expect(Number(metadata.loss)).toBeGreaterThan(0);
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
  const request = { format: safetensorsFormat, optimizer: false, lesson: null, source: '' };
  expect(await exportRun(run, request)).toEqual({
    ok: false,
    message: 'There is nothing to export: the script has no variables.',
  });
});

const ADAM = `const w = new tf.Variable([1, 2]);
const optimizer = new tf.optimizers.Adam({ learningRate: 0.1 });
for (let step = 0; step < 3; step++) {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => tf.reduceSum(tf.square(w)));
  optimizer.applyGradients(zip([tape.gradient(loss, w)], [w]));
  if (step === 2) for (const one of optimizer.variables) print(one.name, one.array());
}`;

it("holds the optimizer's state where it is asked for, named as Keras names it", async () => {
  expect((await exported(ADAM)).tensors.map(({ name }) => name)).toEqual(['w']);
  const { tensors } = await exported(ADAM, { optimizer: true });
  const run = await runLocally(ADAM);
  const said = run.printed.map(({ text }) => text);
  expect(tensors.map(({ name }) => name)).toEqual([
    'w',
    'adam/iteration',
    'adam/Variable_momentum',
    'adam/Variable_velocity',
  ]);
  expect([...tensors[1].data]).toEqual([3]);
  for (const [i, line] of said.entries()) {
    expect(line).toContain(tensors[2 + i].name.slice('adam/'.length));
    for (const number of tensors[2 + i].data) expect(Math.abs(number)).toBeGreaterThan(0);
  }
});

it('keeps slots out of the timeline', async () => {
  const run = await runLocally(ADAM);
  for (let step = 1; step <= 3; step++) {
    const { structure } = run.timeline.look(step)!.graph;
    expect(structure.nodes.filter(({ kind }) => kind === 'variable')).toHaveLength(1);
  }
});

it('tells loss, learning rate and gradient norm of every step', async () => {
  const { history } = await exported(ADAM, { holds: 'history' });
  expect(history.rows.map(({ step }) => step)).toEqual([1, 2, 3]);
  const gradientNorm = Math.sqrt(4 + 16);
  expect(history.rows[0]).toEqual({ step: 1, loss: 5, learningRate: 0.1, gradientNorm, epoch: null, metrics: {} });
});

it('computes the gradients of steps anew that are no longer held', async () => {
  const budget = { values: 0, recipes: 64 << 20 };
  const source = ADAM.replace('step < 3', 'step < 40');
  const [held, dropped] = [await runLocally(source), await runLocally(source, { budget })];
  expect(await historyOf(dropped)).toEqual(await historyOf(held));
  expect((await historyOf(held)).rows.every(({ gradientNorm }) => gradientNorm !== null)).toBe(true);
});

const FITTED = `const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1, { kernelInitializer: 'ones' })]);
model.compile({ optimizer: new tf.optimizers.SGD({ learningRate: 0.1 }), loss: 'mse', metrics: ['mae'] });
const said = [];
const note = { onTrainBatchEnd: (batch, logs) => said.push(logs.mae) };
const history = await model.fit([[1], [2], [3], [4]], [[0], [0], [0], [0]], {
  epochs: 2, batchSize: 2, shuffle: false, validationData: [[[1]], [[5]]], callbacks: [note],
});
print(JSON.stringify({ said, history: history.history, epoch: history.epoch }));`;

it('has the metrics of every step, and what fit says of every epoch', async () => {
  const { history } = await exported(FITTED, { holds: 'history' });
  const run = await runLocally(FITTED);
  const told = JSON.parse(run.printed.at(-1)!.text) as {
    said: number[];
    history: Record<string, number[]>;
    epoch: number[];
  };
  expect(history.rows.map(({ step, epoch }) => [step, epoch])).toEqual([
    [1, 0],
    [2, 0],
    [3, 1],
    [4, 1],
  ]);
  expect(history.rows[0].metrics).toEqual({ mae: 1.5 });
  expect(history.rows.map(({ metrics }) => metrics.mae)).toEqual(told.said);
  expect(history.epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
    [0, 2],
    [1, 4],
  ]);
  expect(Object.keys(told.history).sort()).toEqual(['loss', 'mae', 'val_loss', 'val_mae']);
  for (const [i, { logs }] of history.epochs.entries()) {
    expect(logs).toEqual(Object.fromEntries(Object.entries(told.history).map(([name, values]) => [name, values[i]])));
  }
});

it('has the metrics of a batch that is trained on by hand', async () => {
  const source = `const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1, { kernelInitializer: 'ones' })]);
model.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae'] });
await model.trainOnBatch([[1], [2]], [[0], [0]]);`;
  const { history } = await exported(source, { holds: 'history' });
  expect(history.rows).toMatchObject([{ step: 1, epoch: null, metrics: { mae: 1.5 } }]);
  expect(history.epochs).toEqual([]);
});

const BY_HAND = `const w = new tf.Variable(1);
const optimizer = new tf.optimizers.SGD({ learningRate: 0.5 });
const mean = new tf.keras.metrics.Mean({ name: 'mean_w' });
const error = new tf.keras.metrics.MeanAbsoluteError();
for (let step = 1; step <= 3; step++) {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => tf.square(w));
  optimizer.applyGradients(zip([tape.gradient(loss, w)], [w]));
  mean.updateState(step);
  error.updateState([step], [0]);
  print(mean.result().item());
  if (step === 3) error.result();
}`;

it("has the metrics that a script's own loop asks for", async () => {
  const run = await runLocally(BY_HAND);
  const { rows } = await historyOf(run);
  expect(rows.map(({ metrics }) => metrics)).toEqual([
    { mean_w: 1 },
    { mean_w: 1.5 },
    { mean_w: 2, mean_absolute_error: 2 },
  ]);
  expect(run.printed.map(({ text }) => text)).toEqual(['1', '1.5', '2']);
});
