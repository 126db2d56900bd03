// Draws the PNG icons from build/icons/tapedeck.svg with Electron. Run by hand when the drawing changes:
//   node build/scripts/icons.mjs
import path from 'node:path';
import { ROOT } from './root.mjs';
import { runCommand } from './runCommand.mjs';
import { electronSwitches, setUp } from './setUp.mjs';

const { electron } = await setUp({ electron: true, display: 'any' });
const renderer = path.join(ROOT, 'build/scripts/renderIcons.cjs');
process.exit(await runCommand(electron.executable, [...electronSwitches(), renderer]));
