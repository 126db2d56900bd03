/** Checks of what a page asks of the file dialogs. */
import path from 'node:path';
import type {
  BegunSave,
  DocumentState,
  NotebookDraft,
  NotebookSave,
  OpenRequest,
  RecentNotebook,
  SavePart,
  SaveRequest,
} from '../bridge';

const LARGEST_FILE = 1024 ** 3;
const LARGEST_SAVE = 16 * 1024 ** 3;
const MOST_FILES = 1000;
const LONGEST_PATH = 4096;
/** The largest notebook that is opened or saved, in bytes. */
export const MAX_NOTEBOOK = 256 * 1024 ** 2;
/** The longest draft that is kept. */
export const MAX_DRAFT = 32_000_000;
const EXTENSION = /^[A-Za-z0-9]{1,16}$/;

/** Throws when it is not a `SaveRequest`; names are taken without any folders in them. */
export function checkSaveRequest(request: unknown): SaveRequest {
  const { title, files, filters } = asObject(request, 'beginSave');
  if (!Array.isArray(files) || files.length < 1 || files.length > MOST_FILES) {
    throw new TypeError(`beginSave: files must be a list of 1 to ${MOST_FILES}`);
  }
  return {
    title: asText(title, 'beginSave: title'),
    files: files.map((file: unknown) => {
      const { name, size } = asObject(file, 'beginSave: files');
      return { name: asFileName(name), size: asSize(size, LARGEST_SAVE, 'beginSave: size') };
    }),
    filters: asFilters(filters, 'beginSave'),
  };
}

/** Throws when it is not a `SavePart`. */
export function checkSavePart(part: unknown): SavePart {
  const { file, bytes } = asObject(part, 'writeSave');
  if (!(bytes instanceof Uint8Array)) throw new TypeError('writeSave: bytes must be a Uint8Array');
  return { ...checkBegunSave(part), file: asSize(file, MOST_FILES, 'writeSave: file'), bytes };
}

/** Throws when it is not a `BegunSave`. */
export function checkBegunSave(save: unknown): BegunSave {
  return { save: asSize(asObject(save, 'save').save, Number.MAX_SAFE_INTEGER, 'save') };
}

/** Throws when it is not an `OpenRequest`. */
export function checkOpenRequest(request: unknown): OpenRequest {
  const { title, filters, maxBytes } = asObject(request, 'openFile');
  if (typeof maxBytes !== 'number' || !(maxBytes > 0 && maxBytes <= LARGEST_FILE)) {
    throw new TypeError(`openFile: maxBytes must be a number from 1 to ${LARGEST_FILE}`);
  }
  return { title: asText(title, 'openFile: title'), filters: asFilters(filters, 'openFile'), maxBytes };
}

/** Throws when it is not a `RecentNotebook`. */
export function checkRecentNotebook(request: unknown): RecentNotebook {
  return { path: asPath(asObject(request, 'openRecent').path, 'openRecent') };
}

/** Throws when it is not a `NotebookSave`; the name is taken without any folders in it. */
export function checkNotebookSave(request: unknown): NotebookSave {
  const { path: file, name, bytes } = asObject(request, 'saveNotebook');
  if (!(bytes instanceof Uint8Array)) throw new TypeError('saveNotebook: bytes must be a Uint8Array');
  if (bytes.length > MAX_NOTEBOOK) throw new Error(`The notebook is larger than ${MAX_NOTEBOOK / 1024 ** 2} MB.`);
  return { path: asPathOrNull(file, 'saveNotebook'), name: asFileName(name), bytes };
}

/** Throws when it is neither a `DocumentState` nor null. */
export function checkDocumentState(state: unknown): DocumentState | null {
  if (state === null) return null;
  const { path: file, name, dirty } = asObject(state, 'setDocumentState');
  if (typeof dirty !== 'boolean') throw new TypeError('setDocumentState: dirty must be true or false');
  return { path: asPathOrNull(file, 'setDocumentState'), name: asText(name, 'setDocumentState: name'), dirty };
}

/** Throws when it is neither a `NotebookDraft` nor null. */
export function checkDraft(draft: unknown): NotebookDraft | null {
  if (draft === null) return null;
  const { path: file, name, lesson, content } = asObject(draft, 'keepDraft');
  if (content !== null && (typeof content !== 'string' || content.length > MAX_DRAFT)) {
    throw new TypeError(`keepDraft: content must be null or a text of at most ${MAX_DRAFT} letters`);
  }
  return {
    path: asPathOrNull(file, 'keepDraft'),
    name: asText(name, 'keepDraft: name'),
    lesson: lesson === null ? null : asText(lesson, 'keepDraft: lesson'),
    content,
  };
}

function asPathOrNull(value: unknown, who: string): string | null {
  return value === null ? null : asPath(value, who);
}

function asPath(value: unknown, who: string): string {
  const isPath = typeof value === 'string' && value.length <= LONGEST_PATH && path.isAbsolute(value);
  if (isPath && !value.includes('\0')) return value;
  throw new TypeError(`${who}: path must be a whole path`);
}

function asObject(value: unknown, who: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${who}: expected a request`);
  return value as Record<string, unknown>;
}

function asSize(value: unknown, most: number, who: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most) return value as number;
  throw new TypeError(`${who} must be a whole number up to ${most}`);
}

function asFileName(value: unknown): string {
  const name = asText(value, 'beginSave: name').replace(/^.*[/\\]/, '');
  if (name === '' || name === '.' || name === '..') throw new TypeError('beginSave: the name is no file name');
  return name;
}

function asText(value: unknown, who: string): string {
  if (typeof value === 'string' && value.length <= 200) return value;
  throw new TypeError(`${who} must be a text of at most 200 letters`);
}

function asFilters(value: unknown, who: string): SaveRequest['filters'] {
  if (!Array.isArray(value) || value.length > 20) throw new TypeError(`${who}: filters must be a short list`);
  return value.map((filter: unknown) => {
    const { name, extensions } = asObject(filter, `${who}: filters`);
    const valid =
      Array.isArray(extensions) &&
      extensions.every((each): each is string => typeof each === 'string' && (each === '*' || EXTENSION.test(each)));
    if (!valid) throw new TypeError(`${who}: a filter's extensions must be letters and digits`);
    return { name: asText(name, `${who}: filter name`), extensions };
  });
}
