import type { LessonInfo } from '../protocol/events';

export const xor: LessonInfo = {
  id: 'xor',
  kind: 'script',
  title: 'XOR: why layers',
  summary: 'No single neuron can learn XOR. Eight hidden ones and an output learn it in a few hundred steps.',
  speed: 20,
  source: `// XOR: one or the other, but not both.
import * as tf from 'tapedeck';

const x = tf.constant([
  [0, 0], [0, 1], [1, 0], [1, 1],
]);
const yTrue = tf.constant([
  [0], [1], [1], [0],
]);

// No straight line parts these points.
// Eight hidden neurons bend the plane
// until one line is enough.
const model = new tf.keras.Sequential([
  new tf.keras.layers.Dense(8, {
    activation: 'tanh',
  }),
  new tf.keras.layers.Dense(1, {
    activation: 'sigmoid',
  }),
]);
const optimizer = new tf.optimizers.SGD({
  learningRate: 0.5,
  momentum: 0.9,
});

const steps = 600;
for (let i = 1; i <= steps; i++) {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => {
    const yPred = model.call(x);
    const each = tf.losses.mse(
      yTrue, yPred,
    );
    return tf.reduceMean(each);
  });
  const weights = model.trainableVariables;
  const gradients = tape.gradient(
    loss, weights,
  );
  optimizer.applyGradients(
    zip(gradients, weights),
  );
  if (i % 100 === 0) {
    console.log(i, 'loss', loss.item());
  }
}

console.log('answers', model.call(x));
`,
};
