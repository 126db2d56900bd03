/** Opens and saves notebooks for a workbench: with a dialog, or by a path that a person has chosen before. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { app, dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { NotebookSave, OpenedFile, RecentNotebook, SavedFile } from '../bridge';
import { MAX_NOTEBOOK } from './fileRequests';
import { openFile, readUpTo } from './files';
import { PendingSave } from './pendingSave';
import { sameStamp } from './recentList';
import { forget, knownNotebook, remember, stampOf } from './recentNotebooks';

const FILTERS = {
  ipynb: { name: 'Jupyter notebook', extensions: ['ipynb'] },
  py: { name: 'Python with # %% cells', extensions: ['py'] },
};

export async function openNotebook(window: BrowserWindow): Promise<OpenedFile | null> {
  const filters = [{ name: 'Notebooks', extensions: ['ipynb', 'py'] }];
  const opened = await openFile(window, { title: 'Open Notebook', filters, maxBytes: MAX_NOTEBOOK });
  if (opened !== null) await remember(opened.path);
  return opened;
}

export async function openRecent({ path: file }: RecentNotebook): Promise<OpenedFile> {
  knownNotebook(file);
  const name = path.basename(file);
  try {
    const bytes = await readUpTo(file, MAX_NOTEBOOK);
    await remember(file);
    return { path: file, name, bytes };
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') {
      forget(file);
      throw new Error(`'${name}' is no longer in ${path.dirname(file)}.`, { cause: error });
    }
    throw new Error(`'${name}' could not be opened: ${(error as Error).message}`, { cause: error });
  }
}

/** Without a path, or when the person wants another, asks where to. Null when cancelled. */
export async function saveNotebook(window: BrowserWindow, request: NotebookSave): Promise<SavedFile | null> {
  const file = (await placeOf(window, request)) ?? (await askWhere(window, request.name));
  if (file === 'cancelled' || file === null) return null;
  const bytes = await write(file, request.bytes);
  await remember(file);
  return { path: file, name: path.basename(file), bytes };
}

/** The path to write to without a dialog; null when one has to ask. */
async function placeOf(window: BrowserWindow, { path: file }: NotebookSave): Promise<string | 'cancelled' | null> {
  if (file === null) return null;
  const { stamp } = knownNotebook(file);
  const now = await stampOf(file);
  // One that is gone is written anew: nothing is lost by it.
  if (now === null || sameStamp(stamp, now)) return file;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: `'${path.basename(file)}' has changed on disk since it was opened here.`,
    detail: 'Saving replaces what another program wrote.',
    buttons: ['Replace', 'Save As…', 'Cancel'],
    defaultId: 1,
    cancelId: 2,
  });
  return [file, null, 'cancelled' as const][response];
}

async function askWhere(window: BrowserWindow, name: string): Promise<string | null> {
  const ending = /\.py$/i.test(name) ? 'py' : 'ipynb';
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save Notebook',
    defaultPath: path.join(app.getPath('documents'), name),
    filters: [FILTERS[ending]],
  });
  if (canceled || !filePath) return null;
  if (path.extname(filePath).toLowerCase() === `.${ending}`) return filePath;
  // Linux' dialogs add no ending, and with another one the file would be read as what it is not.
  const named = `${filePath}.${ending}`;
  return (await mayReplace(window, named)) ? named : null;
}

/** The dialog asked about the name that it was given, not about the one with an ending. */
async function mayReplace(window: BrowserWindow, file: string): Promise<boolean> {
  if ((await stampOf(file)) === null) return true;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `Replace '${path.basename(file)}'?`,
    detail: `${path.dirname(file)} has a file of this name already.`,
    buttons: ['Replace', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}

async function write(file: string, bytes: Uint8Array): Promise<number> {
  // Through a link to the file itself: the link stays one.
  const target = await realpath(file).catch(() => file);
  const pending = await PendingSave.open([{ path: target, size: bytes.length }]);
  await pending.write(0, bytes);
  return pending.finish();
}
