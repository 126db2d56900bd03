// What every entry point needs before it can begin. This file and what it imports use Node's own modules
// only: in a fresh clone nothing else is there yet. Each part is quick when there is nothing to do.
import { installPackages } from './packages.mjs';
import { prepareElectron } from './prepareElectron.mjs';
import { hasDisplay, installPythonReaders, installSystemPackages } from './systemPackages.mjs';
import { startVirtualDisplay } from './display.mjs';
import { fail, say } from './say.mjs';

const OLDEST_NODE = [20, 20];

/**
 * Packages always; with `electron`, an Electron and the libraries it needs; with `display`, a
 * display to open windows on: the one there is, or with 'virtual' always one of its own.
 * with `python`, the readers that prove our files. `virtual` says whether the display is one that
 * nobody sees.
 * @param {{ electron?: boolean, display?: 'any' | 'virtual', python?: boolean }} needs
 */
export async function setUp({ electron = false, display, python = false }) {
  checkNode();
  await installPackages();
  if (python) installPythonReaders();
  if (!electron) return { electron: null, virtual: false };
  const found = await prepareElectron();
  const virtual = process.platform === 'linux' && (display === 'virtual' || (display === 'any' && !hasDisplay()));
  installSystemPackages({ executable: found.executable, needXvfb: virtual });
  if (virtual) {
    if (display === 'any') say('no display here: opening under Xvfb, a virtual one that nobody sees');
    await startVirtualDisplay();
  }
  return { electron: found, virtual };
}

/**
 * The command-line switches this machine needs. Chromium refuses its sandbox to root, so in containers
 * it is off on the command line; never in the app's code.
 */
export function electronSwitches() {
  return process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : [];
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [needMajor, needMinor] = OLDEST_NODE;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  fail(`Node ${OLDEST_NODE.join('.')} or later is needed; this is ${process.versions.node}.`);
}
