// Builds what is stale: `npm run build`, and the first step of every script that runs the app.
import { pathToFileURL } from 'node:url';
import { bundleApp } from './bundle.mjs';
import { buildWasm } from './wasm.mjs';

/** Brings dist/ up to date and says in a line what was made. */
export async function build() {
  const started = Date.now();
  const made = [...(await buildWasm()), ...(await bundleApp())];
  const took = `${((Date.now() - started) / 1000).toFixed(1)} s`;
  console.log(made.length > 0 ? `build: made ${made.join(', ')} in ${took}` : `build: nothing is stale (${took})`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { setUp } = await import('./setUp.mjs');
  await setUp({});
  await build();
}
