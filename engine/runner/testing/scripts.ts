/** Scripts of the shapes that lessons have, for tests. */
const xor = (optimizer: string, steps: number) => `import * as tf from 'tapedeck';
const x = tf.constant([[0, 0], [0, 1], [1, 0], [1, 1]]);
const yTrue = tf.constant([[0], [1], [1], [0]]);
const model = new tf.keras.Sequential([
  new tf.keras.layers.Dense(8, { activation: 'tanh' }),
  new tf.keras.layers.Dense(1, { activation: 'sigmoid' }),
]);
const optimizer = ${optimizer};
for (let step = 0; step <= ${steps}; step++) {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => tf.reduceMean(tf.losses.mse(yTrue, model.call(x))));
  const gradients = tape.gradient(loss, model.trainableVariables);
  optimizer.applyGradients(zip(gradients, model.trainableVariables));
}
`;

export const XOR_SCRIPT = xor('new tf.optimizers.SGD({ learningRate: 0.5, momentum: 0.9 })', 300);

export const adamScript = (steps: number) => xor('new tf.optimizers.Adam({ learningRate: 0.01 })', steps);

/** A tape of `ops` ops in a row. */
export const chainScript = (ops: number) => `import * as tf from 'tapedeck';
const x = new tf.Variable(1.0);
const tape = new tf.GradientTape();
const y = tape.record(() => {
  let value = tf.multiply(x, 1.0001);
  for (let i = 1; i < ${ops}; i++) value = tf.add(value, 0.0001);
  return value;
});
const g = tape.gradient(y, x);
`;
