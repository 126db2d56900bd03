import { describe, expect, test } from 'vitest';
import { tf } from '../index';
import { catalogue, composites, functions } from './catalogue';
import { dtypes, linalg, math, nn, random, top } from './tree';

const camelCase = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

describe('the tf tree', () => {
  test.each([...catalogue, ...composites].map((op) => [op.name, op] as const))(
    'has %s under all its names',
    (_, op) => {
      // Raw ops name what an op is in TensorFlow's kernel list; they are no part of the tree.
      for (const name of op.tf.names.filter((one) => !one.startsWith('tf.raw_ops.'))) {
        const path = name.split('.');
        expect(path[0]).toBe('tf');
        const found = path.slice(1).reduce<unknown>((at, part) => (at as Record<string, unknown>)[camelCase(part)], tf);
        expect(found, name).toBe(functions[op.name]);
      }
    },
  );

  test('has no op under a name that its definition does not declare', () => {
    const declared = new Set([...catalogue, ...composites].flatMap((op) => op.tf.names.map(camelCase)));
    const modules = {
      'tf.math': math,
      'tf.nn': nn,
      'tf.linalg': linalg,
      'tf.dtypes': dtypes,
      'tf.random': random,
      tf: top,
    };
    for (const [place, module] of Object.entries(modules)) {
      for (const [name, value] of Object.entries(module)) {
        if ('op' in value || 'composite' in value) expect(declared, `${place}.${name}`).toContain(`${place}.${name}`);
      }
    }
  });
});
