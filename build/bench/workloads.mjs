// What is timed, in plain numbers: the same start for every contestant, so that their answers can be compared.

/** `n` numbers in ±scale from a hash of the index: the same everywhere. */
export function numbers(seed, n, scale = 1) {
  const offset = Math.imul(seed, 0x9e3779b9) >>> 0;
  return Float32Array.from({ length: n }, (_, i) => {
    let word = (Math.imul(i, 2654435761) + offset) >>> 0;
    word ^= word >>> 16;
    word = Math.imul(word, 0x85ebca6b);
    word ^= word >>> 13;
    word = Math.imul(word, 0xc2b2ae35);
    word ^= word >>> 16;
    return (((word >>> 0) / 4294967296) * 2 - 1) * scale;
  });
}

/** 784-128-10, ReLU, softmax cross-entropy, batch 64. */
export const MLP = { batch: 64, inputs: 784, hidden: 128, classes: 10, learningRate: 0.01 };

export function mlpData() {
  const { batch, inputs, hidden, classes } = MLP;
  const labels = new Float32Array(batch * classes);
  for (let i = 0; i < batch; i++) labels[i * classes + ((i * 7) % classes)] = 1;
  return {
    x: numbers(1, batch * inputs),
    labels,
    weights: [
      { shape: [inputs, hidden], data: numbers(2, inputs * hidden, 0.05) },
      { shape: [hidden], data: numbers(3, hidden, 0.05) },
      { shape: [hidden, classes], data: numbers(4, hidden * classes, 0.1) },
      { shape: [classes], data: numbers(5, classes, 0.1) },
    ],
  };
}

/** 2-16-16-1, tanh, mean squared error, batch 32. */
export const SMALL = { batch: 32, sizes: [2, 16, 16, 1], learningRate: 0.05 };

export function smallData() {
  const { batch, sizes } = SMALL;
  const x = numbers(11, batch * sizes[0]);
  const y = Float32Array.from({ length: batch }, (_, i) => Math.sign(x[2 * i] * x[2 * i + 1]) * 0.8);
  const scales = [0.7, 0.25, 0.25];
  const weights = scales.flatMap((scale, i) => {
    const [from, to] = [sizes[i], sizes[i + 1]];
    return [
      { shape: [from, to], data: numbers(12 + 2 * i, from * to, scale) },
      { shape: [to], data: numbers(13 + 2 * i, to, 0.1) },
    ];
  });
  return { x, y, weights };
}

/** 333 times (v = v·x, v = v + c, v = tanh v), then v·x: 1,000 ops. */
export const SCALAR = { triples: 333, x: 1.05, c: 0.001, ops: 1000 };

/** Dense(1) on one example. */
export const SEED = { x: 2, y: 5, w: 0.5, b: 0, learningRate: 0.01 };

/** y = Σ tanh(x) · x over a million numbers. */
export const ELEMENTS = { n: 1_000_000, scale: 2 };

/** 3 × 3 filters, 16 → 32 channels, on 28 × 28 images, batch 16, SAME. */
export const CONV = { batch: 16, side: 28, channels: 16, filters: 32, window: 3 };

export function convData() {
  const { batch, side, channels, filters, window } = CONV;
  return {
    x: { shape: [batch, side, side, channels], data: numbers(21, batch * side * side * channels) },
    w: { shape: [window, window, channels, filters], data: numbers(22, window * window * channels * filters, 0.1) },
  };
}

/** The function that a contestant exports, its argument, what it does, and how a time is shown. */
export const WORKLOADS = [
  {
    id: 'scalarGraph',
    title: '1,000-op scalar chain, forward and backward',
    unit: 'µs/op',
    show: (ms) => (ms * 1e3) / SCALAR.ops,
  },
  { id: 'seedStep', title: 'Dense(1) training step', unit: 'µs/step', show: (ms) => ms * 1e3 },
  { id: 'smallMlpStep', title: '2-16-16-1 MLP, batch 32, training step', unit: 'steps/s', show: (ms) => 1e3 / ms },
  { id: 'mlpStep', title: '784-128-10 MLP, batch 64, training step', unit: 'steps/s', show: (ms) => 1e3 / ms },
  { id: 'elementwise', title: 'Σ tanh(x)·x of a million numbers, and its gradient', unit: 'ms', show: (ms) => ms },
  {
    id: 'conv',
    title: '3×3 convolution 16 → 32 on 16 images of 28×28, and both gradients',
    unit: 'ms',
    show: (ms) => ms,
  },
  ...[128, 256, 512, 1024].map((n) => ({
    id: 'matmul',
    argument: n,
    title: `matrix product ${n} × ${n}`,
    unit: 'GFLOP/s',
    show: (ms) => (2 * n ** 3) / (ms * 1e6),
  })),
];
