// npm run notebook -- file.ipynb [--out executed.ipynb] [--timeout seconds]: runs a notebook in the app's engine host,
// without a workbench window, prints what it gives out, and writes the executed notebook.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { ROOT } from './root.mjs';
import { electronSwitches, setUp } from './setUp.mjs';

const USAGE = `Usage: npm run notebook -- FILE [options]

FILE is an .ipynb, or a .py with # %% cells. It is run from the top, and nothing of it is changed.

  --out FILE      where to write the executed notebook (FILE.executed.ipynb beside it, when left out)
  --timeout S     stops it after so many seconds
  --help          this

Ends with 0 when every cell came to its end, with 1 when one failed or was stopped (what ran until then is written),
with 2 for a mistake in the command, with 130 when it is interrupted.`;
/** From the stop that an interrupt asks for to the end of patience. */
const PATIENCE_MS = 15_000;

const request = requestOf(process.argv.slice(2));
const { electron } = await setUp({ electron: true, display: 'any' });
await build();
process.exit(await run(request));

/** npm starts scripts in the project's folder; paths are meant from where it was called. */
function requestOf(args) {
  const here = process.env.INIT_CWD ?? process.cwd();
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        timeout: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    if (positionals.length !== 1) throw new Error('one notebook is to be named');
    const seconds = values.timeout === undefined ? null : Number(values.timeout);
    if (seconds !== null && !(seconds > 0)) throw new Error(`--timeout: ${values.timeout} is no time in seconds`);
    const file = path.resolve(here, positionals[0]);
    const out = path.resolve(here, values.out ?? file.replace(/(\.(ipynb|py))?$/i, '.executed.ipynb'));
    return { file, out, timeoutMs: seconds === null ? null : seconds * 1000 };
  } catch (error) {
    console.error(`notebook: ${error.message}`);
    console.error('notebook: --help says what can be asked for');
    process.exit(2);
  }
}

async function run(wanted) {
  const log = path.join(ROOT, '.cache/notebook.log');
  mkdirSync(path.dirname(log), { recursive: true });
  // A profile of its own: it may run beside the app, and beside others of its kind.
  const profile = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-notebook-'));
  const request = `--run-notebook=${JSON.stringify(wanted)}`;
  const args = [...electronSwitches(), `--user-data-dir=${profile}`, request, ROOT];
  // Detached: an interrupt at the terminal reaches this script alone, which asks the app to stop in order.
  const app = spawn(electron.executable, args, {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', openSync(log, 'w')],
    detached: true,
  });
  const stop = () => {
    app.stdin.write('stop\n', () => {});
    setTimeout(() => app.kill('SIGKILL'), PATIENCE_MS).unref();
  };
  app.stdin.on('error', () => {});
  process.on('SIGINT', stop).on('SIGTERM', stop);
  process.once('exit', () => {
    app.kill('SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  });
  let said = false;
  createInterface({ input: app.stdout }).on('line', (line) => {
    const message = messageOf(line);
    if (message === null) return;
    said = true;
    if (message.out !== undefined) process.stdout.write(message.out);
    if (message.err !== undefined) process.stderr.write(message.err);
  });
  const code = await new Promise((resolve) => app.once('close', resolve));
  if (!said) console.error(readFileSync(log, 'utf8').split('\n').slice(-20).join('\n'));
  return code ?? 1;
}

function messageOf(line) {
  try {
    const message = JSON.parse(line);
    return typeof message === 'object' ? message : null;
  } catch {
    // Something of Chromium's.
    return null;
  }
}
