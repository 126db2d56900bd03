import { expect, it } from 'vitest';
import { tf } from '../index';
import { catalogue } from '../ops/catalogue';
import { scriptNames } from './names';

const names = new Map(scriptNames(tf).map((one) => [one.path, one]));

it('has every name of the namespace, with what it is', () => {
  expect(names.get('tf.keras')).toEqual({ path: 'tf.keras', kind: 'space', signature: null, doc: null });
  expect(names.get('tf.keras.layers.LSTM')?.kind).toBe('class');
  expect(names.get('tf.GradientTape')?.kind).toBe('class');
  expect(names.get('tf.function')?.kind).toBe('function');
});

it('writes TensorFlow’s signature as a script writes the call', () => {
  const signature = (path: string) => names.get(path)?.signature;
  expect(signature('tf.matmul')).toMatch(/^matmul\(a, b, \{ transposeA = false, transposeB = false/);
  expect(signature('tf.reduceSum')).toBe('reduceSum(inputTensor, { axis = null, keepdims = false })');
  expect(signature('tf.math.topK')).toBe('topK(input, { k = 1, sorted = true })');
  expect(signature('tf.exp')).toBe('exp(x)');
  expect(names.get('tf.exp')?.doc).toMatch(/^.+\.$/);
});

it('knows the signature and the sentence of every public op, at each of its places', () => {
  const camelCase = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  for (const { tf: declared, doc } of catalogue) {
    for (const name of declared.names.filter((one) => !one.startsWith('tf.raw_ops.'))) {
      expect(names.get(camelCase(name)), name).toMatchObject({ kind: 'function', doc });
      expect(names.get(camelCase(name))!.signature, name).toContain('(');
    }
  }
});
