// npm run package: an unpacked folder and a tar.gz of the app for this platform, in release/.
// `--dir` makes the folder only.
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { build } from './build.mjs';
import { pinnedVersion } from './electronDist.mjs';
import { packagedFolder } from './packagedApp.mjs';
import { ROOT } from './root.mjs';
import { fail, say } from './say.mjs';
import { setUp } from './setUp.mjs';
import { makeIfStale } from './stale.mjs';

const folderOnly = process.argv.includes('--dir');
const { electron } = await setUp({ electron: true });
await build();
const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const archive = `release/tapedeck-${version}-${process.platform}-${process.arch}.tar.gz`;
const inputs = [
  'dist',
  'package.json',
  'LICENSE',
  'build/electronBuilder.mjs',
  'build/scripts/package.mjs',
  'build/icons',
];

const madeFolder = await makeIfStale({
  name: `package-${electron.version}`,
  inputs,
  outputs: [packagedFolder()],
  make: makeFolder,
});
const madeArchive =
  !folderOnly &&
  (await makeIfStale({ name: `archive-${electron.version}`, inputs, outputs: [archive], make: makeArchive }));
say(
  madeFolder || madeArchive
    ? `packaged: ${packagedFolder()}${folderOnly ? '' : `, ${archive}`}`
    : 'package: nothing is stale',
);
if (electron.version !== pinnedVersion()) {
  say(`it holds Electron ${electron.version}, for trying out here; hand out one made with ${pinnedVersion()}`);
}

async function makeFolder() {
  const { build: runBuilder } = await import('electron-builder');
  const { builderConfiguration } = await import('../electronBuilder.mjs');
  await runBuilder({ projectDir: ROOT, config: builderConfiguration(electron), publish: 'never' });
  rmSync(path.join(ROOT, 'release/builder-debug.yml'), { force: true });
}

// By tar and zlib: electron-builder's own tar.gz wants another download first.
async function makeArchive() {
  const { dir, base } = path.parse(packagedFolder());
  const inside = path.basename(archive, '.tar.gz');
  const rename = process.platform === 'linux' ? [`--transform=s,^${base},${inside},`] : ['-s', `,^${base},${inside},`];
  const tar = spawn('tar', ['-cf', '-', ...rename, '-C', dir, base], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(tar, 'exit');
  await pipeline(tar.stdout, createGzip({ level: 5 }), createWriteStream(path.join(ROOT, archive)));
  const [code] = await ended;
  if (code !== 0) fail(`tar failed with exit code ${code}`);
}
