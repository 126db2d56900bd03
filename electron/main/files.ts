import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { app, dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { OpenedFile, OpenRequest, SavedFile, SaveRequest } from '../bridge';

/** Asks where to, and writes a temporary file beside it that then takes its name. Null when cancelled. */
export async function saveFile(window: BrowserWindow, request: SaveRequest): Promise<SavedFile | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: request.title,
    defaultPath: path.join(app.getPath('documents'), request.defaultName),
    filters: request.filters,
  });
  if (canceled || !filePath) return null;
  await replaceFile(filePath, request.bytes);
  return { path: filePath, bytes: request.bytes.byteLength };
}

async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new Error(`'${path.basename(file)}' could not be written: ${reasonOf(error)}`, { cause: error });
  }
}

/** Asks which, and reads at most `maxBytes` of it. Null when cancelled; throws when it is larger or cannot be read. */
export async function openFile(window: BrowserWindow, request: OpenRequest): Promise<OpenedFile | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: request.title,
    filters: request.filters,
    properties: ['openFile'],
  });
  const [file] = filePaths;
  if (canceled || !file) return null;
  const name = path.basename(file);
  try {
    return { path: file, name, bytes: await readUpTo(file, request.maxBytes) };
  } catch (error) {
    throw new Error(`'${name}' could not be opened: ${reasonOf(error)}`, { cause: error });
  }
}

async function readUpTo(file: string, maxBytes: number): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error('it is not a file');
    if (stats.size > maxBytes) {
      throw new Error(`it has ${megabytes(stats.size)}, and the most that can be read is ${megabytes(maxBytes)}`);
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MB`;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
