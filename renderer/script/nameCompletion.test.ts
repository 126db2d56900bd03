import { expect, it } from 'vitest';
import type { ScriptName } from '../../engine/protocol';
import { nameBefore, namesIn } from './nameCompletion';

const at = (text: string) => nameBefore(text, text);

it('finds the place in tf before the cursor', () => {
  expect(at('const y = tf.')).toEqual({ space: 'tf', typed: '' });
  expect(at('loss(tf.math.to')).toEqual({ space: 'tf.math', typed: 'to' });
  expect(at('tf')).toBeNull();
  expect(at('model.ca')).toBeNull();
  expect(at('tf.exp(x).')).toBeNull();
});

it('follows what the script calls parts of tf', () => {
  expect(at('const { layers, Model: M } = tf.keras;\nnew layers.De')).toEqual({
    space: 'tf.keras.layers',
    typed: 'De',
  });
  expect(at('const { layers, Model: M } = tf.keras;\nM.')).toEqual({ space: 'tf.keras.Model', typed: '' });
  expect(at('const m = tf.math;\nm.l')).toEqual({ space: 'tf.math', typed: 'l' });
  expect(at('const y = tf.exp(x);\ny.l')).toBeNull();
});

it('offers the names of one place alone', () => {
  const names = ['tf.exp', 'tf.math', 'tf.math.exp', 'tf.mathematics'].map((path) => ({ path }) as ScriptName);
  expect(namesIn(names, 'tf.math').map(({ label }) => label)).toEqual(['exp']);
  expect(namesIn(names, 'tf').map(({ label }) => label)).toEqual(['exp', 'math', 'mathematics']);
});
