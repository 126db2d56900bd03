// Where electron-builder puts the unpacked app on this platform and processor.
import path from 'node:path';

const SYSTEMS = { linux: 'linux', win32: 'win', darwin: 'mac' };
const suffix = process.arch === 'x64' ? '' : `-${process.arch}`;

/** The folder, relative to the root. */
export function packagedFolder() {
  const name = `${SYSTEMS[process.platform]}${process.platform === 'darwin' ? suffix : `${suffix}-unpacked`}`;
  return path.posix.join('release', name);
}

/** The program in it, relative to the root. */
export function packagedExecutable() {
  const program = { darwin: 'Tapedeck.app/Contents/MacOS/Tapedeck', win32: 'Tapedeck.exe' }[process.platform];
  return path.posix.join(packagedFolder(), program ?? 'tapedeck');
}
