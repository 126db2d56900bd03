import { expect, it } from 'vitest';
import type { ScriptName } from '../../engine/protocol';
import { pythonImports, pythonNameBefore, pythonNames, pythonSignature, snakeCase } from './pythonNames';

it('writes names with underscores, and classes as they are', () => {
  const pairs = [
    ['reduceSum', 'reduce_sum'],
    ['log1p', 'log1p'],
    ['conv2dTranspose', 'conv2d_transpose'],
    ['l2Normalize', 'l2_normalize'],
    ['softmaxCrossEntropyWithLogits', 'softmax_cross_entropy_with_logits'],
    ['float32', 'float32'],
    ['GradientTape', 'GradientTape'],
    ['SGD', 'SGD'],
  ];
  for (const [camel, snake] of pairs) expect(snakeCase(camel)).toBe(snake);
});

it('writes signatures with keyword arguments', () => {
  expect(pythonSignature('topK(input, { k = 1, sorted = true })')).toBe('top_k(input, k=1, sorted=True)');
  expect(pythonSignature("pad(tensor, paddings, { mode = 'CONSTANT', name = null })")).toBe(
    "pad(tensor, paddings, mode='CONSTANT', name=None)",
  );
});

it('changes paths part by part', () => {
  const name: ScriptName = { path: 'tf.math.reduceSum', kind: 'function', signature: null, doc: null };
  expect(pythonNames([name])).toEqual([{ ...name, path: 'tf.math.reduce_sum' }]);
});

const SEED =
  'import tensorflow as tf\n\nfrom tensorflow.keras import Sequential\nfrom tensorflow.keras.layers import Dense';
const at = (line: string) => pythonNameBefore(`${SEED}\n${line}`, `${SEED}\n${line}`);

it('finds the place in tf before the cursor', () => {
  expect(at('y = tf.')).toEqual({ space: 'tf', typed: '' });
  expect(at('loss(tf.keras.layers.De')).toEqual({ space: 'tf.keras.layers', typed: 'De' });
  expect(at('Sequential.fi')).toEqual({ space: 'tf.keras.Sequential', typed: 'fi' });
  expect(at('model.fi')).toBeNull();
  expect(at('tf')).toBeNull();
});

it('completes what is imported', () => {
  expect(at('from tensorflow.keras.layers import De')).toEqual({ space: 'tf.keras.layers', typed: 'De' });
  expect(at('from tensorflow.keras import Sequential, la')).toEqual({ space: 'tf.keras', typed: 'la' });
});

it('knows what imports call parts of tf', () => {
  const code = [
    'import tensorflow.keras as K',
    'from tensorflow import keras, math as m',
    'from keras import (layers,',
    '  losses)',
    'nn = tf.nn  # short',
  ].join('\n');
  expect(Object.fromEntries(pythonImports(code))).toEqual({
    K: 'tf.keras',
    keras: 'tf.keras',
    m: 'tf.math',
    layers: 'tf.keras.layers',
    losses: 'tf.keras.losses',
    nn: 'tf.nn',
  });
});
