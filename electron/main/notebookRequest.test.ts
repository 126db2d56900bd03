import { expect, test } from 'vitest';
import { notebookRequest } from './notebookRequest';

test('a request is found among the arguments, and nothing else is one', () => {
  const request = { file: '/a.ipynb', out: '/b.ipynb', timeoutMs: 3000 };
  expect(notebookRequest(['electron', `--run-notebook=${JSON.stringify(request)}`, '.'])).toEqual(request);
  expect(notebookRequest(['electron', '/a.ipynb'])).toBeNull();
  expect(() => notebookRequest(['--run-notebook={"file":"/a.ipynb"}'])).toThrow('expected a file');
});
