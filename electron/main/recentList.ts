/** The list of recent notebooks as data. Pure, so that it is tested without an app. */
import path from 'node:path';

/** What tells one version of a file from another. */
export interface Stamp {
  mtimeMs: number;
  size: number;
}

export interface KnownNotebook {
  path: string;
  /** Of the file when it was last opened or saved here. */
  stamp: Stamp | null;
}

const MOST = 12;
const LONGEST_PATH = 4096;

/** Whether a path's name says that it is a notebook. */
export function isNotebookPath(file: string): boolean {
  return /\.(ipynb|py)$/i.test(file);
}

/** Takes what is valid of a remembered list. Throws when it is no list. */
export function checkRecent(content: unknown): KnownNotebook[] {
  if (!Array.isArray(content)) throw new TypeError('recent notebooks: expected a list');
  return content.filter(isKnown).slice(0, MOST);
}

/** Puts one first; one of the same path makes way, and so does the oldest of too many. */
export function put(list: readonly KnownNotebook[], one: KnownNotebook): KnownNotebook[] {
  return [one, ...list.filter((other) => other.path !== one.path)].slice(0, MOST);
}

export function sameStamp(a: Stamp | null, b: Stamp | null): boolean {
  return a === null || b === null ? a === b : a.mtimeMs === b.mtimeMs && a.size === b.size;
}

function isKnown(one: unknown): one is KnownNotebook {
  if (typeof one !== 'object' || one === null) return false;
  const { path: file, stamp } = one as Record<string, unknown>;
  const isPath =
    typeof file === 'string' && file.length <= LONGEST_PATH && path.isAbsolute(file) && !file.includes('\0');
  return isPath && isNotebookPath(file) && (stamp === null || isStamp(stamp));
}

function isStamp(stamp: unknown): stamp is Stamp {
  if (typeof stamp !== 'object' || stamp === null) return false;
  const { mtimeMs, size } = stamp as Record<string, unknown>;
  return Number.isFinite(mtimeMs) && Number.isFinite(size);
}
