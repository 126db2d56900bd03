import type { LessonInfo } from '../protocol/events';

export const neuron: LessonInfo = {
  id: 'neuron',
  kind: 'script',
  title: 'One neuron, step by step',
  summary: 'A neuron with one weight and one bias learns to answer 5 when it is shown 2.',
  speed: 3,
  source: `// One neuron: yPred = x · kernel + bias.
import * as tf from 'tapedeck';

const model = new tf.keras.Sequential([
  new tf.keras.layers.Dense(1),
]);
const optimizer = new tf.optimizers.SGD({
  learningRate: 0.01,
});

// Shown 2, the neuron shall answer 5.
const x = tf.constant([[2.0]]);
const yTrue = tf.constant([[5.0]]);

const steps = 50;
for (let i = 0; i < steps; i++) {
  // Forward: the tape listens while the
  // loss is made.
  const tape = new tf.GradientTape();
  const loss = tape.record(() =>
    tf.losses.mse(yTrue, model.call(x)),
  );

  // Backward: how the loss changes with
  // each weight.
  const weights = model.trainableVariables;
  const gradients = tape.gradient(
    loss, weights,
  );

  // Update: each weight moves downhill,
  // w ← w − learningRate · gradient.
  optimizer.applyGradients(
    zip(gradients, weights),
  );
}

console.log('it answers', model.call(x));
`,
};
