// TensorFlow.js as a contestant: BACKEND=cpu, wasm or webgpu.
import path from 'node:path';
import { createRequire } from 'node:module';
import { convData, ELEMENTS, MLP, mlpData, numbers, SCALAR, SEED, SMALL, smallData } from './workloads.mjs';

const BACKEND = process.env.BACKEND ?? 'cpu';
const GPU = BACKEND === 'webgpu';
let tf;

export async function init() {
  if (GPU) {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const navigator = { gpu: create([]), userAgent: 'node', hardwareConcurrency: 2 };
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  }
  tf = await import('@tensorflow/tfjs');
  if (BACKEND === 'wasm') {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    const home = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
    wasm.setWasmPaths(`${path.dirname(home)}/dist/`);
  }
  if (GPU) await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend(BACKEND))) throw new Error(`TensorFlow.js has no ${BACKEND} here`);
  await tf.ready();
  return { backend: tf.getBackend(), version: tf.version.tfjs };
}

function read(tensor) {
  if (GPU) return tensor.data().then((data) => (tensor.dispose(), data[0]));
  const value = tensor.dataSync()[0];
  tensor.dispose();
  return value;
}

export function scalarGraph() {
  const x = tf.scalar(SCALAR.x);
  const c = tf.scalar(SCALAR.c);
  const both = tf.valueAndGrad((start) => {
    let v = start;
    for (let i = 0; i < SCALAR.triples; i++) v = tf.tanh(tf.add(tf.mul(v, start), c));
    return tf.mul(v, start);
  });
  return {
    step: () => {
      const { value, grad } = both(x);
      value.dispose();
      return read(grad);
    },
    check: async () => {
      const { value, grad } = both(x);
      return [await read(value), await read(grad)];
    },
  };
}

export function seedStep() {
  const x = tf.tensor2d([[SEED.x]]);
  const y = tf.tensor2d([[SEED.y]]);
  const [w, b] = [tf.variable(tf.tensor2d([[SEED.w]])), tf.variable(tf.tensor1d([SEED.b]))];
  const loss = () => tf.mean(tf.squaredDifference(tf.add(tf.matMul(x, w), b), y));
  return trainer(loss, [w, b], SEED.learningRate);
}

export function smallMlpStep() {
  const { x, y, weights } = smallData();
  const [w1, b1, w2, b2, w3, b3] = variables(weights);
  const inputs = tf.tensor(x, [SMALL.batch, SMALL.sizes[0]]);
  const labels = tf.tensor(y, [SMALL.batch, 1]);
  const loss = () => {
    const h1 = tf.tanh(tf.add(tf.matMul(inputs, w1), b1));
    const h2 = tf.tanh(tf.add(tf.matMul(h1, w2), b2));
    return tf.mean(tf.square(tf.sub(tf.add(tf.matMul(h2, w3), b3), labels)));
  };
  return trainer(loss, [w1, b1, w2, b2, w3, b3], SMALL.learningRate);
}

export function mlpStep() {
  const { x, labels, weights } = mlpData();
  const [w1, b1, w2, b2] = variables(weights);
  const inputs = tf.tensor(x, [MLP.batch, MLP.inputs]);
  const yTrue = tf.tensor(labels, [MLP.batch, MLP.classes]);
  const loss = () => {
    const hidden = tf.relu(tf.add(tf.matMul(inputs, w1), b1));
    const logits = tf.add(tf.matMul(hidden, w2), b2);
    return tf.neg(tf.mean(tf.sum(tf.mul(yTrue, tf.logSoftmax(logits)), -1)));
  };
  return trainer(loss, [w1, b1, w2, b2], MLP.learningRate);
}

export function elementwise() {
  const x = tf.tensor1d(numbers(41, ELEMENTS.n, ELEMENTS.scale));
  const both = tf.valueAndGrads((u) => tf.sum(tf.mul(tf.tanh(u), u)));
  return differentiated(both, [x], ([y, d]) => [y[0], d[0], d[d.length - 1], sumAbs(d)]);
}

export function conv() {
  const { x, w } = convData();
  const tensors = [x, w].map(({ shape, data }) => tf.tensor(data, shape));
  const both = tf.valueAndGrads((u, v) => tf.mul(tf.sum(tf.square(tf.conv2d(u, v, 1, 'same'))), 0.5));
  return differentiated(both, tensors, ([y, dx, dw]) => [y[0], sumAbs(dx), sumAbs(dw), dx[0], dw[0]]);
}

/** The device is done when a number of the product is here; the same number for every contestant. */
export function matmul(n) {
  const [a, b] = [31, 32].map((seed) => tf.tensor2d(numbers(seed, n * n), [n, n]));
  const product = () => tf.matMul(a, b);
  const corner = () => tf.tidy(() => tf.slice(product(), [0, 0], [1, 1]));
  return {
    step: () => (GPU ? read(corner()) : (product().dispose(), 0)),
    check: async () => {
      const c = await product().data();
      return [c[0], c[c.length - 1], sumAbs(c)];
    },
  };
}

const sumAbs = (list) => list.reduce((sum, value) => sum + Math.abs(value), 0);

/** A value and its gradients by `sources`; a step makes all of them and reads the value. */
function differentiated(both, sources, summary) {
  const step = () => {
    const { value, grads } = both(sources);
    for (const one of grads) one.dispose();
    return read(value);
  };
  const check = async () => {
    const { value, grads } = both(sources);
    return summary(await Promise.all([value, ...grads].map((one) => one.data())));
  };
  return { step, check };
}

function variables(weights) {
  return weights.map(({ shape, data }) => tf.variable(tf.tensor(data, shape)));
}

function trainer(lossOf, weights, learningRate) {
  const optimizer = tf.train.sgd(learningRate);
  const step = () => read(optimizer.minimize(lossOf, true, weights));
  return { step, check: async () => [await step(), await step(), await step()] };
}
