import { expect, it } from 'vitest';
import { formats } from './formats';
import { kerasLines, torchLines } from './loading';

const entry = (name: string, shape: number[]) => ({ name, shape, dtype: 'float32' as const });
const layer = [entry('sequential/dense/kernel', [2, 8]), entry('sequential/dense/bias', [8])];

it('writes loading code for the very tensors of the file', () => {
  expect(kerasLines(layer)).toBe(
    'model.set_weights([\n    w["sequential/dense/kernel"],\n    w["sequential/dense/bias"],\n])',
  );
  expect(torchLines(layer)).toContain('linear.weight.data = w["sequential/dense/kernel"].T');
  expect(torchLines(layer)).toContain('linear.bias.data = w["sequential/dense/bias"]');
});

it('numbers the layers when there are several, and only lists what is no layer', () => {
  expect(torchLines([entry('a/kernel', [2, 8]), entry('b/kernel', [8, 1])])).toContain(
    'linear2.weight.data = w["b/kernel"].T',
  );
  expect(torchLines([entry('x', [])])).toContain('for name, tensor in w.items()');
});

it.each(formats.map((format) => [format.id, format] as const))('%s names its file in its snippets', (_, format) => {
  const fileName = `xor "best".${format.extensions[0]}`;
  const snippets = format.loading?.({ fileName, tensors: layer, modelClass: 'Sequential' }) ?? [];
  expect(snippets.length).toBeGreaterThan(0);
  for (const { code } of snippets) expect(code).toContain(`xor \\"best\\".${format.extensions[0]}`);
});
