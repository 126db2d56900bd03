// Builds what is stale: `npm run build`, and the first step of every script that runs the app.
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleApp } from './bundle.mjs';
import { ROOT } from './root.mjs';
import { buildPython } from './python.mjs';
import { fail } from './say.mjs';
import { makeIfStale } from './stale.mjs';
import { buildWasm } from './wasm.mjs';

/** Brings dist/ up to date and says in a line what was made. A build that fails ends the script with its message. */
export async function build() {
  const started = Date.now();
  const made = await makeAll().catch((error) => fail(`the build failed: ${error.message}`));
  const took = `${((Date.now() - started) / 1000).toFixed(1)} s`;
  console.log(made.length > 0 ? `build: made ${made.join(', ')} in ${took}` : `build: nothing is stale (${took})`);
}

async function makeAll() {
  return [...(await buildWasm()), ...(await buildPython()), ...(await bundleApp()), ...(await copyIcon())];
}

// On Linux a window shows the icon it is given, not one of the package.
async function copyIcon() {
  const [from, to] = ['build/icons/256x256.png', 'dist/icon.png'];
  const make = () => copyFileSync(path.join(ROOT, from), path.join(ROOT, to));
  return (await makeIfStale({ name: 'icon', inputs: [from], outputs: [to], make })) ? ['icon'] : [];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { setUp } = await import('./setUp.mjs');
  await setUp({});
  await build();
}
