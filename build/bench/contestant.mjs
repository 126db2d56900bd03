// Our engine as a contestant: BACKEND=cpu (all cores), cpu-1t (one thread) or webgpu. Every function gives `{ step, check }`, where `step` does one
// whole step and reads one number back, and `check` the numbers that all contestants must agree on.
import os from 'node:os';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import { bundleEngine, spawnHelper } from './bundle.mjs';
import { convData, ELEMENTS, MLP, mlpData, numbers, SCALAR, SEED, SMALL, smallData } from './workloads.mjs';

const BACKEND = (process.env.BACKEND ?? 'cpu').replace(/@.*/, '');
const GPU = BACKEND.startsWith('webgpu');
let tf;
/** Resolves when the GPU has done what it was told. */
let finish;
// On in Electron 25 and later, and in Node from 22 on.
v8.setFlagsFromString('--experimental-wasm-relaxed-simd');

export async function init() {
  const engine = await import(pathToFileURL(await bundleEngine()).href);
  tf = engine.tf;
  if (!GPU) {
    const threads = BACKEND === 'cpu-1t' ? 1 : os.availableParallelism();
    engine.offerHelpers(threads - 1, spawnHelper);
    await tf.setBackend('cpu');
    return { backend: 'cpu', threads };
  }
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const backend = await engine.createWebgpuBackend(create([]), { software: true });
  engine.provideBackend('webgpu', () => backend);
  finish = () => backend.finish();
  await tf.setBackend('webgpu');
  return { backend: 'webgpu' };
}

/** The CPU has the numbers at hand and answers at once; a GPU is waited for. */
const read = (tensor) => (GPU ? tensor.item() : tensor.itemSync());
/** Storage on a GPU, and of large tensors on the CPU, is given back by hand; what is small is the garbage collector's. */
const scoped = (fn, large = false) => (GPU || large ? tf.tidy(fn) : fn());

export function scalarGraph() {
  const x = tf.constant(SCALAR.x);
  const c = tf.constant(SCALAR.c);
  const run = () =>
    scoped(() => {
      const tape = new tf.GradientTape();
      tape.watch(x);
      const y = tape.record(() => {
        let v = x;
        for (let i = 0; i < SCALAR.triples; i++) v = tf.tanh(tf.add(tf.multiply(v, x), c));
        return tf.multiply(v, x);
      });
      return [y, tape.gradient(y, x)];
    });
  return {
    step: () => read(run()[1]),
    check: async () => Promise.all(run().map((one) => one.item())),
  };
}

export function seedStep() {
  const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1)]);
  model.build([1, 1]);
  model.setWeights([[[SEED.w]], [SEED.b]]);
  const optimizer = new tf.optimizers.SGD({ learningRate: SEED.learningRate });
  const x = tf.constant([[SEED.x]]);
  const y = tf.constant([[SEED.y]]);
  return trainer(() => tf.losses.mse(y, model.call(x)), model.trainableVariables, optimizer);
}

export function smallMlpStep() {
  const { x, y, weights } = smallData();
  const [w1, b1, w2, b2, w3, b3] = variables(weights);
  const inputs = tf.constant(x, { shape: [SMALL.batch, SMALL.sizes[0]] });
  const labels = tf.constant(y, { shape: [SMALL.batch, 1] });
  const optimizer = new tf.optimizers.SGD({ learningRate: SMALL.learningRate });
  const loss = () => {
    const h1 = tf.tanh(tf.add(tf.matmul(inputs, w1), b1));
    const h2 = tf.tanh(tf.add(tf.matmul(h1, w2), b2));
    return tf.reduceMean(tf.square(tf.subtract(tf.add(tf.matmul(h2, w3), b3), labels)));
  };
  return trainer(loss, [w1, b1, w2, b2, w3, b3], optimizer, true);
}

export function mlpStep() {
  const { x, labels, weights } = mlpData();
  const [w1, b1, w2, b2] = variables(weights);
  const inputs = tf.constant(x, { shape: [MLP.batch, MLP.inputs] });
  const yTrue = tf.constant(labels, { shape: [MLP.batch, MLP.classes] });
  const optimizer = new tf.optimizers.SGD({ learningRate: MLP.learningRate });
  const loss = () => {
    const hidden = tf.nn.relu(tf.add(tf.matmul(inputs, w1), b1));
    const logits = tf.add(tf.matmul(hidden, w2), b2);
    return tf.reduceMean(tf.nn.softmaxCrossEntropyWithLogits(yTrue, logits));
  };
  return trainer(loss, [w1, b1, w2, b2], optimizer, true);
}

export function matmul(n) {
  const [a, b] = [31, 32].map((seed) => tf.constant(numbers(seed, n * n), { shape: [n, n] }));
  const step = () => {
    tf.matmul(a, b).dispose();
    return GPU ? finish().then(() => 0) : 0;
  };
  return {
    step,
    check: async () => {
      const c = await tf.matmul(a, b).data();
      return [c[0], c[c.length - 1], c.reduce((sum, value) => sum + Math.abs(value), 0)];
    },
  };
}

export function elementwise() {
  const x = tf.constant(numbers(41, ELEMENTS.n, ELEMENTS.scale));
  const { step, run } = differentiated([x], () => tf.reduceSum(tf.multiply(tf.tanh(x), x)));
  const check = async () => {
    const [y, d] = await numbersOf(run());
    return [y, d[0], d[d.length - 1], sumAbs(d)];
  };
  return { step, check };
}

export function conv() {
  const { x: images, w: filters } = convData();
  const [x, w] = [images, filters].map(({ shape, data }) => tf.constant(data, { shape }));
  const loss = () => tf.multiply(tf.reduceSum(tf.square(tf.nn.conv2d(x, w, 1, 'SAME'))), 0.5);
  const { step, run } = differentiated([x, w], loss);
  const check = async () => {
    const [y, dx, dw] = await numbersOf(run());
    return [y, sumAbs(dx), sumAbs(dw), dx[0], dw[0]];
  };
  return { step, check };
}

/** The value as a number, the gradients as arrays. */
async function numbersOf([value, ...gradients]) {
  return [await value.item(), ...(await Promise.all(gradients.map((one) => one.data())))];
}

const sumAbs = (list) => list.reduce((sum, value) => sum + Math.abs(value), 0);

/** A value and its gradients by `sources`; a step makes all of them and reads the value. */
function differentiated(sources, valueOf) {
  const run = tf.function(() => {
    const tape = new tf.GradientTape();
    tape.watch(sources);
    const value = tape.record(valueOf);
    return [value, ...tape.gradient(value, sources)];
  });
  const step = () => {
    const [value, ...gradients] = tf.tidy(run);
    for (const one of gradients) one.dispose();
    return read(value);
  };
  return { run, step };
}

function variables(weights) {
  return weights.map(({ shape, data }) => new tf.Variable(tf.constant(data, { shape })));
}

/** A training step as a person writes it, traced: record, differentiate, apply; the loss is read. */
function trainer(lossOf, weights, optimizer, large = false) {
  const train = tf.function(() => {
    const tape = new tf.GradientTape();
    const loss = tape.record(lossOf);
    const gradients = tape.gradient(loss, weights);
    optimizer.applyGradients(weights.map((weight, i) => [gradients[i], weight]));
    return loss;
  });
  const step = () => read(scoped(train, large));
  return { step, check: async () => [await step(), await step(), await step()] };
}
