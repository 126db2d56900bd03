import type { CellOutput, NotebookCell, NotebookDocument } from '../protocol/notebook';
import { NotebookError } from './errors';
import { CellIds } from './ids';
import { at, type Json, JsonError, JsonNumber, type JsonObject, parseJson, writeJson } from './json';
import { cellMetadata, notebookMetadata } from './metadata';
import { Notices } from './notices';
import { countOf, readOutput } from './outputs';
import { joinedBundle, textOf } from './texts';
import { upgradeNotebook } from './upgrade';

const MOST_CELLS = 200_000;
/** Letters of one output, and of all together: what is more is left out. */
const LARGEST_OUTPUT = 16_000_000;
const ALL_OUTPUTS = 64_000_000;

/** Reads an `.ipynb` of nbformat 4, and upgrades one of nbformat 3. Throws `NotebookError` for what is none of them. */
export function readIpynb(text: string): NotebookDocument {
  const notices = new Notices();
  const notebook = currentFormat(parsed(text), notices);
  const cells = notebook.get('cells');
  if (!Array.isArray(cells)) throw new NotebookError("'cells' must be a list.");
  if (cells.length > MOST_CELLS)
    throw new NotebookError(`it has ${cells.length} cells, at most ${MOST_CELLS} are read.`);
  const reader = new CellReader(notices, new CellIds(cells.map((cell) => at(cell, 'id'))));
  const complain = (name: string) =>
    notices.add(`The notebook's metadata '${shortened(name)}' was invalid and is left out.`);
  const metadata = objectAt(notebook, 'metadata', 'the notebook');
  return {
    format: 'ipynb',
    cells: cells.map((cell, i) => reader.read(cell, `cell ${i + 1}`)),
    metadata: writeJson(notebookMetadata(metadata, complain), false),
    notices: notices.list(),
  };
}

function parsed(text: string): JsonObject {
  if (text.trim() === '') throw new NotebookError('the file is empty.');
  let value: Json;
  try {
    value = parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) throw new NotebookError(`it is not valid JSON: ${error.message}.`);
    throw error;
  }
  if (!(value instanceof Map)) throw new NotebookError('it holds JSON, but no object as a notebook is one.');
  return value;
}

function currentFormat(notebook: JsonObject, notices: Notices): JsonObject {
  const [major, minor] = [notebook.get('nbformat'), notebook.get('nbformat_minor')];
  if (major === 4) {
    if (typeof minor === 'number' && minor > 5) {
      notices.add(`The file is of nbformat 4.${minor}, newer than what is known here; it will be saved as 4.5.`);
    }
    return notebook;
  }
  if (major === 3) {
    notices.add('The file was upgraded from nbformat 3; saving writes nbformat 4.5.');
    return upgradeNotebook(notebook);
  }
  if (major === undefined) throw new NotebookError("it is JSON, but no notebook: 'nbformat' is missing.");
  const named = typeof major === 'number' ? `nbformat ${major}` : 'an nbformat that is no whole number';
  const advice =
    typeof major === 'number' && major > 4
      ? 'A newer Tapedeck may read it.'
      : 'Open it in Jupyter and save it there, then it is of nbformat 4.';
  throw new NotebookError(`it is of ${named}; 3 and 4 can be read. ${advice}`);
}

class CellReader {
  private outputLetters = 0;

  constructor(
    private readonly notices: Notices,
    private readonly ids: CellIds,
  ) {}

  read(cell: Json, place: string): NotebookCell {
    if (!(cell instanceof Map)) throw new NotebookError(`${place} must be an object.`);
    const kind = this.kindOf(cell.get('cell_type'), place);
    const source = textOf(cell.get('source') ?? '');
    if (source === null) throw new NotebookError(`${place}: 'source' must be text or a list of lines.`);
    return {
      id: this.ids.idOf(cell.get('id')),
      kind,
      // As the editor has them; Python and Markdown see no difference.
      source: source.replace(/\r\n?/g, '\n'),
      outputs: kind === 'code' ? this.outputs(cell.get('outputs') ?? [], place) : [],
      count: kind === 'code' ? countOf(cell.get('execution_count')) : null,
      extra: this.extra(cell, kind, place),
    };
  }

  private kindOf(type: Json | undefined, place: string): NotebookCell['kind'] {
    if (type === 'code' || type === 'markdown' || type === 'raw') return type;
    if (typeof type !== 'string') throw new NotebookError(`${place}: 'cell_type' must be text.`);
    this.notices.add(`A cell of the unknown type '${shortened(type)}' was read as raw text.`);
    return 'raw';
  }

  private outputs(outputs: Json, place: string): CellOutput[] {
    if (!Array.isArray(outputs)) throw new NotebookError(`${place}: 'outputs' must be a list.`);
    return outputs.flatMap((output) => {
      if (!(output instanceof Map)) throw new NotebookError(`${place}: an output must be an object.`);
      if (!this.fits(lettersIn(output), place)) return [];
      return readOutput(output, (what) => this.notices.add(`Left out, since no notebook may hold it: ${what}.`));
    });
  }

  /** Asked before anything is made of an output. */
  private fits(letters: number, place: string): boolean {
    if (letters <= LARGEST_OUTPUT && this.outputLetters + letters <= ALL_OUTPUTS) {
      this.outputLetters += letters;
      return true;
    }
    const size = `${(letters / 1e6).toFixed(1)} MB`;
    this.notices.add(`An output of ${place} (${size}) is too large and left out: a notebook saved from here lacks it.`);
    return false;
  }

  private extra(cell: JsonObject, kind: NotebookCell['kind'], place: string): string {
    const complain = (name: string) =>
      this.notices.add(`The metadata '${shortened(name)}' of ${place} was invalid and is left out.`);
    const metadata = cellMetadata(kind, objectAt(cell, 'metadata', place), complain);
    const extra: JsonObject = new Map([['metadata', metadata]]);
    if (kind !== 'code' && cell.has('attachments')) {
      const attachments = [...objectAt(cell, 'attachments', place)].map(([name, bundle]): [string, Json] => {
        if (!(bundle instanceof Map)) throw new NotebookError(`${place}: an attachment must be an object.`);
        return [name, joinedBundle(bundle, complain)];
      });
      extra.set('attachments', new Map(attachments));
    }
    return writeJson(extra, false);
  }
}

function objectAt(owner: JsonObject, name: string, place: string): JsonObject {
  const value = owner.get(name) ?? new Map();
  if (!(value instanceof Map)) throw new NotebookError(`${place}: '${name}' must be an object.`);
  return value as JsonObject;
}

/** Of all texts and numbers in a value. */
function lettersIn(value: Json): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + lettersIn(one), 0);
  if (value instanceof Map) return [...value.values()].reduce<number>((sum, one) => sum + lettersIn(one), 0);
  return value instanceof JsonNumber ? value.text.length : 1;
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
