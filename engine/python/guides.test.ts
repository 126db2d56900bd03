/** What TensorFlow's guides and tutorials do, beyond the parts that have tests of their own. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openPython, type PythonWorld } from './testing/pythonWorld';

let python: PythonWorld;
beforeAll(async () => {
  python = await openPython();
  python.run(`
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
tf.random.set_seed(0)`);
}, 60_000);

const shows = (source: string, text: string) => () => expect(python.run(source)).toBe(text);
const fails = (source: string, text: string) => () => expect(python.fails(source)).toBe(text);

describe('parts of a variable', () => {
  test(
    'are assigned to',
    shows(
      `v = tf.Variable([[1., 2.], [3., 4.]])
v[0].assign([9., 8.]); v[1, 1].assign_add(1); v[:, 0].assign_sub([1., 1.])
v.numpy().tolist()`,
      '[[8.0, 8.0], [2.0, 5.0]]',
    ),
  );
  test(
    'by coordinates and by rows too',
    shows(
      `v.scatter_nd_update([[0, 0]], [0.]); v.scatter_nd_add([[1, 0]], [1.])
v.scatter_sub(tf.IndexedSlices([[1., 1.]], [1]))
v.numpy().tolist()`,
      '[[0.0, 8.0], [2.0, 4.0]]',
    ),
  );
  test(
    'and no tape hears it',
    shows(
      `with tf.GradientTape() as tape:
    v[0].assign([1., 1.])
    y = tf.reduce_sum(v)
tape.gradient(y, v).numpy().tolist()`,
      '[[1.0, 1.0], [1.0, 1.0]]',
    ),
  );
  test(
    'a tensor is not',
    fails(
      'tf.constant([1.])[0].assign(2.)',
      "AttributeError: 'tensorflow.python.framework.ops.EagerTensor' object has no attribute 'assign'",
    ),
  );
  test(
    'types have TensorFlow’s names',
    shows('[type(v).__name__, type(v + 1).__name__]', "['ResourceVariable', 'EagerTensor']"),
  );
});

describe('quotients of whole numbers', () => {
  test(
    'are float64',
    shows(
      '[tf.constant(7) / 2, tf.divide([1, 2], [2, 4]), 1 / tf.constant([4])]',
      '[<tf.Tensor: shape=(), dtype=float64, numpy=3.5>, <tf.Tensor: shape=(2,), dtype=float64, numpy=array([0.5, 0.5])>, <tf.Tensor: shape=(1,), dtype=float64, numpy=array([0.25])>]',
    ),
  );
  test('others are not', shows('(tf.constant(7.) / 2).dtype', 'tf.float32'));
});

test('masks may be lists', shows('tf.boolean_mask([1, 2, 3], [True, False, True]).numpy().tolist()', '[1, 3]'));
test('a device is a block', shows("with tf.device('CPU:0'):\n    x = tf.constant(1)\nx.numpy()", 'np.int32(1)'));
test(
  'what is not zero is counted',
  shows('tf.math.count_nonzero([[0, 1], [2, 3]], axis=0)', '<tf.Tensor: shape=(2,), dtype=int64, numpy=array([1, 2])>'),
);

test(
  'tensors of strings are refused by name',
  fails('tf.constant(["a"])', "TypeError: Tapedeck has no tensors of strings yet, got 'a'"),
);

describe('keras.ops', () => {
  test(
    'are TensorFlow’s by Keras’ names',
    shows(
      '[float(keras.ops.mean([1., 3.])), keras.ops.sum(keras.ops.ones((2, 2)), axis=0).numpy().tolist(), keras.ops.concatenate([[1], [2]], axis=0).numpy().tolist()]',
      '[2.0, [2.0, 2.0], [1, 2]]',
    ),
  );
  test('each of them is there', () => {
    expect(
      python.run(`
from _tapedeck.engine import operations
[name for name, place in operations.places().items() if not callable(operations._function(place))]`),
    ).toBe('[]');
  });
  test(
    'make layers of symbols',
    shows(
      `i = keras.Input((3,))
o = keras.ops.relu(i * 2.0 - 1.0)
m = keras.Model(i, keras.ops.mean(o, axis=1))
[m([[0., 1., 2.]]).numpy().tolist(), m.output_shape, [type(one).__name__ for one in m.layers]]`,
      "[[1.3333333730697632], (None,), ['InputLayer', 'Multiply', 'Subtract', 'Relu', 'Mean']]",
    ),
  );
  test(
    'draw numbers by a seed',
    shows(
      `s = keras.random.SeedGenerator(1)
[bool(tf.reduce_all(keras.random.normal((3,), seed=1) == keras.random.normal((3,), seed=1))), bool(tf.reduce_all(keras.random.normal((3,), seed=s) == keras.random.normal((3,), seed=s)))]`,
      '[True, False]',
    ),
  );
});

describe('training', () => {
  test(
    'a graph’s subclass has attributes, metrics and steps of its own',
    shows(
      `class Own(keras.Model):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.tracker = keras.metrics.Mean(name="loss")
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = keras.losses.MeanSquaredError()(y, self(x, training=True))
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        self.tracker.update_state(loss)
        return {"loss": self.tracker.result()}
    @property
    def metrics(self):
        return [self.tracker]
i = keras.Input((2,)); m = Own(i, layers.Dense(1)(i)); m.compile("adam")
list(m.fit(tf.ones([4, 2]), tf.ones([4, 1]), verbose=0).history)`,
      "['loss']",
    ),
  );
  test(
    'evaluate runs a test_step of its own',
    shows(
      `class Tested(keras.Model):
    def test_step(self, data):
        return {"answer": tf.constant(42.)}
i = keras.Input((2,)); m = Tested(i, layers.Dense(1)(i)); m.compile(loss="mse")
m.evaluate(tf.ones([4, 2]), tf.ones([4, 1]), verbose=0)`,
      '42.0',
    ),
  );
  test(
    'subclasses have several outputs, in order',
    shows(
      `class Two(keras.Model):
    def __init__(self):
        super().__init__()
        self.a = layers.Dense(1); self.b = layers.Dense(3)
    def call(self, x):
        return self.a(x), self.b(x)
m = Two(); m.compile("sgd", loss=["mse", "mae"])
h = m.fit(tf.ones([8, 4]), (tf.ones([8, 1]), tf.ones([8, 3])), verbose=0)
[list(h.history), [one.shape for one in m.predict(tf.ones([2, 4]), verbose=0)]]`,
      "[['loss', 'mae_loss', 'mse_loss'], [(2, 1), (2, 3)]]",
    ),
  );
  test(
    'or by name',
    shows(
      `class Named(Two):
    def call(self, x):
        return {"b": self.b(x), "a": self.a(x)}
m = Named(); m.compile("sgd", loss={"a": "mse", "b": "mse"})
h = m.fit(tf.ones([8, 4]), {"a": tf.ones([8, 1]), "b": tf.ones([8, 3])}, verbose=0)
[list(h.history), {name: one.shape for name, one in m.predict(tf.ones([2, 4]), verbose=0).items()}]`,
      "[['a_loss', 'b_loss', 'loss'], {'a': (2, 1), 'b': (2, 3)}]",
    ),
  );
  test('takes generators', () => {
    const told = python.run(`
def batches():
    while True:
        yield tf.ones([2, 2]), tf.ones([2, 1])
m = keras.Sequential([layers.Dense(1)]); m.compile("sgd", "mse")
h = m.fit(batches(), steps_per_epoch=3, epochs=2)
print(len(h.history["loss"]))`);
    expect(told.replace(/\d+s \d+(ms|us|s)\/step.*/g, '')).toBe(
      `Epoch 1/2\n3/3 ${'━'.repeat(20)} \nEpoch 2/2\n3/3 ${'━'.repeat(20)} \n2`,
    );
  });
  test(
    'takes so many steps of a dataset, and batches by number',
    shows(
      `d = tf.data.Dataset.from_tensor_slices((tf.ones([8, 2]), tf.ones([8, 1]))).batch(2)
class Batches(keras.utils.PyDataset):
    def __len__(self):
        return 2
    def __getitem__(self, i):
        return tf.ones([4, 2]), tf.ones([4, 1])
steps = []
count = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: steps.append(batch))
m.fit(d, epochs=2, steps_per_epoch=2, verbose=0, callbacks=[count]); m.fit(Batches(), verbose=0, callbacks=[count])
steps`,
      '[0, 1, 0, 1, 0, 1]',
    ),
  );
  test(
    'schedules take many steps at once',
    shows(
      'keras.optimizers.schedules.InverseTimeDecay(1., 1, 1.)(tf.constant([0., 1., 3.])).numpy().tolist()',
      '[1.0, 0.5, 0.25]',
    ),
  );
  test(
    'Lambda and Normalization',
    shows(
      `m = keras.Sequential([layers.Lambda(lambda x: tf.stack([x, x**2], axis=1)), layers.Dense(1)])
m.compile("sgd", "mse"); m.fit(tf.ones([8]), tf.ones([8]), verbose=0)
n = layers.Normalization(axis=-1); n.adapt(tf.constant([[1.], [3.]]))
[m(tf.ones([3])).shape, n([[5.]]).numpy().tolist()]`,
      '[TensorShape([3, 1]), [[3.0]]]',
    ),
  );
  test(
    'files are the workbench’s business',
    fails(
      'm.load_weights("w")',
      'NotImplementedError: A notebook in Tapedeck reads no files: model.load_weights(...) is what Import does (top bar); model.set_weights(...) takes arrays',
    ),
  );
});

test(
  'a TensorArray is written and stacked, and a tape hears it',
  shows(
    `x = tf.Variable(2.)
with tf.GradientTape() as tape:
    a = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
    for i in tf.range(3):
        a = a.write(i, x * tf.cast(i, tf.float32))
    y = a.stack()
[y.numpy().tolist(), tape.gradient(y, x).numpy(), a.size().numpy(), a.read(1).numpy()]`,
    '[[0.0, 2.0, 4.0], np.float32(3.0), np.int32(3), np.float32(2.0)]',
  ),
);

describe('layers', () => {
  test(
    'of the engine’s take a call of a notebook’s own',
    shows(
      `class Twice(layers.Dense):
    def __init__(self, units, **kwargs):
        super().__init__(units, **kwargs)
        self.factor = 2
    def call(self, x):
        return super().call(x) * self.factor
one = Twice(1, kernel_initializer="ones", name="twice")
[one(tf.ones([1, 2])).numpy().tolist(), one.units, one.kernel.shape, [w.path for w in one.weights], one.name]`,
      "[[[4.0]], 1, TensorShape([2, 1]), ['twice/dense/kernel', 'twice/dense/bias'], 'twice']",
    ),
  );
  test(
    'and models are made again from their configs',
    shows(
      `i = keras.Input((4,)); m = keras.Model(i, layers.Dense(2)(i))
class Units(layers.Layer):
    def __init__(self, units):
        super().__init__(); self.units = units
    def get_config(self):
        return {"units": self.units}
[keras.Model.from_config(m.get_config()).output_shape, keras.Sequential.from_config(keras.Sequential([i, layers.Dense(3)]).get_config()).output_shape, Units.from_config(Units(3).get_config()).units, keras.activations.get("relu")(-1.0).numpy()]`,
      '[(None, 2), (None, 3), 3, np.float32(0.0)]',
    ),
  );
});

test('the engine’s warnings are Python’s, of the line in the cell', () => {
  const told = python.run(`
import contextlib, io
err = io.StringIO()
a, b = tf.Variable(1.), tf.Variable(1.)
with contextlib.redirect_stderr(err):
    for _ in range(2): keras.optimizers.SGD().apply_gradients([(tf.constant(1.), a), (None, b)])
print(err.getvalue())`);
  expect(told.match(/UserWarning/g)).toHaveLength(1);
  expect(told).toMatch(
    /^<cell \d+>:6: UserWarning: Gradients do not exist for variables \['Variable'\] when minimizing the loss\./,
  );
});

describe('tf.function', () => {
  test(
    'prints symbols while it is traced',
    shows(
      `@tf.function
def double(a):
    print("Tracing with", a, [a])
    return a + a
print(double(tf.constant(1)), double(tf.constant(2)))`,
      `Tracing with Tensor("a:0", shape=(), dtype=int32) [<tf.Tensor 'a:0' shape=() dtype=int32>]
tf.Tensor(2, shape=(), dtype=int32) tf.Tensor(4, shape=(), dtype=int32)`,
    ),
  );
  test(
    'is traced once for a signature, whatever the sizes',
    shows(
      `@tf.function(input_signature=(tf.TensorSpec(shape=[None], dtype=tf.int32),))
def half(x):
    print("Tracing with", x)
    return tf.where(x % 2 == 0, x // 2, x)
print(half(tf.constant([1, 2])).numpy(), half(tf.constant([4])).numpy(), half.experimental_get_tracing_count())`,
      `Tracing with Tensor("x:0", shape=(None,), dtype=int32)
[1 1] [2] 1`,
    ),
  );
  test(
    'prints them too where Python decides by the numbers',
    shows(
      `@tf.function
def sign(x):
    print("Tracing with", x)
    return x if x > 0 else -x
print(sign(tf.constant(-2)).numpy(), sign(tf.constant(3)).numpy())`,
      `Tracing with Tensor("x:0", shape=(), dtype=int32)
2 3`,
    ),
  );
});
