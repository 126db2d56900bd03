import type { ExportedFile, ReadWeights } from '../export/format';
import { formatById, formats } from '../export/formats';
import type { Command, EngineEvent, Result } from '../protocol';
import { assertNever } from './assertNever';
import { checkWeights, type Loadable } from './checkWeights';
import type { Conductor, Script } from './conductor';
import { exportRun } from './exportRun';
import type { WorkbenchPort } from './ports';

export type Exchange = Extract<
  Command,
  { type: 'exportWeights' | 'readExported' | 'releaseExported' | 'checkWeights' | 'loadWeights' | 'undoLoad' }
>;

type Pins = Conductor['pins'];

/**
 * What leaves a run and what comes into it: files that were written and wait to be fetched, a file that
 * was read and waits for the choice of what to load, and the pins as they were before.
 */
export class Exchanges {
  private readonly written = new WeakMap<WorkbenchPort, { id: number; files: readonly ExportedFile[] }>();
  private checked = new WeakMap<WorkbenchPort, { id: number; loadable: ReadonlyMap<string, Loadable> }>();
  private before: Pins | null = null;
  private last = 0;

  constructor(
    private readonly conductor: Conductor,
    private readonly script: () => Script | null,
    /** Runs again with these pins; `top` puts the head at the start of it. */
    private readonly rerun: (pins: Pins, top: boolean) => Promise<void>,
    private readonly read: ReadWeights,
  ) {}

  /** Another script came: what was read of a file was held against the one before. */
  forget(): void {
    this.checked = new WeakMap();
    this.before = null;
  }

  async answer(command: Exchange, port: WorkbenchPort): Promise<void> {
    switch (command.type) {
      case 'exportWeights':
        return port.postMessage(await this.export(command, port));
      case 'readExported': {
        const { request } = command;
        return port.postMessage({ type: 'exportedRead', request, result: this.part(command, port) });
      }
      case 'releaseExported':
        this.written.delete(port);
        return;
      case 'checkWeights':
        return port.postMessage(await this.check(command, port));
      case 'loadWeights':
        return this.load(command, port);
      case 'undoLoad':
        return this.undo();
      default:
        assertNever(command);
    }
  }

  private async export(
    { request, format, optimizer, name }: Extract<Exchange, { type: 'exportWeights' }>,
    port: WorkbenchPort,
  ): Promise<EngineEvent> {
    const run = this.conductor.current;
    const script = this.script();
    if (run === null || script === null) {
      return { type: 'weightsExported', request, result: failure('There is nothing to export: no script has run.') };
    }
    const id = ++this.last;
    const result = await exportRun(run, { format: formatById(format), optimizer, name, ...script });
    if (!result.ok) return { type: 'weightsExported', request, result };
    const { files, ...contents } = result.value;
    // One that was asked for later may have been written sooner.
    if ((this.written.get(port)?.id ?? 0) < id) this.written.set(port, { id, files });
    const sizes = files.map(({ name, bytes }) => ({ name, size: bytes.length }));
    return { type: 'weightsExported', request, result: { ok: true, value: { ...contents, export: id, files: sizes } } };
  }

  private part(command: Extract<Exchange, { type: 'readExported' }>, port: WorkbenchPort): Result<Uint8Array> {
    const written = this.written.get(port);
    const file = written?.id === command.export ? written.files[command.file] : undefined;
    if (file === undefined) return failure('These files are no longer there: export them again.');
    // A view would be copied with all of its buffer.
    return { ok: true, value: file.bytes.slice(command.offset, command.offset + command.length) };
  }

  private async check(
    { request, fileName, bytes }: Extract<Exchange, { type: 'checkWeights' }>,
    port: WorkbenchPort,
  ): Promise<EngineEvent> {
    const run = this.conductor.current;
    if (run === null) return { type: 'weightsChecked', request, result: failure('No script has run.') };
    const id = ++this.last;
    try {
      const { loadable, ...value } = await checkWeights(run, fileName, bytes, formats, this.read);
      // Another file may have been dropped, or another run begun, while this one was read.
      if ((this.checked.get(port)?.id ?? 0) < id && run === this.conductor.current)
        this.checked.set(port, { id, loadable });
      return { type: 'weightsChecked', request, result: { ok: true, value: { ...value, check: id } } };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { type: 'weightsChecked', request, result: failure(message) };
    }
  }

  private async load(
    { request, check, names }: Extract<Exchange, { type: 'loadWeights' }>,
    port: WorkbenchPort,
  ): Promise<void> {
    const checked = this.checked.get(port);
    const chosen = checked?.id === check ? names.map((name) => checked.loadable.get(name)) : [];
    if (chosen.length === 0 || chosen.includes(undefined)) {
      const result = failure('The script has changed since the file was read: import it again.');
      return port.postMessage({ type: 'weightsLoaded', request, result });
    }
    const { pins } = this.conductor;
    this.before = pins;
    this.checked.delete(port);
    port.postMessage({ type: 'weightsLoaded', request, result: { ok: true, value: chosen.length } });
    await this.rerun({ ...pins, ...Object.fromEntries(chosen.map((one) => [one!.key, one!.data])) }, true);
  }

  private async undo(): Promise<void> {
    const { before } = this;
    this.before = null;
    if (before !== null) await this.rerun(before, false);
  }
}

function failure(message: string): { ok: false; message: string } {
  return { ok: false, message };
}
