// npm run e2e: only the end-to-end tests; arguments go to Playwright (a file, -g "words in a title").
import { build } from './build.mjs';
import { setUp } from './setUp.mjs';
import { conclude, runEndToEndTests } from './suites.mjs';

await setUp({ electron: true, display: 'virtual' });
await build();
process.exit(conclude([await runEndToEndTests(process.argv.slice(2))]));
