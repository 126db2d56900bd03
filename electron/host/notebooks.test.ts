/**
 * The notebooks of e2e/notebooks, run whole: every output must be, letter by letter, the one that the file has. They
 * say what TensorFlow 2 with Keras 3 and NumPy 2 print.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../build/scripts/root.mjs';
import { readNotebook } from '../../engine/notebook';
import type { CellOutput, NotebookDocument } from '../../engine/protocol';
import { NotebookRun } from './headless/notebookRun';
import { type PythonSession, startPythonSession } from './testing/pythonSession';

const FOLDER = path.join(ROOT, 'e2e/notebooks');
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.ipynb'));

let session: PythonSession;
beforeAll(async () => {
  session = await startPythonSession();
}, 180_000);
afterAll(() => session.close());

/** What a person reads: streams as one text each, results, errors by name. */
function shown(outputs: readonly CellOutput[]): string {
  return outputs
    .map((output) => {
      if (output.kind === 'stream') return output.text;
      if (output.kind === 'error') return `${output.name}: ${output.message}\n`;
      return output.kind === 'result' ? `Out: ${output.text}\n` : '';
    })
    .join('');
}

/** Cell by cell, with its source, so that a difference says where it is. */
const seen = ({ cells }: NotebookDocument) =>
  cells.flatMap(({ kind, source, outputs }, i) =>
    kind === 'code' ? [`In [cell ${i + 1}]: ${source}\n${shown(outputs)}`] : [],
  );

it('are at least twelve', () => {
  expect(names.length).toBeGreaterThanOrEqual(12);
});

it.each(names)('%s gives the outputs that it has', { timeout: 60_000 }, async (name) => {
  const bytes = new Uint8Array(readFileSync(path.join(FOLDER, name)));
  const run = new NotebookRun(session.open(), { fileName: name, bytes, onOutput: () => {}, onNotice: () => {} });
  const { document, failure, bytes: written } = await run.run();
  const expected = readNotebook(name, bytes);
  expect(seen(document)).toEqual(seen(expected));
  expect(failure).toBeNull();
  expect(document.cells.map(({ count }) => count)).toEqual(expected.cells.map(({ count }) => count));
  expect(readNotebook(name, written).cells).toEqual(document.cells);
});
