import { expect, it } from 'vitest';
import { entryBytes, firstText, renamed, sizeText, trainedText } from './exportText';

it('counts bytes by dtype and shape', () => {
  expect(entryBytes({ dtype: 'float32', shape: [2, 8] })).toBe(64);
  expect(entryBytes({ dtype: 'float64', shape: [] })).toBe(8);
  expect(entryBytes({ dtype: 'float32', shape: [0, 5] })).toBe(0);
});

it('shows the first numbers, and that there are more', () => {
  expect(firstText({ first: [1, -0.5, 0, 4], shape: [8], dtype: 'float32' })).toBe('1, −0.5, 0, …');
  expect(firstText({ first: [1, 0], shape: [2], dtype: 'bool' })).toBe('true, false');
  expect(firstText({ first: [Math.fround(0.123456789)], shape: [1, 1], dtype: 'float32' })).toBe('0.12345679');
  expect(firstText({ first: [], shape: [0], dtype: 'float32' })).toBe('empty');
});

it('says how much there is', () => {
  const tensors = [{ name: 'w', kind: 'weight' as const, dtype: 'float32' as const, shape: [1], first: [1] }];
  expect(sizeText({ files: [{ name: 'a', size: 120 }], tensors })).toBe('120 B · 1 tensor · 1 number');
  const two = [
    { name: 'a', size: 1000 },
    { name: 'b', size: 500 },
  ];
  expect(sizeText({ files: two, tensors: [] })).toBe('1.5 kB · 2 files');
});

it('writes the name that a person chose into the code', () => {
  const snippets = [{ title: 'x', code: 'load("xor-step-1.npz")' }];
  expect(renamed(snippets, 'xor-step-1.npz', 'my "$&".npz')[0].code).toBe('load("my \\"$&\\".npz")');
});

it('says what the notes of a file know', () => {
  expect(trainedText({ lesson: 'xor', step: '500', loss: '0.25429672002' })).toBe(
    'lesson xor · step 500 · loss ≈0.2543',
  );
  expect(trainedText({ lesson: 'script', step: '1' })).toBe('a script · step 1');
  expect(trainedText({ lesson: 'notebook', step: '2' })).toBe('a notebook · step 2');
  expect(trainedText({ format: 'pt' })).toBe('');
});
