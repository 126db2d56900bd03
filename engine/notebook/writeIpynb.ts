import type { NotebookCell, NotebookDocument } from '../protocol/notebook';
import { CellIds } from './ids';
import { at, type Json, type JsonObject, objectOf, parseJson, writeJson } from './json';
import { cellMetadata, notebookMetadata, withKernel } from './metadata';
import { countOf, writeOutputs } from './outputs';
import { joinedBundle, linesOf, splitBundle } from './texts';

const ignore = () => {};

/** The text of an `.ipynb` of nbformat 4.5, formatted as Jupyter formats it: valid whatever the document holds. */
export function writeIpynb({ cells, metadata }: NotebookDocument): string {
  const ids = new CellIds(cells.map(({ id }) => id));
  const notebook = objectOf([
    ['cells', cells.map((cell) => writeCell(cell, ids))],
    ['metadata', withKernel(notebookMetadata(objectIn(metadata), ignore))],
    ['nbformat', 4],
    ['nbformat_minor', 5],
  ]);
  return `${writeJson(notebook, true)}\n`;
}

function writeCell({ id, kind, source, outputs, count, extra }: NotebookCell, ids: CellIds): JsonObject {
  const kept = objectIn(extra);
  const metadata = at(kept, 'metadata');
  const cell = objectOf([
    ['cell_type', kind],
    ['id', ids.idOf(id)],
    ['metadata', cellMetadata(kind, metadata instanceof Map ? metadata : new Map(), ignore)],
    ['source', linesOf(source)],
  ]);
  if (kind === 'code') {
    cell.set('execution_count', countOf(count));
    cell.set('outputs', writeOutputs(outputs));
    return cell;
  }
  const attachments = at(kept, 'attachments');
  if (attachments instanceof Map) cell.set('attachments', splitAttachments(attachments));
  return cell;
}

function splitAttachments(attachments: JsonObject): JsonObject {
  const bundles = [...attachments].flatMap(([name, bundle]): [string, Json][] =>
    bundle instanceof Map ? [[name, splitBundle(joinedBundle(bundle, ignore))]] : [],
  );
  return new Map(bundles);
}

/** What is kept as JSON text. A cell that was made here has none. */
function objectIn(json: string): JsonObject {
  if (json.trim() === '') return new Map();
  const value = parseJson(json);
  if (!(value instanceof Map)) throw new Error('internal: what a notebook keeps must be an object');
  return value;
}
