import { expect, test } from 'vitest';
import { notebookArgument } from './notebookArgument';
import { checkRecent, put, sameStamp } from './recentList';

const at = (name: string) => ({ path: `/home/ada/${name}`, stamp: null });

test('a remembered list gives what is valid of it', () => {
  const stamped = { path: '/a/b.py', stamp: { mtimeMs: 1.5, size: 2 } };
  const wrong = [
    null,
    7,
    { path: 'relative.ipynb', stamp: null },
    { path: '/etc/passwd', stamp: null },
    { path: '/a\0.ipynb', stamp: null },
    { path: `/${'a'.repeat(5000)}.ipynb`, stamp: null },
    { path: '/a.ipynb', stamp: { mtimeMs: '1', size: 2 } },
    { path: '/a.ipynb' },
  ];
  expect(checkRecent([stamped, ...wrong, at('c.IPYNB')])).toEqual([stamped, at('c.IPYNB')]);
  expect(checkRecent(Array.from({ length: 50 }, (_, i) => at(`${i}.ipynb`)))).toHaveLength(12);
  expect(() => checkRecent({})).toThrow('expected a list');
});

test('the latest is first, and each is there once', () => {
  const list = [at('a.ipynb'), at('b.ipynb')];
  const again = { ...at('b.ipynb'), stamp: { mtimeMs: 1, size: 1 } };
  expect(put(list, again)).toEqual([again, at('a.ipynb')]);
});

test('a file that changed or came or went has another stamp', () => {
  const stamp = { mtimeMs: 10, size: 3 };
  expect(sameStamp(stamp, { ...stamp })).toBe(true);
  expect(sameStamp(stamp, { ...stamp, size: 4 })).toBe(false);
  expect(sameStamp(stamp, null)).toBe(false);
  expect(sameStamp(null, null)).toBe(true);
});

test('a command line names a notebook by its ending', () => {
  expect(notebookArgument(['--no-sandbox', '.', 'x/a.ipynb'], '/home/ada')).toBe('/home/ada/x/a.ipynb');
  expect(notebookArgument(['/b/c.py'], '/home/ada')).toBe('/b/c.py');
  expect(notebookArgument(['--file=a.ipynb', 'model.onnx'], '/home/ada')).toBeNull();
});
