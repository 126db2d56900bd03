/** Files of cells: `.ipynb`, and `.py` with `# %%` markers. Nothing runs, and what is live is never shown. */
import type { NotebookDocument } from '../protocol/notebook';
import { NotebookError } from './errors';
import { JsonError } from './json';
import { readPercent, writePercent } from './percent';
import { readIpynb } from './readIpynb';
import { writeIpynb } from './writeIpynb';

export { NotebookError };

const LARGEST = 256 * 1024 ** 2;

/** Reads a file whose name's ending says its format. Throws `NotebookError` with one sentence for the person who chose it. */
export function readNotebook(fileName: string, bytes: Uint8Array): NotebookDocument {
  const ending = /\.([^.]*)$/.exec(fileName)?.[1].toLowerCase();
  try {
    if (ending !== 'ipynb' && ending !== 'py') throw new NotebookError('its name must end in .ipynb or .py.');
    if (bytes.length > LARGEST) throw new NotebookError(`it has more than ${LARGEST / 1024 ** 2} MB.`);
    const text = decoded(bytes);
    return ending === 'py' ? readPercent(text) : readIpynb(text);
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    throw new NotebookError(`'${fileName}' cannot be opened: ${error.message}`, { cause: error });
  }
}

/** The bytes of a document in its format. Throws when what it keeps as JSON is none: no file that was read is so. */
export function writeNotebook(document: NotebookDocument): Uint8Array {
  try {
    const text = document.format === 'py' ? writePercent(document) : writeIpynb(document);
    return new TextEncoder().encode(text);
  } catch (error) {
    if (error instanceof JsonError) throw new Error(`internal: what a notebook keeps is no JSON: ${error.message}`);
    throw error;
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    // A byte order mark is taken off.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new NotebookError('it is not text in UTF-8.');
  }
}
