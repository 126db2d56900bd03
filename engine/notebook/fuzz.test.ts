/** Ten thousand broken notebooks: each is one clean error, or a document that is saved as a valid notebook. */
import { expect, test } from 'vitest';
import { runPython } from '../testing/python';
import type { NotebookDocument } from '../protocol/notebook';
import { NotebookError, readNotebook, writeNotebook } from './index';
import { encode, everything, older } from './testing/samples';

const TIMES = 10_000;
const INSERTED = [
  ...['{', '}', '[', ']', '"', ',', ':', '\\', '\\ud800', '\\u0000', '0', '-', '1e999', 'NaN', 'null', 'true'],
  ...['"__proto__":', '"constructor":1,', '{}', '[]', '"x"', '3', '\n', '\ufeff', '\u2028', '# %%', '"""'],
];
const PY = '# %% [markdown]\n# # Title\n#\n\n# %% first\nx = 1\nx\n\n# %% [markdown]\n"""\ntext\n"""\n';

/** Numbers of a small generator (xorshift), the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Changes the text somewhere, one to four times. */
function broken(text: string, next: (below: number) => number): Uint8Array {
  let changed = text;
  for (let times = 1 + next(4); times > 0; times--) {
    const at = next(changed.length + 1);
    const length = next(3) === 0 ? next(200) : next(4);
    const inserted = next(3) === 0 ? '' : INSERTED[next(INSERTED.length)];
    changed = changed.slice(0, at) + inserted + changed.slice(next(8) === 0 ? changed.length : at + length);
  }
  const bytes = encode(changed);
  if (next(20) === 0 && bytes.length > 0) bytes[next(bytes.length)] = 0x80 + next(128);
  return bytes;
}

/** Puts another value in the place of any value of the tree, at any depth. */
function mistyped(value: unknown, next: (below: number) => number): unknown {
  const values = [null, true, -1, 2.5, 'x', '', [], {}, [[]], [1], { a: 1 }, JSON.parse('{"__proto__": 1}')];
  if (typeof value !== 'object' || value === null || next(6) === 0) return values[next(values.length)];
  const keys = Object.keys(value);
  if (keys.length === 0) return values[next(values.length)];
  const key = keys[next(keys.length)];
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value };
  if (next(10) === 0) delete copy[key];
  else copy[key] = mistyped(copy[key], next);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

function check(name: string, bytes: Uint8Array): NotebookDocument | null {
  try {
    return readNotebook(name, bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(NotebookError);
    expect((error as Error).message.length).toBeLessThan(400);
    return null;
  }
}

test(`${TIMES} broken files give clean errors or whole documents`, async () => {
  const next = numbers(20240229);
  const [good, old] = [JSON.stringify(everything), JSON.stringify(older)];
  const savings: Record<string, Uint8Array> = {};
  let read = 0;
  for (let i = 0; i < TIMES; i++) {
    const [name, bytes] = fileOf(i % 5);
    const document = check(name, bytes);
    if (document === null) continue;
    read++;
    const saved = writeNotebook(document);
    const again = readNotebook(name, saved);
    expect(writeNotebook(again)).toEqual(saved);
    if (name === 'a.ipynb' && read % 8 === 0) savings[`${i}.ipynb`] = saved;
  }
  expect(read).toBeGreaterThan(TIMES / 4);
  expect(Object.keys(savings).length).toBeGreaterThan(200);
  const code =
    'import sys, nbformat, json\nfor f in sys.argv[1:]: nbformat.validate(json.load(open(f, encoding="utf-8")), relax_add_props=False)\nprint("valid")';
  expect(await runPython(code, savings)).toBe('valid');

  function fileOf(kind: number): [string, Uint8Array] {
    if (kind === 0) return ['a.ipynb', broken(good, next)];
    if (kind === 1) return ['a.ipynb', encode(mistyped(everything, next))];
    if (kind === 2) return ['a.ipynb', broken(old, next)];
    if (kind === 3) return ['a.ipynb', encode(mistyped(older, next))];
    return ['a.py', broken(PY, next)];
  }
}, 120_000);
