import type { SavedFile } from '../../electron/bridge';
import type { ExportedWeights, FormatInfo } from '../../engine/protocol';
import { request } from '../client/engineClient';

/** Bytes that go from the engine to main at a time: few enough that progress moves and a cancel is heard. */
const PART = 4 * 1024 * 1024;

export interface SaveOptions {
  /** Bytes that are written so far. */
  onProgress(written: number): void;
  signal: AbortSignal;
}

/**
 * Asks where to, and carries the files there part by part. Null when the person cancelled, before or
 * meanwhile: then nothing has changed.
 */
export async function saveExport(
  { export: id, files }: ExportedWeights,
  { title, extensions }: FormatInfo,
  { onProgress, signal }: SaveOptions,
): Promise<SavedFile | null> {
  const [main] = extensions;
  const begun = await window.tapedeck.beginSave({
    title: `Export as ${title}`,
    files: [...files],
    filters: [{ name: title, extensions: [main.slice(main.lastIndexOf('.') + 1)] }],
  });
  if (!begun) return null;
  try {
    let written = 0;
    for (const [file, { size }] of files.entries()) {
      for (let offset = 0; offset < size; offset += PART) {
        if (signal.aborted) return await window.tapedeck.cancelSave(begun).then(() => null);
        const part = await request({ type: 'readExported', export: id, file, offset, length: PART });
        if (!part.ok) throw new Error(part.message);
        await window.tapedeck.writeSave({ ...begun, file, bytes: part.value });
        onProgress((written += part.value.length));
      }
    }
    if (signal.aborted) return await window.tapedeck.cancelSave(begun).then(() => null);
    return await window.tapedeck.finishSave(begun);
  } catch (error) {
    await window.tapedeck.cancelSave(begun).catch(() => {});
    throw error;
  }
}
