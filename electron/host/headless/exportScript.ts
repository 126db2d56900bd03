/** `npm run export`: runs a script or a notebook without a window, and writes what it has trained. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { formatInfos } from '../../../engine/export/formats';
import type { ExportedWeights, RunState } from '../../../engine/protocol';
import { PendingSave } from '../../main/pendingSave';
import { reasonOf } from '../../main/reasonOf';
import { exportArguments, type ExportArguments, helpText, isNotebook, UsageError } from './exportArguments';
import { HeadlessSession } from './headlessSession';

const PART = 16 * 1024 * 1024;

// npm starts scripts in the project's folder; paths are meant from where it was called.
const HERE = process.env.INIT_CWD ?? process.cwd();

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const wanted = exportArguments(args, formatInfos);
    if (wanted === 'help') console.log(helpText(formatInfos));
    else await exportScript(wanted);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    console.error(`export: ${(error as Error).message}`);
    if (isUsage) console.error('export: --help says what can be asked for');
    return isUsage ? 2 : 1;
  }
}

async function exportScript({ script, steps, format, out, optimizer }: ExportArguments): Promise<void> {
  const bytes = await readFile(path.resolve(HERE, script)).catch((error: unknown) => {
    throw new Error(`${script} could not be read: ${reasonOf(error)}`);
  });
  const threads = {
    script: new URL('./scriptThread.mjs', import.meta.url),
    python: new URL('./pythonThread.mjs', import.meta.url),
  };
  const session = await HeadlessSession.start(threads, (text) => console.log(text));
  try {
    if (isNotebook(script)) await runNotebook(session, script, bytes);
    else checkEnd(await session.train(bytes.toString('utf8'), steps ?? 1), script);
    const result = await session.export(format, optimizer, path.parse(script).name);
    if (!result.ok) throw new Error(result.message);
    const { step, loss } = result.value.metadata;
    if (steps !== null && Number(step) < steps) {
      console.error(`export: the script ended after step ${step} of ${steps}`);
    }
    const file = await save(session, result.value, out);
    console.log(`wrote ${file}: step ${step}${loss === undefined ? '' : `, loss ${loss}`}`);
  } finally {
    session.close();
  }
}

/** Weights of half a notebook are not what was asked for. */
async function runNotebook(session: HeadlessSession, file: string, bytes: Uint8Array): Promise<void> {
  const notice = (text: string) => console.error(`export: ${text}`);
  const failure = await session.runNotebook(path.basename(file), bytes, notice);
  if (failure !== null) throw new Error(`${file}: ${failure}`);
}

/** A script that failed has nothing worth exporting. */
function checkEnd(run: RunState, script: string): void {
  if (run.state === 'failed') {
    const { name, message, line } = run.error;
    throw new Error(`${script}${line === null ? '' : `:${line}`}: ${name}: ${message}`);
  }
  if (run.state === 'crashed') throw new Error(`${script}: the script's thread ended: ${run.reason}`);
}

/** Writes the files, the first one to `out`, and gives its path. */
async function save(session: HeadlessSession, exported: ExportedWeights, out: string | null): Promise<string> {
  const { files } = exported;
  const main = path.resolve(HERE, out ?? files[0].name);
  const targets = files.map(({ name, size }, i) => ({
    path: i === 0 ? main : path.join(path.dirname(main), name),
    size,
  }));
  const pending = await PendingSave.open(targets);
  try {
    for (const [file, { size }] of files.entries()) {
      for (let offset = 0; offset < size; offset += PART) {
        await pending.write(file, await session.read(exported, file, offset, PART));
      }
    }
    await pending.finish();
  } catch (error) {
    await pending.cancel();
    throw error;
  }
  return path.relative(HERE, main) || main;
}
