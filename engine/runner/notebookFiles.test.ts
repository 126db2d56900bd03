import { expect, test } from 'vitest';
import type { RequestId } from '../protocol';
import { answerNotebookFile } from './notebookFiles';

const request = 7 as RequestId;

test('a file is read, and written back', () => {
  const bytes = new TextEncoder().encode('# %%\nx = 1\n');
  const read = answerNotebookFile({ type: 'readNotebook', request, fileName: 'a.py', bytes });
  if (read.type !== 'notebookRead' || !read.result.ok) throw new Error('not read');
  expect(read.result.value.cells.map(({ source }) => source)).toEqual(['x = 1']);
  const written = answerNotebookFile({ type: 'writeNotebook', request, document: read.result.value });
  expect(written).toEqual({ type: 'notebookWritten', request, result: { ok: true, value: bytes } });
});

test('what cannot be read is said to the one who asked', () => {
  const bytes = new TextEncoder().encode('{');
  expect(answerNotebookFile({ type: 'readNotebook', request, fileName: 'a.ipynb', bytes })).toMatchObject({
    type: 'notebookRead',
    request,
    result: { ok: false, message: expect.stringContaining("'a.ipynb' cannot be opened") as string },
  });
});
