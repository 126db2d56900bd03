// npm test: unit tests, then end-to-end tests, then one line that counts both.
import { build } from './build.mjs';
import { setUp } from './setUp.mjs';
import { conclude, runEndToEndTests, runUnitTests } from './suites.mjs';

await setUp({ electron: true, display: 'virtual' });
await build();
const suites = [await runUnitTests(), await runEndToEndTests()];
process.exit(conclude(suites));
