// What Linux must have besides npm packages: the libraries that Electron needs, Xvfb where there is no display, and
// the readers that tests hold our files against. As root on Debian and Ubuntu they are installed; elsewhere the command
// to run is printed.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { fail, say } from './say.mjs';

/** Python's readers of the files that we write, by the module that a test imports. */
const PYTHON_READERS = {
  h5py: 'python3-h5py',
  nbformat: 'python3-nbformat',
  numpy: 'python3-numpy',
  onnx: 'python3-onnx',
  torch: 'python3-torch',
};

const LIBRARIES = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1'];

/** Whether a window can be opened without help. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Makes sure that the Electron given can start here.
 * @param {{ executable: string, needXvfb: boolean }} needs
 */
export function installSystemPackages({ executable, needXvfb }) {
  if (process.platform !== 'linux') return;
  const libraries = missingLibraries(executable);
  const xvfb = needXvfb && !onPath('Xvfb');
  if (libraries.length === 0 && !xvfb) return;
  const what = [...libraries, ...(xvfb ? ['Xvfb'] : [])].join(', ');
  aptInstall(what, [...(libraries.length > 0 ? LIBRARIES.map(aptName) : []), ...(xvfb ? ['xvfb'] : [])]);
  const still = missingLibraries(executable);
  if (still.length > 0) fail(`still missing on this system: ${still.join(', ')}`);
}

/** Makes sure that the tests find the Python they ask: Debian's with its readers, or the one that PYTHON names. */
export function installPythonReaders() {
  const python = process.env.PYTHON ?? '/usr/bin/python3';
  const lacks = (module) => spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status !== 0;
  const missing = Object.keys(PYTHON_READERS).filter(lacks);
  if (missing.length === 0) return;
  const what = `Python's ${missing.join(', ')} (for ${python})`;
  if (process.env.PYTHON) fail(`missing: ${what}. Install them there, or leave PYTHON unset.`);
  aptInstall(what, [...new Set(missing.map((module) => PYTHON_READERS[module]))]);
  const still = missing.filter(lacks);
  if (still.length > 0) fail(`still missing: Python's ${still.join(', ')}`);
}

function aptInstall(what, packages) {
  if (!onPath('apt-get')) {
    fail(`missing on this system: ${what}. Install them with its package manager, then run this again.`);
  }
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid() !== 0) fail(`missing on this system: ${what}. Run: sudo ${command}`);
  say(`installing system packages: ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  spawnSync('apt-get', ['update', '-qq'], options);
  const [program, ...args] = command.split(' ');
  if (spawnSync(program, args, options).status !== 0) fail(`this failed, its message is above: ${command}`);
}

function missingLibraries(executable) {
  const listed = spawnSync('ldd', [executable], { encoding: 'utf8' }).stdout ?? '';
  return [...listed.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

// Since the 64-bit time change some libraries carry a suffix (Ubuntu 24.04, Debian 13).
function aptName(name) {
  try {
    execFileSync('apt-cache', ['show', '--no-all-versions', `${name}t64`], { stdio: 'ignore' });
    return `${name}t64`;
  } catch {
    return name;
  }
}

function onPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    const file = path.join(folder, program);
    if (!existsSync(file)) return false;
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
