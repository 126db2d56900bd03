// npm run bench: sets up, compiles the kernels, and hands over to build/bench/run.mjs.
import { runNode } from './runCommand.mjs';
import { setUp } from './setUp.mjs';
import { softwareVulkanEnvironment } from './softwareVulkan.mjs';
import { buildWasm } from './wasm.mjs';

await setUp({});
await buildWasm();
const env = { ...process.env, ...softwareVulkanEnvironment() };
process.exit(await runNode('build/bench/run.mjs', process.argv.slice(2), { env }));
