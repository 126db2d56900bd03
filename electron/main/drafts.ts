/** The notebook that is open, as it was last: kept in a file of its own, since it can be large. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { app } from 'electron';
import type { NotebookDraft } from '../bridge';
import { checkDraft } from './fileRequests';

const file = (): string => path.join(app.getPath('userData'), 'draft.json');

/** One write at a time; of those that wait only the latest is written. */
let writing: Promise<void> | null = null;
let next: { draft: NotebookDraft | null } | null = null;

/** Resolves when this draft, or a later one, is on disk. */
export function keepDraft(draft: NotebookDraft | null): Promise<void> {
  next = { draft };
  writing ??= writeAll().finally(() => {
    writing = null;
  });
  return writing;
}

/** A person wants none of the changes: what is open again at the next start is the file as it was saved, if there is one. */
export async function dropChanges(): Promise<void> {
  const draft = await keptDraft();
  await keepDraft(draft?.path == null ? null : { ...draft, content: null });
}

/** Null when there is none, or none that can be read. */
export async function keptDraft(): Promise<NotebookDraft | null> {
  await writing?.catch(() => {});
  try {
    return checkDraft(JSON.parse(await readFile(file(), 'utf8')));
  } catch {
    return null;
  }
}

async function writeAll(): Promise<void> {
  while (next !== null) {
    const { draft } = next;
    next = null;
    if (draft === null) await rm(file(), { force: true });
    else await replace(JSON.stringify(draft));
  }
}

async function replace(text: string): Promise<void> {
  const temporary = `${file()}.tmp`;
  await mkdir(path.dirname(file()), { recursive: true });
  await writeFile(temporary, text);
  await rename(temporary, file());
}
