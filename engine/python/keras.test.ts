/** Keras in Python: models of all three kinds, training, callbacks, and classes that a notebook writes itself. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openPython, type PythonWorld } from './testing/pythonWorld';

let python: PythonWorld;
beforeAll(async () => {
  python = await openPython();
  python.run(`
import tensorflow as tf
import keras
from tensorflow import keras as second
from keras import layers
from tensorflow.keras.layers import Dense
assert keras is second and layers.Dense is Dense
tf.random.set_seed(0)`);
}, 60_000);

const shows = (source: string, text: string) => () => expect(python.run(source)).toBe(text);

/** A line of progress without its times. */
const untimed = (text: string) =>
  text.replace(/\d+s \d+(ms|us|s)\/step/g, '0s 1ms/step').replace(/\d+s - \d+(ms|us|s)\/step/g, '0s - 1ms/step');

test(
  'optimizers of a class have one name, as in Keras, and a state each',
  shows(
    `first, second = (keras.optimizers.SGD(0.1, momentum=0.9) for _ in range(2))
v = tf.Variable(1.0)
print(first.apply_gradients([(tf.constant(1.0), v)]), first.apply_gradients([(tf.constant(1.0), v)]))
print(second.apply_gradients([(tf.constant(1.0), v)]), second.name, second.iterations.numpy(), first.iterations.numpy())`,
    '<KerasVariable shape=(), dtype=int64, path=SGD/iteration> <KerasVariable shape=(), dtype=int64, path=SGD/iteration>\n' +
      '<KerasVariable shape=(), dtype=int64, path=SGD/iteration> SGD 1 2',
  ),
);

describe('a stack', () => {
  test('trains with Keras’ lines of progress', () => {
    const told = python.run(`
model = keras.Sequential([Dense(1, kernel_initializer='zeros', input_shape=(2,))])
model.compile(optimizer='sgd', loss='mse', metrics=['mae'])
history = model.fit(tf.ones([4, 2]), tf.ones([4, 1]), epochs=2, batch_size=2)
print(sorted(history.history), history.epoch, history.history['loss'])`);
    expect(untimed(told)).toBe(
      `Epoch 1/2
2/2 ━━━━━━━━━━━━━━━━━━━━ 0s 1ms/step - loss: 0.9418 - mae: 0.9700
Epoch 2/2
2/2 ━━━━━━━━━━━━━━━━━━━━ 0s 1ms/step - loss: 0.7353 - mae: 0.8571
['loss', 'mae'] [0, 1] [0.9417999982833862, 0.735309362411499]`,
    );
  });
  test('is shorter with verbose=2 and silent with 0', () => {
    expect(untimed(python.run('_ = model.fit(tf.ones([4, 2]), tf.ones([4, 1]), verbose=2)'))).toMatch(
      /^Epoch 1\/1\n1\/1 - 0s - 1ms\/step - loss: 0\.\d{4} - mae: 0\.\d{4}$/,
    );
    expect(python.run('_ = model.fit(tf.ones([4, 2]), tf.ones([4, 1]), verbose=0)')).toBe('');
  });
  test('prints its summary', () => {
    const told = python.run('keras.Sequential([keras.Input((3,)), Dense(4), Dense(1)], name="small").summary()');
    expect(told.split('\n')[0]).toBe('Model: "small"');
    expect(told).toContain('│ (None, 4)              │            16 │');
    expect(told).toContain(' Total params: 21 (84.00 B)');
  });
  test(
    'gives and takes weights as arrays',
    shows(
      'm = keras.Sequential([Dense(1)]); m.build((None, 2)); m.set_weights([[[1.0], [2.0]], [0.5]]); m.get_weights()',
      '[array([[1.],\n       [2.]], dtype=float32), array([0.5], dtype=float32)]',
    ),
  );
  test(
    'predicts arrays, evaluates numbers',
    shows(
      '(m.predict(tf.ones([2, 2]), verbose=0), m.compile(loss="mse"), m.evaluate(tf.ones([2, 2]), tf.ones([2, 1]), verbose=0))',
      '(array([[3.5],\n       [3.5]], dtype=float32), None, 6.25)',
    ),
  );
  test(
    'trains on a dataset',
    shows(
      'm.compile("sgd", "mse"); len(m.fit(tf.data.Dataset.from_tensor_slices((tf.ones([8, 2]), tf.ones([8, 1]))).shuffle(8).batch(4), epochs=3, verbose=0).history["loss"])',
      '3',
    ),
  );
});

describe('a graph', () => {
  test(
    'is made of symbols',
    shows(
      'i = keras.Input(shape=(3,)); h = Dense(4, activation="relu")(i); o = Dense(1)(h + Dense(4)(i)); g = keras.Model(inputs=i, outputs=o, name="g"); (i.shape, o.shape, g(tf.ones([2, 3])).shape, g.output_shape, len(g.layers))',
      '((None, 3), (None, 1), TensorShape([2, 1]), (None, 1), 5)',
    ),
  );
  test('takes no op of TensorFlow’s', () =>
    expect(() => python.run('tf.nn.relu(i)')).toThrow(
      'A KerasTensor cannot be used as input to a TensorFlow function',
    ));
});

describe('a layer of the notebook’s own', () => {
  test(
    'builds by the shape and owns its weights',
    shows(
      `
class Linear(layers.Layer):
    def __init__(self, units=32, **kwargs):
        super().__init__(**kwargs)
        self.units = units
    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer='ones', name='w')
        self.b = self.add_weight(shape=(self.units,), initializer='zeros', name='b', trainable=False)
    def call(self, inputs):
        return inputs @ self.w + self.b
layer = Linear(2)
(layer(tf.ones([1, 3])), [w.path for w in layer.weights], len(layer.trainable_weights), layer.built)`,
      "(<tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[3., 3.]], dtype=float32)>, ['linear/w', 'linear/b'], 1, True)",
    ),
  );
  test(
    'takes part in graphs and stacks',
    shows(
      '(Linear(5)(keras.Input((7,))).shape, keras.Sequential([Linear(4), Dense(1)])(tf.ones([2, 3])).shape)',
      '((None, 5), TensorShape([2, 1]))',
    ),
  );
  test(
    'takes and gives any structure',
    shows(
      `
class Pair(layers.Layer):
    def __init__(self):
        super().__init__()
        self.scale = tf.Variable(2.0, trainable=False)
        self.inner = [Linear(2), Linear(3)]
    def call(self, a, b=None, training=None):
        self.seen = training
        return {'x': a['p'] * self.scale, 'y': (b, a['q'])}
pair = Pair()
out = pair({'p': tf.ones([1]), 'q': tf.zeros([1])}, tf.constant([5.0]), training=True)
(out['x'].numpy().tolist(), out['y'][0].numpy().tolist(), pair.seen, len(pair.weights))`,
      '([2.0], [5.0], True, 1)',
    ),
  );
  test('without super().__init__() says so', () =>
    expect(() =>
      python.run(`
class Bad(layers.Layer):
    def __init__(self):
        pass
Bad()(tf.ones([1]))`),
    ).toThrow('forgot to call'));
});

describe('a model of the notebook’s own', () => {
  test(
    'trains as others do',
    shows(
      `
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = Linear(4)
        self.drop = layers.Dropout(0.5)
        self.last = Linear(1)
    def call(self, x, training=False):
        x = tf.nn.relu(self.first(x))
        if training:
            x = self.drop(x, training=training)
        return self.last(x)
net = Net()
net.compile(optimizer=keras.optimizers.Adam(0.01), loss=keras.losses.MeanSquaredError())
losses = net.fit(tf.ones([8, 2]), tf.ones([8, 1]), epochs=3, verbose=0).history['loss']
(len(losses), net.name, len(net.trainable_variables), [one.name for one in net.layers], net(tf.ones([1, 2])).shape)`,
      "(3, 'net', 2, ['linear_5', 'dropout', 'linear_6'], TensorShape([1, 1]))",
    ),
  );
  test(
    'may write its own training step',
    shows(
      `
class Own(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}
i = keras.Input(shape=(4,))
own = Own(i, Dense(1, kernel_initializer='zeros')(i))
own.compile(optimizer='sgd', loss='mse', metrics=['mae'])
h = own.fit(tf.ones([8, 4]), tf.ones([8, 1]), epochs=2, verbose=0).history
(h['loss'][0], h['mae'][0], len(h['loss']))`,
      '(1.0, 1.0, 2)',
    ),
  );
});

describe('what is inside', () => {
  test(
    'is found by build, without a call',
    shows(
      `
class Wide(keras.Model):
    def __init__(self):
        super().__init__()
        self.blocks = [layers.Dense(2) for _ in range(2)]
        self.out = {'x': layers.Dense(1)}
    def call(self, inputs):
        for block in self.blocks:
            inputs = block(inputs)
        return self.out['x'](inputs)
wide = Wide()
wide.build((None, 4))
ready = Linear(2)
ready.build((None, 3))
(len(wide.weights), len(ready.weights), ready(tf.ones([1, 3])).shape, len(ready.weights), wide.weights[0].dtype)`,
      "(6, 2, TensorShape([1, 2]), 2, 'float32')",
    ),
  );
  test(
    'may be sampled from, and add to the loss',
    shows(
      `
class Sampling(layers.Layer):
    def call(self, inputs):
        mean, log_var = inputs
        batch = tf.shape(mean)[0]
        dim = tf.shape(mean)[1]
        return mean + tf.exp(0.5 * log_var) * tf.random.normal(shape=(batch, dim))
class Coder(keras.Model):
    def __init__(self):
        super().__init__()
        self.mean, self.log_var, self.sampling, self.back = layers.Dense(2), layers.Dense(2), Sampling(), layers.Dense(3)
    def call(self, x):
        mean, log_var = self.mean(x), self.log_var(x)
        self.add_loss(-0.5 * tf.reduce_mean(log_var - tf.square(mean) - tf.exp(log_var) + 1.0))
        return self.back(self.sampling((mean, log_var)))
coder = Coder()
coder.compile('adam', 'mse')
(len(coder.fit(tf.ones([4, 3]), tf.ones([4, 3]), epochs=2, batch_size=2, verbose=0).history['loss']), len(coder.trainable_weights), len(coder.losses))`,
      '(2, 6, 0)',
    ),
  );
  test(
    'a metric of the notebook’s own is kept by fit',
    shows(
      `
class Hits(keras.metrics.Metric):
    def __init__(self, name='hits', **kwargs):
        super().__init__(name=name, **kwargs)
        self.hits = self.add_weight(name='hits', initializer='zeros')
    def update_state(self, y_true, y_pred, sample_weight=None):
        self.hits.assign_add(tf.reduce_sum(tf.cast(tf.abs(y_true - y_pred) < 0.5, tf.float32)))
    def result(self):
        return self.hits
m = keras.Sequential([Dense(1, kernel_initializer='ones')])
m.compile('sgd', 'mse', metrics=[Hits()])
m.fit(tf.ones([4, 1]), tf.ones([4, 1]), epochs=2, batch_size=2, verbose=0).history['hits']`,
      '[4.0, 4.0]',
    ),
  );
});

describe('around training', () => {
  test(
    'callbacks hear of epochs and end it',
    shows(
      `
class Stop(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(epoch, sorted(logs), self.model is net)
        if epoch == 1:
            self.model.stop_training = True
net.fit(tf.ones([8, 2]), tf.ones([8, 1]), epochs=5, verbose=0, callbacks=[Stop()]).epoch`,
      "0 ['loss'] True\n1 ['loss'] True\n[0, 1]",
    ),
  );
  test(
    'the engine’s callbacks take functions',
    shows(
      'm = keras.Sequential([Dense(1)])\nm.compile("sgd", "mse")\nm.fit(tf.ones([4, 2]), tf.ones([4, 1]), epochs=2, verbose=0, callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch, lr: lr * 0.5)]).history["learning_rate"]',
      '[0.005, 0.0025]',
    ),
  );
  test(
    'losses, metrics, schedules, initializers and regularizers may be Python’s',
    shows(
      `
class Half(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return tf.reduce_mean(tf.square(y_true - y_pred), axis=-1) / 2.0
class Steady(keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        return 0.5 / (tf.cast(step, tf.float32) + 1.0)
class Twos(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        return tf.ones(shape) * 2.0
def gap(y_true, y_pred):
    return tf.reduce_mean(tf.abs(y_true - y_pred))
m = keras.Sequential([Dense(1, kernel_initializer=Twos(), kernel_regularizer=lambda w: 0.25 * tf.reduce_sum(w))])
m.compile(optimizer=keras.optimizers.SGD(Steady()), loss=Half(), metrics=[gap])
h = m.fit(tf.ones([2, 1]), tf.ones([2, 1]), epochs=2, verbose=0).history
({name: one[0] for name, one in h.items()}, float(m.optimizer.learning_rate))`,
      "({'gap': 1.0, 'loss': 1.0}, 0.1666666716337204)",
    ),
  );
  test(
    'an optimizer’s rate reads and is set',
    shows(
      'o = keras.optimizers.SGD(0.1)\na = float(o.learning_rate)\no.learning_rate = 0.05\n(a, o.learning_rate.numpy(), o.iterations.numpy(), keras.optimizers.Adam().get_config()["beta_1"])',
      '(0.1, np.float32(0.05), np.int64(0), 0.9)',
    ),
  );
  test(
    'a loss is a function and an object',
    shows(
      '(float(tf.losses.mse([1.0], [3.0])), float(keras.losses.MeanSquaredError()([1.0], [3.0])), float(keras.losses.SparseCategoricalCrossentropy(from_logits=True)([0], [[0.0, 0.0]])))',
      '(4.0, 4.0, 0.6931471824645996)',
    ),
  );
  test(
    'metrics gather',
    shows(
      'a = keras.metrics.SparseCategoricalAccuracy()\na.update_state([0, 1], [[0.9, 0.1], [0.8, 0.2]])\nb = float(a.result())\na.reset_state()\n(b, float(a.result()), float(keras.metrics.Mean()([1, 2, 3])))',
      '(0.5, 0.0, 2.0)',
    ),
  );
});

test('a layer refuses what it does not know, and Python what is missing', () => {
  expect(python.fails('Dense(3, foo=1)')).toBe('ValueError: Unrecognized keyword arguments passed to Dense: {"foo":1}');
  expect(python.fails('Dense()')).toBe("TypeError: Dense.__init__() missing 1 required positional argument: 'units'");
});

test('what the engine could not follow is refused, and not passed over', () => {
  const refused = (source: string) => expect(python.fails(source)).toMatch(/^NotImplementedError: Tapedeck /);
  refused('class Mine(keras.losses.MeanSquaredError):\n    def call(self, a, b):\n        return a\nMine()');
  refused('class Mine(keras.metrics.Mean):\n    def result(self):\n        return 1\nMine()');
  refused('class Mine(keras.optimizers.Optimizer):\n    pass\nMine()');
  refused('class Mine(keras.Sequential):\n    def call(self, x):\n        return x\nMine([Dense(1)])');
});
