/** The notebook that everything began with, run unchanged. */
import { beforeAll, expect, test } from 'vitest';
import { openPython, type PythonWorld } from './testing/pythonWorld';

let python: PythonWorld;
beforeAll(async () => {
  python = await openPython();
}, 60_000);

test('the seed notebook gives its three outputs, letter by letter', () => {
  python.run(`import tensorflow as tf

from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense`);
  const second = python.run(`# Create a tensorflow variable. All operations with TF-variables can be tracked
x = tf.Variable(4.0)

# Tensorflow uses the so-called gradient tape to record operations
with tf.GradientTape() as tape:
    y = x**2
# Find the gradient of y with respect to x. dy_dx = 2x, x=4 => dy_dx = 8
dy_dx = tape.gradient(y, x)
dy_dx.numpy()`);
  expect(second).toBe('np.float32(8.0)');
  const third = python.run(`# Define a simple model with a single neuron
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])

# Define an optimizer i.e. the gradient descent algorithm to use.
optimizer = tf.optimizers.SGD(learning_rate=0.01)

# Sample data
x = tf.constant([[2.0]])  # Input
y_true = tf.constant([[5.0]])  # Target output
model(x); model.set_weights([[[1.33800925]], [0.0]])

# Forward pass and backpropagation with GradientTape
with tf.GradientTape() as tape:
    y_pred = model(x)  # Model prediction
    loss = tf.losses.mse(y_true, y_pred)  # Compute loss

# Compute the gradient of the loss function with respect to the weights/biases in the model
gradients = tape.gradient(loss, model.trainable_variables)  # Compute gradients
print(gradients)

# Update the parameters in the model
optimizer.apply_gradients(zip(gradients, model.trainable_variables))`);
  expect(third).toBe(
    `[<tf.Tensor: shape=(1, 1), dtype=float32, numpy=array([[-9.295926]], dtype=float32)>, <tf.Tensor: shape=(1,), dtype=float32, numpy=array([-4.647963], dtype=float32)>]
<KerasVariable shape=(), dtype=int64, path=SGD/iteration>`,
  );
});
