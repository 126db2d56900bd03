// npm run check: types, lint (with the directions of imports), format. All three run, whatever the first says.
import { buildWasm } from './wasm.mjs';
import { runNode } from './runCommand.mjs';
import { say } from './say.mjs';
import { setUp } from './setUp.mjs';

const CHECKS = [
  ['types', 'node_modules/typescript/bin/tsc', ['-p', '.', '--incremental', '--tsBuildInfoFile', '.cache/tsbuildinfo']],
  ['lint', 'node_modules/eslint/bin/eslint.js', ['.', '--max-warnings', '0']],
  ['format', 'node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
];

await setUp({});
await buildWasm();
const failed = [];
for (const [name, script, args] of CHECKS) {
  if ((await runNode(script, args)) !== 0) failed.push(name);
}
say(failed.length > 0 ? `check: ${failed.join(', ')} failed` : 'check: types, lint and format are fine');
process.exit(failed.length > 0 ? 1 : 0);
