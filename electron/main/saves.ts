/** Saves that workbench windows have begun; one at a time for each window. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { app, dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { BegunSave, SavedFile, SavePart, SaveRequest } from '../bridge';
import { PendingSave } from './pendingSave';

interface Save {
  readonly id: number;
  readonly path: string;
  readonly pending: PendingSave;
}

const saves = new Map<BrowserWindow, Save>();
const watched = new WeakSet<BrowserWindow>();
let last = 0;

/** Asks where to, and opens the files there. Null when cancelled. */
export async function beginSave(
  window: BrowserWindow,
  { title, files, filters }: SaveRequest,
): Promise<BegunSave | null> {
  await abandon(window);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title,
    defaultPath: path.join(app.getPath('documents'), files[0].name),
    filters,
  });
  if (canceled || !filePath) return null;
  const [, ...others] = files.map(({ name }) => path.join(path.dirname(filePath), name));
  if (others.includes(filePath))
    throw new Error(`Choose another name: '${path.basename(filePath)}' is taken by a part of the model.`);
  if (
    !(await mayReplace(
      window,
      others.filter((one) => existsSync(one)),
    ))
  )
    return null;
  const pending = await PendingSave.open([filePath, ...others].map((one, i) => ({ path: one, size: files[i].size })));
  const id = ++last;
  saves.set(window, { id, path: filePath, pending });
  watch(window);
  return { save: id };
}

/** The dialog asked about the file that it names; the others would be replaced unasked. */
async function mayReplace(window: BrowserWindow, there: readonly string[]): Promise<boolean> {
  if (there.length === 0) return true;
  const names = there.map((one) => path.basename(one)).join(', ');
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `Replace ${names}?`,
    detail: `The model needs a file of this name beside it, and ${path.dirname(there[0])} has one already.`,
    buttons: ['Replace', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}

export async function writeSave(window: BrowserWindow, { save, file, bytes }: SavePart): Promise<void> {
  await find(window, save).pending.write(file, bytes);
}

export async function finishSave(window: BrowserWindow, { save }: BegunSave): Promise<SavedFile> {
  const { path: file, pending } = find(window, save);
  saves.delete(window);
  const bytes = await pending.finish();
  return { path: file, name: path.basename(file), bytes };
}

export async function cancelSave(window: BrowserWindow, { save }: BegunSave): Promise<void> {
  await abandon(window, save);
}

/** A page that is reloaded or gone writes no more. */
function watch(window: BrowserWindow): void {
  if (watched.has(window)) return;
  watched.add(window);
  window.webContents.on('did-start-loading', () => void abandon(window));
  window.on('closed', () => void abandon(window));
}

function find(window: BrowserWindow, id: number): Save {
  const save = saves.get(window);
  if (save?.id !== id) throw new Error('This save is over: save again.');
  return save;
}

async function abandon(window: BrowserWindow, id?: number): Promise<void> {
  const save = saves.get(window);
  if (save === undefined || (id !== undefined && save.id !== id)) return;
  saves.delete(window);
  await save.pending.cancel();
}
