/**
 * The app without a workbench window: the engine host alone runs a notebook and writes what came of it. What it has to
 * say goes to stdout in lines of JSON (`{"out": …}`, `{"err": …}`), since Chromium writes to stderr what nobody asked
 * for; build/scripts/notebook.mjs reads them.
 */
import path from 'node:path';
import { app } from 'electron';
import type { MessagePortMain } from 'electron';
import { type EnginePort, NotebookRun, type NotebookRunResult } from '../host/headless/notebookRun';
import { outputText } from '../host/headless/outputText';
import { registerAppScheme, setupAppProtocol } from './appProtocol';
import { enginePort, setupEngineHost, stopEngineHost } from './engineHost';
import { MAX_NOTEBOOK } from './fileRequests';
import { readUpTo } from './files';
import { setupGpuSwitches } from './gpuSwitches';
import type { NotebookRequest } from './notebookRequest';
import { setupPageGuards } from './pageGuards';
import { PendingSave } from './pendingSave';
import { reasonOf } from './reasonOf';

/** As shells say of a program that was interrupted. */
const INTERRUPTED = 130;

export function runNotebookHere(request: NotebookRequest): void {
  registerAppScheme();
  setupGpuSwitches();
  void app.whenReady().then(async () => {
    setupAppProtocol();
    setupPageGuards();
    setupEngineHost();
    const code = await run(request).catch((error: Error) => say('err', `notebook: ${error.message}\n`, 1));
    stopEngineHost();
    // Not exit: what was said may still be on its way.
    process.exitCode = code;
    process.stdout.write('', () => app.exit(code));
  });
}

async function run({ file, out, timeoutMs }: NotebookRequest): Promise<number> {
  const name = path.basename(file);
  const bytes = await readUpTo(file, MAX_NOTEBOOK).catch((error: unknown) => {
    const isGone = (error as { code?: string }).code === 'ENOENT';
    throw new Error(`${file} could not be read: ${isGone ? 'there is no such file' : reasonOf(error)}`);
  });
  let runs: NotebookRun | null = null;
  const port = enginePort((reason) => runs?.lost(`the engine ended: ${reason}`));
  runs = new NotebookRun(portOf(port), {
    fileName: name,
    bytes,
    onOutput: (output) => say(output.kind === 'error' ? 'err' : 'out', outputText(output)),
    onNotice: (notice) => say('err', `notebook: ${notice}\n`),
  });
  let interrupted = false;
  onInterrupt(() => {
    interrupted = true;
    runs.stop('it was interrupted');
  });
  const seconds = (timeoutMs ?? 0) / 1000;
  if (timeoutMs !== null) setTimeout(() => runs.stop(`it took more than ${seconds} s`), timeoutMs);
  const result = await runs.run();
  await write(out, result);
  if (result.failure !== null) say('err', `notebook: ${name} did not come to its end: ${result.failure}\n`);
  say('out', `wrote ${out}\n`);
  return interrupted ? INTERRUPTED : result.failure === null ? 0 : 1;
}

/** The script that started this app writes a line when it is interrupted; a signal does as well. */
function onInterrupt(stop: () => void): void {
  process.stdin.on('data', stop).on('error', () => {});
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

function portOf(port: MessagePortMain): EnginePort {
  return {
    send: (command) => port.postMessage(command),
    listen: (listener) => {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
  };
}

async function write(file: string, { bytes }: NotebookRunResult): Promise<void> {
  const pending = await PendingSave.open([{ path: file, size: bytes.length }]);
  await pending.write(0, bytes);
  await pending.finish();
}

function say(where: 'out' | 'err', text: string, code = 0): number {
  if (text !== '') process.stdout.write(`${JSON.stringify({ [where]: text })}\n`);
  return code;
}
