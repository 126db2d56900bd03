import { open } from 'node:fs/promises';
import path from 'node:path';
import { dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { OpenedFile, OpenRequest } from '../bridge';

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

/** Reads a file of at most `maxBytes`. Throws when it is larger, or no file. */
export async function readUpTo(file: string, maxBytes: number): Promise<Uint8Array> {
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
