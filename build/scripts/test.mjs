// npm test: unit tests, then end-to-end tests, then one line that counts both.
import { build } from './build.mjs';
import { buildHeadless } from './headless.mjs';
import { setUp } from './setUp.mjs';
import { conclude, runEndToEndTests, runUnitTests } from './suites.mjs';

// Whatever ends this early (no Electron, a build that fails), the last line is a count.
const uncounted = () => console.log('0 passed, 1 failed');
process.once('exit', uncounted);
await setUp({ electron: true, display: 'virtual', python: true });
await build();
// Several test files use it at the same time: none must find it while another makes it.
await buildHeadless();
const suites = [await runUnitTests(), await runEndToEndTests()];
process.off('exit', uncounted);
process.exit(conclude(suites));
