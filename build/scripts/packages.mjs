// Installs the npm packages of the lock file when node_modules does not hold them.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root.mjs';
import { runNpm } from './runCommand.mjs';
import { fail, say } from './say.mjs';

/** Runs `npm ci` unless every package of the lock file is there in its version. */
export async function installPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  say(`installing the packages of the lock file (${missing.length} missing or changed)`);
  // No package of ours needs an install script: Electron is fetched by electronDist.mjs, and Dawn comes in
  // the package `webgpu`. Without them every npm, asking for approval or not, installs the same.
  const code = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error']);
  if (code !== 0) fail('npm ci failed; its message is above.');
}

/** Names of locked packages that node_modules lacks or has in another version; optional ones may be absent. */
function missingPackages() {
  const wanted = readLock('package-lock.json');
  const present = readLock('node_modules/.package-lock.json');
  return Object.keys(wanted).filter((name) => {
    if (name === '') return false;
    const { version, optional, devOptional, link } = wanted[name];
    if (link || ((optional || devOptional) && !present[name])) return false;
    return present[name]?.version !== version;
  });
}

function readLock(file) {
  const lock = path.join(ROOT, file);
  return existsSync(lock) ? JSON.parse(readFileSync(lock, 'utf8')).packages : {};
}
