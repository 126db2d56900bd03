// "Make it only when its inputs changed": a step is fresh while the hash of its inputs is the one it
// was last made from and its outputs are there.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root.mjs';

const STAMPS = path.join(ROOT, '.cache/made');

/**
 * Runs `make` unless the step is fresh; says whether it ran.
 * @param {{ name: string, inputs: string[], outputs: string[], ignore?: RegExp, make: () => unknown }} step
 *   Paths are relative to the root; a folder stands for all files in it, less those that `ignore` matches.
 */
export async function makeIfStale({ name, inputs, outputs, ignore, make }) {
  const stamp = path.join(STAMPS, `${name}.txt`);
  const hash = hashOf(inputs, ignore);
  const fresh =
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === hash &&
    outputs.every((output) => existsSync(path.join(ROOT, output)));
  if (fresh) return false;
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}

function hashOf(inputs, ignore) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesOf(path.join(ROOT, input)))) {
    const name = path.relative(ROOT, file).split(path.sep).join('/');
    if (ignore?.test(name)) continue;
    hash.update(name).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesOf(entry) {
  if (!existsSync(entry)) return [];
  if (statSync(entry).isFile()) return [entry];
  return readdirSync(entry)
    .sort()
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => filesOf(path.join(entry, name)));
}
