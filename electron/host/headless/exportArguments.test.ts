import { expect, it } from 'vitest';
import { formatInfos } from '../../../engine/export/formats';
import { exportArguments, helpText } from './exportArguments';

const parse = (line: string) => exportArguments(line.split(' ').filter(Boolean), formatInfos);

it('takes what is asked for', () => {
  expect(parse('a.ts --steps 100 --format onnx --out b.bin')).toEqual({
    script: 'a.ts',
    steps: 100,
    format: 'onnx',
    out: 'b.bin',
    optimizer: false,
  });
  expect(parse('a.ts')).toMatchObject({ steps: 1, format: 'safetensors', out: null });
  expect(parse('--optimizer --out=x.npz a.ts')).toMatchObject({ format: 'npz', optimizer: true });
  expect(parse('a.ipynb')).toMatchObject({ script: 'a.ipynb', steps: null });
  expect(parse('a.PY --format onnx')).toMatchObject({ steps: null, format: 'onnx' });
  expect(parse('--help')).toBe('help');
});

it('says what is wrong', () => {
  expect(() => parse('')).toThrow('Which script?');
  expect(() => parse('a.ts b.ts')).toThrow('One script at a time');
  expect(() => parse('a.ts --steps 0')).toThrow('--steps must be a whole number from 1, not 0');
  expect(() => parse('a.ipynb --steps 3')).toThrow('--steps: a notebook runs from its first cell to its last');
  expect(() => parse('a.ts --format pickle')).toThrow('there is no pickle; there are safetensors, npz');
  expect(() => parse('a.ts --out x.pkl')).toThrow('says no format');
  expect(() => parse('a.ts --format csv --optimizer')).toThrow("holds no optimizer's state");
  expect(() => parse('a.ts --step 3')).toThrow('--step');
});

it('names every format in its help', () => {
  for (const { id, purpose } of formatInfos)
    expect(helpText(formatInfos)).toMatch(new RegExp(`${id} +\\.\\S+ +${purpose.slice(0, 20)}`));
});
