// npm start: sets up, builds what is stale, opens the app. `npm start -- --smoke` looks at it from outside
// instead, and so does a start where nobody could see the window or close it.
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { ROOT } from './root.mjs';
import { KILLED, runCommand } from './runCommand.mjs';
import { say } from './say.mjs';
import { electronSwitches, setUp } from './setUp.mjs';

const args = process.argv.slice(2);
const { electron, virtual } = await setUp({ electron: true, display: 'any' });
await build();
if (virtual || args.includes('--smoke')) {
  const { smoke } = await import('./smoke.mjs');
  process.exit(await smoke(electron));
}
// Chromium writes pages of messages about what a machine has not (a bus, a GPU): they go to a file.
const log = path.join(ROOT, '.cache/start.log');
mkdirSync(path.dirname(log), { recursive: true });
const stderr = openSync(log, 'w');
say(`opening; Chromium's messages go to ${path.relative(process.cwd(), log)}`);
const code = await runCommand(electron.executable, [...electronSwitches(), ...args, ROOT], {
  stdio: ['inherit', 'inherit', stderr],
});
if (code !== 0 && code !== KILLED) console.error(readFileSync(log, 'utf8').split('\n').slice(-20).join('\n'));
process.exit(code);
