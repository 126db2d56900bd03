/** What TensorFlow's tensors, variables, tapes and functions do and print in Python. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openPython, type PythonWorld } from './testing/pythonWorld';

let python: PythonWorld;
beforeAll(async () => {
  python = await openPython();
  python.run('import tensorflow as tf');
}, 60_000);

const shows = (source: string, text: string) => () => expect(python.run(source)).toBe(text);
const raises = (source: string, text: string) => () => expect(python.fails(source)).toBe(text);

describe('a tensor prints', () => {
  test('its number', shows('tf.constant(8.0)', '<tf.Tensor: shape=(), dtype=float32, numpy=8.0>'));
  test(
    'whole numbers',
    shows('tf.constant([1, 2])', '<tf.Tensor: shape=(2,), dtype=int32, numpy=array([1, 2], dtype=int32)>'),
  );
  test('truth', shows('tf.constant(1) < 2', '<tf.Tensor: shape=(), dtype=bool, numpy=True>'));
  test(
    'several lines',
    shows(
      'tf.constant([[1., 2.], [3., 4.]])',
      '<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[1., 2.],\n       [3., 4.]], dtype=float32)>',
    ),
  );
  test('as text', shows('print(tf.constant(8.0))', 'tf.Tensor(8.0, shape=(), dtype=float32)'));
  test(
    'as text of several lines',
    shows('print(tf.ones([2, 2]))', 'tf.Tensor(\n[[1. 1.]\n [1. 1.]], shape=(2, 2), dtype=float32)'),
  );
  test('int64 where TensorFlow has it', shows('tf.argmax([1., 5.])', '<tf.Tensor: shape=(), dtype=int64, numpy=1>'));
  test(
    'in an f-string',
    shows('print(f"{tf.constant(2.5):.3f} {tf.constant(2.5)}")', '2.500 tf.Tensor(2.5, shape=(), dtype=float32)'),
  );
  test('its dtype', shows('print(tf.float32)', "<dtype: 'float32'>"));
  test('its shape', shows('print(tf.ones([2, 3]).shape); tf.ones([2, 3]).shape', '(2, 3)\nTensorShape([2, 3])'));
});

describe('a tensor', () => {
  test(
    'takes its operand’s dtype',
    shows(
      '(tf.constant([1., 2.]) * 2, 1 - tf.constant(3))',
      '(<tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 4.], dtype=float32)>, <tf.Tensor: shape=(), dtype=int32, numpy=-2>)',
    ),
  );
  test(
    'has all operators',
    shows(
      'x = tf.constant(7.0)\n[float(y) for y in (x + 1, x - 1, x * 2, x / 2, x // 2, x % 4, x ** 2, -x, abs(-x), 2 ** tf.constant(3.0), 1 / x)]',
      '[8.0, 6.0, 14.0, 3.5, 3.0, 3.0, 49.0, -7.0, 7.0, 8.0, 0.1428571492433548]',
    ),
  );
  test('compares by element', shows('(tf.constant([1, 2]) == [1, 3]).numpy()', 'array([ True, False])'));
  test(
    'is indexed as an array',
    shows(
      't = tf.reshape(tf.range(12), [3, 4])\n[t[0].numpy().tolist(), t[:, 1].numpy().tolist(), t[-1, ::-1].numpy().tolist(), t[..., None].shape, t[1:, :2].numpy().tolist(), t[t > 9].numpy().tolist(), t[0, tf.newaxis].shape]',
      '[[0, 1, 2, 3], [1, 5, 9], [11, 10, 9, 8], TensorShape([3, 4, 1]), [[4, 5], [8, 9]], [10, 11], TensorShape([1, 4])]',
    ),
  );
  test('is iterated and counted', shows('[len(tf.range(3)), [int(i) for i in tf.range(3)]]', '[3, [0, 1, 2]]'));
  test(
    'reads as numbers',
    shows(
      '(float(tf.constant(2)), int(tf.constant(2.7)), bool(tf.constant(0)), tf.constant(8.0).numpy())',
      '(2.0, 2, False, np.float32(8.0))',
    ),
  );
  test(
    'has no hash',
    raises('hash(tf.constant(1))', 'TypeError: Tensor is unhashable. Instead, use tensor.ref() as the key.'),
  );
  test('has one by reference', shows('x = tf.constant(1)\n{x.ref(): 5}[x.ref()]', '5'));
  test(
    'refuses a fraction beside whole numbers',
    raises('tf.constant(1) + 1.5', 'TypeError: Cannot convert 1.5 to EagerTensor of dtype int32'),
  );
});

describe('a name that is not there', () => {
  test(
    'says so',
    raises('tf.foo', "AttributeError: module 'tensorflow' has no attribute 'foo' (Tapedeck has no tf.foo yet)"),
  );
  test(
    'says so in an import',
    raises(
      'from tensorflow.nn import foo',
      "ImportError: cannot import name 'foo' from 'tensorflow.nn' (Tapedeck has no tf.nn.foo yet)",
    ),
  );
  test('is not a module', raises('import tensorflow.foo', "ModuleNotFoundError: No module named 'tensorflow.foo'"));
});

describe('arguments', () => {
  test(
    'that are missing are told by Python',
    raises('tf.reduce_sum()', "TypeError: reduce_sum() missing 1 required positional argument: 'input_tensor'"),
  );
  test(
    'that do not exist are told by Python',
    raises(
      'tf.reduce_sum([1.], axes=1)',
      "TypeError: reduce_sum() got an unexpected keyword argument 'axes'. Did you mean 'axis'?",
    ),
  );
  test(
    'go by position and by name',
    shows(
      '[float(x) for x in (tf.reduce_sum([[1., 2.]], 1)[0], tf.reduce_sum(input_tensor=[1., 2.], name="s"))]',
      '[3.0, 3.0]',
    ),
  );
  test(
    'of another shape are the op’s matter',
    raises(
      'tf.matmul(tf.ones([2, 3]), tf.ones([2, 3]))',
      'tensorflow.python.framework.errors_impl.InvalidArgumentError: matmul: inner dimensions differ: [2, 3] × [2, 3]',
    ),
  );
  test(
    'that are ragged',
    raises('tf.constant([[1, 2], [3]])', "ValueError: Can't convert non-rectangular Python sequence to Tensor."),
  );
});

describe('a variable', () => {
  test('prints', shows('tf.Variable(4.0)', "<tf.Variable 'Variable:0' shape=() dtype=float32, numpy=4.0>"));
  test(
    'is assigned to',
    shows(
      'v = tf.Variable([1., 2.])\nv.assign_add([1., 1.]); v.assign_sub([0.5, 0.5])\nv',
      "<tf.Variable 'Variable:0' shape=(2,) dtype=float32, numpy=array([1.5, 2.5], dtype=float32)>",
    ),
  );
  test(
    'has a scope’s name',
    shows('with tf.name_scope("outer"):\n    v = tf.Variable(1.0, name="inner")\nv.name', "'outer/inner:0'"),
  );
  test(
    'belongs to modules',
    shows(
      'class M(tf.Module):\n    def __init__(self):\n        super().__init__()\n        self.w = tf.Variable(5.0, name="w")\n        self.b = tf.Variable(1.0, trainable=False)\nm = M()\n(m.trainable_variables, len(m.variables), m.name)',
      "((<tf.Variable 'w:0' shape=() dtype=float32, numpy=5.0>,), 2, 'm')",
    ),
  );
});

describe('a tape', () => {
  test(
    'gives gradients in the structure of the sources',
    shows(
      'x = tf.Variable(2.0)\nwith tf.GradientTape(persistent=True) as t:\n    y = x * x\n    z = y * y\n[float(g) for g in (t.gradient(z, x), t.gradient(z, y), t.gradient(z, {"a": x})["a"])]',
      '[32.0, 8.0, 32.0]',
    ),
  );
  test(
    'answers once',
    raises(
      'with tf.GradientTape() as t:\n    y = x * x\nt.gradient(y, x); t.gradient(y, x)',
      'RuntimeError: A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)',
    ),
  );
  test(
    'gives None where there is no path',
    shows('with tf.GradientTape() as t:\n    y = x * x\nt.gradient(y, tf.Variable(1.0)) is None', 'True'),
  );
  test(
    'or zeros',
    shows(
      'with tf.GradientTape() as t:\n    y = x * x\nfloat(t.gradient(y, tf.Variable(1.0), unconnected_gradients=tf.UnconnectedGradients.ZERO))',
      '0.0',
    ),
  );
  test(
    'nests',
    shows(
      'with tf.GradientTape() as outer:\n    with tf.GradientTape() as inner:\n        y = x ** 3\n    dy = inner.gradient(y, x)\nfloat(outer.gradient(dy, x))',
      '12.0',
    ),
  );
  test(
    'gives jacobians',
    shows(
      'a = tf.constant([1., 2.])\nwith tf.GradientTape() as t:\n    t.watch(a)\n    y = a ** 2\nt.jacobian(y, a).numpy().tolist()',
      '[[2.0, 0.0], [0.0, 4.0]]',
    ),
  );
  test(
    'takes upstream gradients',
    shows(
      'with tf.GradientTape() as t:\n    y = x * [1., 2.]\nfloat(t.gradient(y, x, output_gradients=tf.constant([1., 10.])))',
      '21.0',
    ),
  );
  test(
    'stops recording',
    shows(
      'with tf.GradientTape() as t:\n    y = x * x\n    with t.stop_recording():\n        z = x * 3.0\nt.gradient(z, x) is None',
      'True',
    ),
  );
  test(
    'ends with an exception',
    shows(
      'try:\n    with tf.GradientTape() as t:\n        raise KeyError("inside")\nexcept KeyError as error:\n    print(repr(error))\nwith t:\n    y = x * x\nfloat(t.gradient(y, x))',
      "KeyError('inside')\n4.0",
    ),
  );
  test(
    'knows what it watched',
    shows('with tf.GradientTape() as t:\n    y = x * x\n[v.name for v in t.watched_variables()]', "['Variable:0']"),
  );
  test(
    'has a custom gradient',
    shows(
      '@tf.custom_gradient\ndef clip(y):\n    def backward(dy):\n        return tf.clip_by_norm(dy, 0.5)\n    return y, backward\nwith tf.GradientTape() as t:\n    y = clip(x * x)\nfloat(t.gradient(y, x))',
      '2.0',
    ),
  );
  test(
    'lets an exception of a gradient through',
    raises(
      '@tf.custom_gradient\ndef bad(y):\n    def backward(dy):\n        raise LookupError("mine")\n    return y * 1.0, backward\nwith tf.GradientTape() as t:\n    y = bad(x)\nt.gradient(y, x)',
      'LookupError: mine',
    ),
  );
  test(
    'goes forwards',
    shows(
      'p = tf.constant([1.0, 2.0])\nwith tf.autodiff.ForwardAccumulator(p, tf.constant([1.0, 0.0])) as acc:\n    y = tf.reduce_sum(p ** 2)\nfloat(acc.jvp(y))',
      '2.0',
    ),
  );
});

describe('tf.function', () => {
  test(
    'runs Python once for each signature',
    shows(
      '@tf.function\ndef f(a, b=2.0):\n    print("tracing")\n    return a * b, {"s": a + b}\n[float(f(tf.constant(1.0))[0]), float(f(tf.constant(3.0))[0]), float(f(tf.constant(3.0), 3.0)[1]["s"])]',
      'tracing\ntracing\n[2.0, 6.0, 6.0]',
    ),
  );
  test(
    'decides by numbers where it must',
    shows(
      '@tf.function\ndef g(x):\n    print("tracing")\n    if tf.reduce_sum(x) > 0:\n        return x\n    return -2.0 * x\n[g(tf.constant([1.0])).numpy().tolist(), g(tf.constant([-1.0])).numpy().tolist()]',
      'tracing\n[[1.0], [2.0]]',
    ),
  );
  test(
    'is a method too',
    shows(
      'class Net(tf.Module):\n    def __init__(self):\n        self.w = tf.Variable([[1.], [2.]]); self.steps = 0\n    @tf.function\n    def __call__(self, x):\n        self.steps += 1\n        return x @ self.w\nnet = Net()\n[float(net(tf.ones([1, 2]))), float(net(tf.ones([1, 2]))), net.steps]',
      '[3.0, 3.0, 1]',
    ),
  );
  test(
    'holds arguments against its signature',
    raises(
      '@tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])\ndef sq(x):\n    return x * x\nsq(tf.constant(1))',
      'TypeError: Binding inputs to tf.function failed due to `Can not cast TensorSpec(shape=(), dtype=tf.int32, name=None) to TensorSpec(shape=(None,), dtype=tf.float32, name=None)`.',
    ),
  );
  test(
    'lets exceptions through',
    raises('@tf.function\ndef boom(x):\n    raise LookupError("mine")\nboom(tf.constant(1.0))', 'LookupError: mine'),
  );
});

describe('arrays', () => {
  test(
    'go in and come out',
    shows(
      'a = tf.constant([[1., 2.], [3., 4.]]).numpy()\n(tf.constant(a)[0].numpy().tolist(), (a + tf.constant(1.0)).numpy().tolist(), (tf.constant(1.0) + a)[1].numpy().tolist(), float(tf.reduce_sum(a)), tf.constant(a[0, 0]).dtype)',
      '([1.0, 2.0], [[2.0, 3.0], [4.0, 5.0]], [4.0, 5.0], 10.0, tf.float32)',
    ),
  );
  test(
    'keep int64 in sight',
    shows(
      'i = tf.argmax([1., 2.])\n(i.dtype, (i + 1).dtype, i.numpy(), tf.cast(i, tf.int32).dtype)',
      '(tf.int64, tf.int64, np.int64(1), tf.int32)',
    ),
  );
});

describe('what goes with TensorFlow', () => {
  test(
    'recomputes for a gradient',
    shows(
      'x = tf.Variable(2.0)\nf = tf.recompute_grad(lambda a: a * a * a)\nwith tf.GradientTape() as t:\n    y = f(x)\nfloat(t.gradient(y, x))',
      '12.0',
    ),
  );
  test(
    'asserts',
    raises(
      'tf.debugging.assert_near(tf.constant(1.0), 1.0)\ntf.debugging.assert_positive(tf.constant([1.0, -1.0]))',
      'tensorflow.python.framework.errors_impl.InvalidArgumentError: Condition x > 0 did not hold element-wise.',
    ),
  );
  test(
    'repeats its random numbers by the seed',
    shows(
      'def draw():\n    tf.random.set_seed(5)\n    return tf.random.normal([3]).numpy().tolist()\n(draw() == draw(), tf.random.Generator.from_seed(1).uniform([2]).numpy().tolist() == tf.random.Generator.from_seed(1).uniform([2]).numpy().tolist())',
      '(True, True)',
    ),
  );
  test(
    'has aliases at their places',
    shows(
      'import keras\n(tf.losses.mse is tf.keras.losses.mean_squared_error, tf.keras.activations.relu is tf.nn.relu, tf.optimizers.SGD is keras.optimizers.SGD, tf.math.exp is tf.exp, tf.newaxis is None, tf.executing_eagerly())',
      '(True, True, True, True, True, True)',
    ),
  );
  test(
    'has docs and signatures of its own',
    shows(
      'import inspect\nprint(inspect.signature(tf.reduce_sum), tf.reduce_sum.__doc__)\nprint(inspect.signature(keras.layers.Dropout.__init__))',
      '(input_tensor, axis=None, keepdims=False, name=None) Adds up the elements along the given axes, or all of them.\n(self, rate, noise_shape=None, seed=None, name=None, trainable=True, dtype=None, **kwargs)',
    ),
  );
});

describe('sizes', () => {
  test(
    'may be computed with in a traced function',
    shows(
      '@tf.function\ndef f(x):\n    n = tf.shape(x)[0]\n    return tf.reshape(x, [n * 2, -1]), tf.zeros([n])\n[one.shape for one in f(tf.ones([2, 4]))]',
      '[TensorShape([4, 2]), TensorShape([2])]',
    ),
  );
});

describe('a dataset', () => {
  test(
    'is batched, mapped and taken from',
    shows(
      'ds = tf.data.Dataset.from_tensor_slices((tf.range(6), [1., 2., 3., 4., 5., 6.])).map(lambda a, b: (a, b * 2)).batch(4)\n[(a.numpy().tolist(), b.numpy().tolist()) for a, b in ds]',
      '[([0, 1, 2, 3], [2.0, 4.0, 6.0, 8.0]), ([4, 5], [10.0, 12.0])]',
    ),
  );
  test(
    'is shuffled by the seed',
    shows(
      'def order():\n    tf.random.set_seed(3)\n    return [int(i) for i in tf.data.Dataset.range(8).shuffle(8)]\na = order()\n[a == order(), a != list(range(8)), sorted(a) == list(range(8))]',
      '[True, True, True]',
    ),
  );
});
