/** A convolutional network and a traced training step: the losses that they print are those of plain loops in float64. */
import { expect, test } from '@playwright/test';
import { useApp } from '../support/launch';
import { BACKENDS, startOn, Workbench } from '../support/workbench';

const STEPS = 4;
const RATE = 0.5;

const CNN = `const { layers, Input, Sequential } = tf.keras;
const model = new Sequential([
  Input({ shape: [6, 6, 1] }),
  new layers.Conv2D(1, 3, { activation: 'tanh' }),
  new layers.MaxPooling2D(),
  new layers.Flatten(),
  new layers.Dense(1),
]);
let next = 0;
const numbers = (count) => Array.from({ length: count }, () => Math.sin(++next) / 2);
model.setWeights([tf.reshape(numbers(9), [3, 3, 1, 1]), numbers(1), tf.reshape(numbers(4), [4, 1]), numbers(1)]);
const images = tf.reshape(Array.from({ length: 72 }, (_, i) => Math.cos(i * i)), [2, 6, 6, 1]);
const answers = tf.constant([[1.0], [-1.0]]);
const optimizer = new tf.optimizers.SGD({ learningRate: ${RATE} });
for (let step = 0; step < ${STEPS}; step++) {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => tf.reduceMean(tf.square(tf.subtract(model.call(images), answers))));
  const weights = model.trainableVariables;
  optimizer.applyGradients(zip(tape.gradient(loss, weights), weights));
  print('loss', loss.item());
}`;

function lossOfCnn(weights: readonly number[]): number {
  const errors = [1, -1].map((answer, n) => {
    const pixel = (y: number, x: number): number => Math.cos((36 * n + 6 * y + x) ** 2);
    const mapped = (y: number, x: number): number =>
      Math.tanh(sum(nine.map((k) => weights[k] * pixel(y + Math.floor(k / 3), x + (k % 3)))) + weights[9]);
    const pooled = four.map((p) => {
      const [top, left] = [2 * Math.floor(p / 2), 2 * (p % 2)];
      return Math.max(...four.map((q) => mapped(top + Math.floor(q / 2), left + (q % 2))));
    });
    return sum(pooled.map((value, i) => value * weights[10 + i])) + weights[14] - answer;
  });
  return sum(errors.map((error) => error ** 2)) / 2;
}

const TRACED = `const w = new tf.Variable([[0.5], [-0.5]]);
const b = new tf.Variable(0.1);
const optimizer = new tf.optimizers.SGD({ learningRate: ${RATE} });
const trainStep = tf.function((x, y) => {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => tf.reduceMean(tf.square(tf.subtract(tf.tanh(tf.add(tf.matmul(x, w), b)), y))));
  optimizer.applyGradients(zip(tape.gradient(loss, [w, b]), [w, b]));
  return loss;
});
const x = tf.constant([[0, 0], [0, 1], [1, 0], [1, 1]]);
const y = tf.constant([[-1], [1], [1], [1]]);
for (let step = 0; step < ${STEPS}; step++) print('loss', trainStep(x, y).item());`;

function lossOfTraced([w0, w1, b]: readonly number[]): number {
  const errors = four.map((i) => {
    const [x0, x1] = [Math.floor(i / 2), i % 2];
    return Math.tanh(x0 * w0 + x1 * w1 + b) - (i === 0 ? -1 : 1);
  });
  return sum(errors.map((error) => error ** 2)) / 4;
}

const four = [0, 1, 2, 3];
const nine = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** The losses of a descent whose gradients are central differences. */
function descend(loss: (weights: readonly number[]) => number, start: readonly number[]): number[] {
  let weights = [...start];
  return Array.from({ length: STEPS }, () => {
    const before = loss(weights);
    const moved = (i: number, by: number): number => loss(weights.map((weight, j) => (i === j ? weight + by : weight)));
    weights = weights.map((weight, i) => weight - (RATE * (moved(i, 1e-6) - moved(i, -1e-6))) / 2e-6);
    return before;
  });
}

const NETWORKS = [
  {
    title: 'a convolutional network',
    source: CNN,
    drawn: 'conv2d',
    losses: descend(
      lossOfCnn,
      Array.from({ length: 15 }, (_, i) => Math.sin(i + 1) / 2),
    ),
  },
  { title: 'a traced training step', source: TRACED, drawn: 'tanh', losses: descend(lossOfTraced, [0.5, -0.5, 0.1]) },
];

for (const backend of BACKENDS) {
  test.describe(`networks on ${backend.name}`, () => {
    const app = useApp(startOn(backend));

    for (const { title, source, drawn, losses } of NETWORKS) {
      test(`${title} trains as plain loops do, and passes its gradient check`, async () => {
        const workbench = new Workbench(app().workbench);
        await workbench.runScript(source, drawn);
        await workbench.press('Home');
        await workbench.press('Shift+ArrowRight', 2);
        await workbench.node(drawn).click();
        await expect(workbench.inspector.getByLabel('passed')).toBeVisible();
        await workbench.page.keyboard.press('Escape');

        await workbench.page.getByRole('textbox', { name: 'Steps to train' }).fill('100');
        await workbench.button(/^Train 100 steps/).click();
        const printed = workbench.page.getByRole('list', { name: 'Lines printed by the script' }).getByText(/^loss /);
        await expect(printed).toHaveCount(STEPS);
        const shown = (await printed.allInnerTexts()).map((text) => Number(text.replace('loss ', '')));
        shown.forEach((loss, step) => expect(loss, `loss of step ${step + 1}`).toBeCloseTo(losses[step], 5));
        expect(losses[STEPS - 1]).toBeLessThan(losses[0]);
      });
    }
  });
}
