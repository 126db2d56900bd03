import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { reasonOf } from './reasonOf';

export interface Target {
  readonly path: string;
  /** Bytes that it will have. */
  readonly size: number;
}

interface Writing extends Target {
  readonly temporary: string;
  readonly handle: FileHandle;
  written: number;
}

/**
 * Files that are being written, each to a temporary file beside its place. Until `finish` nothing that
 * was there has changed; a failure, a cancel or a kill leaves the old files whole.
 */
export class PendingSave {
  private isOpen = true;

  private constructor(private readonly files: readonly Writing[]) {}

  /** Throws, having left nothing behind, when one of them cannot be written there. */
  static async open(targets: readonly Target[]): Promise<PendingSave> {
    const files: Writing[] = [];
    try {
      for (const target of targets) {
        const name = `.${path.basename(target.path)}.${randomBytes(4).toString('hex')}.tmp`;
        const temporary = path.join(path.dirname(target.path), name);
        files.push({
          ...target,
          temporary,
          handle: await open(temporary, 'wx', await modeOf(target.path)),
          written: 0,
        });
      }
    } catch (error) {
      await new PendingSave(files).cancel();
      throw failure(targets[files.length].path, error);
    }
    return new PendingSave(files);
  }

  /** Appends to a file. Throws, having given everything up, when that is not possible. */
  async write(file: number, bytes: Uint8Array): Promise<void> {
    const one = this.files[file];
    if (!this.isOpen || one === undefined) throw new Error('internal: this save is over, or has no such file');
    try {
      await one.handle.writeFile(bytes);
      one.written += bytes.length;
    } catch (error) {
      await this.cancel();
      throw failure(one.path, error);
    }
  }

  /** Gives the files their names, the main one last: where it is, the others are. The bytes of all of them. */
  async finish(): Promise<number> {
    let current = this.files[0];
    try {
      for (current of this.files) {
        if (current.written !== current.size) throw new Error(`it has ${current.written} of ${current.size} bytes`);
        await current.handle.sync();
        await current.handle.close();
      }
      this.isOpen = false;
      for (current of [...this.files].reverse()) await rename(current.temporary, current.path);
    } catch (error) {
      this.isOpen = true;
      await this.cancel();
      throw failure(current.path, error);
    }
    return this.files.reduce((sum, { size }) => sum + size, 0);
  }

  /** Leaves nothing behind. */
  async cancel(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const { handle, temporary } of this.files) {
      await handle.close().catch(() => {});
      await rm(temporary, { force: true });
    }
  }
}

/** Who may read it: what takes the place of a private file is as private. */
async function modeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mode }) => mode & 0o777,
    () => undefined,
  );
}

function failure(file: string, error: unknown): Error {
  return new Error(`'${path.basename(file)}' could not be written: ${reasonOf(error)}.`, { cause: error });
}
