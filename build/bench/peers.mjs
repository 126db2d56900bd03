// TensorFlow.js is a dependency of the benchmark alone: its own package.json and lock file, installed on first use.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hasPeers } from './bundle.mjs';

/** Installs the packages of build/bench unless they are there; without a registry nothing happens. */
export function installPeers() {
  if (hasPeers()) return;
  console.log('bench: installing TensorFlow.js into build/bench/node_modules');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}
