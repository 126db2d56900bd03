import { expect, it } from 'vitest';
import type { WeightEntry } from '../../engine/protocol';
import { entryBytes, loadingSnippets } from './weightFacts';

const entry = (name: string, shape: number[], dtype: WeightEntry['dtype'] = 'float32') => ({
  name,
  shape,
  dtype,
  first: [],
});

it('counts bytes by dtype and shape', () => {
  expect(entryBytes(entry('w', [2, 8]))).toBe(64);
  expect(entryBytes(entry('w', [], 'float64'))).toBe(8);
  expect(entryBytes(entry('w', [0, 5]))).toBe(0);
});

it('writes loading code for the very tensors of the file', () => {
  const tensors = [entry('sequential/dense/kernel', [2, 8]), entry('sequential/dense/bias', [8])];
  const [keras, torch] = loadingSnippets('xor "best".safetensors', tensors);
  expect(keras.code).toContain('load_file("xor \\"best\\".safetensors")');
  expect(keras.code).toContain('    w["sequential/dense/kernel"],\n    w["sequential/dense/bias"],\n');
  expect(torch.code).toContain('linear.weight.data = w["sequential/dense/kernel"].T');
  expect(torch.code).toContain('linear.bias.data = w["sequential/dense/bias"]');
});

it('numbers the layers when there are several, and only lists what is no layer', () => {
  const two = [entry('a/kernel', [2, 8]), entry('b/kernel', [8, 1])];
  expect(loadingSnippets('f', two)[1].code).toContain('linear2.weight.data = w["b/kernel"].T');
  expect(loadingSnippets('f', [entry('x', [])])[1].code).toContain('for name, tensor in w.items()');
});
