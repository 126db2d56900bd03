// npm run export -- script.ts --steps 100 --format onnx --out model.onnx: trains without a window and writes the weights.
import { buildHeadless } from './headless.mjs';
import { runNode } from './runCommand.mjs';
import { setUp } from './setUp.mjs';

await setUp({});
process.exit(await runNode(await buildHeadless(), process.argv.slice(2)));
