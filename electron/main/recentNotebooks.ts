/**
 * The notebooks that a person has chosen, the latest first, kept between starts. They are the only files that a page
 * can read or write without a dialog, so the list is main's own: no page can put a path on it.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { app } from 'electron';
import { readJson, writeJson } from './jsonFile';
import { checkRecent, put, type KnownNotebook, type Stamp } from './recentList';

let known: readonly KnownNotebook[] = [];
let listener: () => void = () => {};

const file = (): string => path.join(app.getPath('userData'), 'recent.json');

export function loadRecent(): void {
  known = readJson(file(), [], checkRecent);
}

/** Tells when the list has changed. */
export function onRecentChange(listen: () => void): void {
  listener = listen;
}

export function recentNotebooks(): readonly string[] {
  return known.map((one) => one.path);
}

/** What is known of a notebook that was chosen before. Throws for any other path. */
export function knownNotebook(notebook: string): KnownNotebook {
  const found = known.find((one) => one.path === notebook);
  if (found === undefined) throw new Error(`'${path.basename(notebook)}' has to be opened with Open Notebook first.`);
  return found;
}

/** Puts a notebook first, with the file's stamp as it is now (null when it cannot be told). */
export async function remember(notebook: string): Promise<void> {
  change(put(known, { path: notebook, stamp: await stampOf(notebook) }));
}

/** Takes one off that is gone. */
export function forget(notebook: string): void {
  change(known.filter((one) => one.path !== notebook));
}

export function forgetRecent(): void {
  change([]);
}

export async function stampOf(notebook: string): Promise<Stamp | null> {
  try {
    const { mtimeMs, size } = await stat(notebook);
    return { mtimeMs, size };
  } catch {
    return null;
  }
}

function change(next: readonly KnownNotebook[]): void {
  known = next;
  try {
    writeJson(file(), known);
  } catch (error) {
    console.error('The recent notebooks could not be remembered:', error);
  }
  listener();
}
