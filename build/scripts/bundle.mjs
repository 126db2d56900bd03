// What is bundled into dist/: the main process and the preloads as CommonJS for the oldest Electron the
// app runs on (25: Node 18), the host page with its workers and the workbench page for its Chromium (114).
import path from 'node:path';
import { ROOT } from './root.mjs';
import { makeIfStale } from './stale.mjs';

const SHARED_INPUTS = ['build/scripts/bundle.mjs', 'package-lock.json', 'tsconfig.json'];
const TESTS = /\.test\.tsx?$/;

const BUNDLES = [
  {
    name: 'main',
    inputs: ['electron/main', 'electron/host/headless', 'electron/bridge.ts'],
    output: 'dist/main/main.cjs',
  },
  {
    name: 'preload',
    inputs: ['electron/preload', 'electron/bridge.ts'],
    output: 'dist/preload/workbench.cjs',
  },
  { name: 'hostPreload', inputs: ['electron/host/hostPreload.ts'], output: 'dist/preload/host.cjs' },
  { name: 'host', inputs: ['electron/host', 'engine'], output: 'dist/host/host.html' },
  {
    name: 'renderer',
    inputs: ['renderer', 'engine/protocol', 'electron/bridge.ts'],
    output: 'dist/renderer/index.html',
  },
];

/** Bundles what is stale; returns the names of the bundles made. */
export async function bundleApp() {
  const made = [];
  for (const { name, inputs, output } of BUNDLES) {
    const ran = await makeIfStale({
      name: `bundle-${name}`,
      inputs: [...inputs, ...SHARED_INPUTS],
      outputs: [output],
      ignore: TESTS,
      make: async () => (await import('vite')).build(await configOf(name)),
    });
    if (ran) made.push(name);
  }
  return made;
}

function configOf(name) {
  if (name === 'main') return scriptConfig('electron/main/main.ts', 'dist/main', 'main.cjs');
  if (name === 'preload') return scriptConfig('electron/preload/workbench.ts', 'dist/preload', 'workbench.cjs');
  if (name === 'hostPreload') return scriptConfig('electron/host/hostPreload.ts', 'dist/preload', 'host.cjs');
  if (name === 'host') return pageConfig('electron/host', 'host.html', 'dist/host');
  return rendererConfig();
}

// A sandboxed preload can load no second file, so each is a build of its own.
function scriptConfig(entry, outDir, fileName) {
  return {
    ...common(),
    root: ROOT,
    publicDir: false,
    build: {
      target: 'node18',
      outDir: path.join(ROOT, outDir),
      emptyOutDir: false,
      minify: false,
      sourcemap: false,
      reportCompressedSize: false,
      lib: { entry: path.join(ROOT, entry), formats: ['cjs'], fileName: () => fileName },
      rolldownOptions: { external: ['electron', /^node:/] },
    },
  };
}

function pageConfig(root, page, outDir) {
  return {
    ...common(),
    root: path.join(ROOT, root),
    publicDir: false,
    // A worker inside a worker is a bundle of its own too. Python knows classes of the engine by their names, also
    // those that have no place under `tf`.
    worker: { format: 'es', rolldownOptions: { output: { keepNames: true } } },
    build: {
      target: 'chrome114',
      outDir: path.join(ROOT, outDir),
      emptyOutDir: true,
      // The content security policy allows no data: scripts, workers or WebAssembly.
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 4096,
      rolldownOptions: { input: path.join(ROOT, root, page) },
    },
  };
}

async function rendererConfig() {
  const { default: react } = await import('@vitejs/plugin-react');
  return { ...pageConfig('renderer', 'index.html', 'dist/renderer'), plugins: [woff2Only(), react()] };
}

// Chromium reads woff2 first of all; the older formats that style sheets of packages offer beside it
// would only weigh on the download (90 files of KaTeX's).
function woff2Only() {
  return {
    name: 'woff2-only',
    enforce: 'pre',
    transform: {
      filter: { id: /node_modules.*\.css$/ },
      handler: (code) => code.replace(/,\s*url\([^)]*\.(?:woff|ttf)['"]?\)\s*format\(['"](?:woff|truetype)['"]\)/g, ''),
    },
  };
}

function common() {
  return { configFile: false, envDir: false, logLevel: 'warn', clearScreen: false, mode: 'production' };
}
