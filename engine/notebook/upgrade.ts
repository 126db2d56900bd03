/** Notebooks of nbformat 3 as nbformat 4 has them, by the rules of Jupyter's own converter. */
import { type Json, JsonError, type JsonObject, parseJson } from './json';
import { NotebookError } from './errors';
import { textOf } from './texts';

const TYPES: Readonly<Record<string, string>> = {
  text: 'text/plain',
  html: 'text/html',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpeg: 'image/jpeg',
  latex: 'text/latex',
  json: 'application/json',
  javascript: 'application/javascript',
};
/** Of an output of nbformat 3: what is no data. */
const NO_DATA = ['output_type', 'prompt_number', 'metadata'];

/** Worksheets, one after another, become the cells. Throws `NotebookError` when there are none. */
export function upgradeNotebook(notebook: JsonObject): JsonObject {
  const sheets = notebook.get('worksheets');
  if (!Array.isArray(sheets)) throw new NotebookError("'worksheets' must be a list.");
  const cells = sheets.flatMap((sheet): Json[] => {
    const list = sheet instanceof Map ? (sheet.get('cells') ?? []) : null;
    if (!Array.isArray(list)) throw new NotebookError("each worksheet must have a list of 'cells'.");
    return list.map((cell) => (cell instanceof Map ? upgradeCell(cell) : cell));
  });
  const metadata = notebook.get('metadata');
  if (metadata instanceof Map) metadata.delete('name');
  return new Map<string, Json>([
    ['metadata', metadata ?? new Map()],
    ['cells', cells],
  ]);
}

function upgradeCell(cell: JsonObject): JsonObject {
  const type = cell.get('cell_type');
  const upgraded: JsonObject = new Map(cell);
  if (type === 'code') {
    const outputs = cell.get('outputs') ?? [];
    const collapsed = cell.get('collapsed');
    const metadata = cell.get('metadata');
    upgraded.set('source', cell.get('input') ?? '');
    upgraded.set('execution_count', cell.get('prompt_number') ?? null);
    upgraded.set('outputs', Array.isArray(outputs) ? outputs.map(upgradeOutput) : outputs);
    if (collapsed !== undefined && (metadata === undefined || metadata instanceof Map)) {
      upgraded.set('metadata', new Map(metadata).set('collapsed', collapsed));
    }
  } else if (type === 'heading') {
    const level = cell.get('level');
    const hashes = '#'.repeat(typeof level === 'number' ? Math.min(6, Math.max(1, level)) : 1);
    const source = textOf(cell.get('source') ?? '');
    upgraded.set('cell_type', 'markdown');
    if (source !== null) upgraded.set('source', `${hashes} ${source.split(/\r?\n/).join(' ')}`);
  } else if (type === 'html') {
    upgraded.set('cell_type', 'markdown');
  }
  return upgraded;
}

function upgradeOutput(output: Json): Json {
  if (!(output instanceof Map)) return output;
  const type = output.get('output_type');
  const upgraded: JsonObject = new Map(output);
  if (type === 'stream') return upgraded.set('name', output.get('stream') ?? 'stdout');
  if (type === 'pyerr') return upgraded.set('output_type', 'error');
  if (type !== 'pyout' && type !== 'display_data') return output;
  const data = [...output]
    .filter(([name]) => !NO_DATA.includes(name))
    .map(([name, value]): [string, Json] => {
      const mime = Object.hasOwn(TYPES, name) ? TYPES[name] : name;
      return [mime, mime === 'application/json' ? jsonOf(value) : value];
    });
  return new Map<string, Json>([
    ['output_type', type === 'pyout' ? 'execute_result' : type],
    ['execution_count', output.get('prompt_number') ?? null],
    ['metadata', output.get('metadata') ?? new Map()],
    ['data', new Map(data)],
  ]);
}

/** In nbformat 3, JSON is text. */
function jsonOf(value: Json): Json {
  const text = textOf(value);
  if (text === null) return value;
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) return value;
    throw error;
  }
}
