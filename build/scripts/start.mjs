// npm start: sets up, builds what is stale, opens the app. `npm start -- --smoke` looks at it instead.
import { build } from './build.mjs';
import { ROOT } from './root.mjs';
import { runCommand } from './runCommand.mjs';
import { electronSwitches, setUp } from './setUp.mjs';

const args = process.argv.slice(2);
const { electron } = await setUp({ electron: true, display: 'any' });
await build();
if (args.includes('--smoke')) {
  const { smoke } = await import('./smoke.mjs');
  process.exit(await smoke(electron));
}
process.exit(await runCommand(electron.executable, [...electronSwitches(), ...args, ROOT]));
