// npm run golden: asks PyTorch about every sample of every op and keeps its answers in engine/ops/torch.golden.json,
// which engine/ops/torch.test.ts compares with ours. Needs Python 3 with torch (Debian: python3-torch); PYTHON names it.
// npm run golden -- keras: the same with Keras, for layers, training and summaries (engine/testing/keras). Needs
// Python 3 with Keras 3.15 and JAX (pip install keras==3.15.1 jax); PYTHON names it.
// npm run golden -- numpy: the same with NumPy, for what arrays print and do in notebooks (engine/testing/numpy). Needs
// Python 3 with NumPy 2.4 (pip install numpy==2.4.6); PYTHON names it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './root.mjs';
import { setUp } from './setUp.mjs';
import { buildWasm } from './wasm.mjs';

const ANSWERS = 'engine/ops/torch.golden.json';

const SCRIPTS = {
  keras: ['layers.py', 'training.py', 'summaries.py'],
  numpy: ['printing.py', 'behaviour.py'],
};
const python = process.env.PYTHON ?? '/usr/bin/python3';

const asked = process.argv[2];
if (asked in SCRIPTS) {
  for (const script of SCRIPTS[asked]) {
    const { status } = spawnSync(python, [`engine/testing/${asked}/${script}`], { cwd: ROOT, stdio: 'inherit' });
    if (status !== 0) throw new Error(`${script} failed`);
  }
  process.exit(0);
}

await setUp({});
await buildWasm();
const folder = mkdtempSync(path.join(os.tmpdir(), 'golden-'));
try {
  const { questions } = await import(pathToFileURL(await bundle(folder)).href);
  const answered = spawnSync(python, ['engine/testing/torch/answer.py'], {
    cwd: ROOT,
    input: JSON.stringify(questions()),
    maxBuffer: 2 ** 28,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (answered.status !== 0) throw new Error(`PyTorch did not answer (${answered.error ?? answered.status})`);
  writeFileSync(path.join(ROOT, ANSWERS), answered.stdout);
  console.log(`wrote ${ANSWERS}`);
} finally {
  rmSync(folder, { recursive: true });
}

async function bundle(outDir) {
  const { build } = await import('vite');
  await build({
    configFile: false,
    logLevel: 'warn',
    root: ROOT,
    publicDir: false,
    build: {
      target: 'node20',
      outDir,
      emptyOutDir: false,
      minify: false,
      lib: {
        entry: path.join(ROOT, 'engine/testing/torch/samples.ts'),
        formats: ['es'],
        fileName: () => 'samples.mjs',
      },
    },
  });
  return path.join(outDir, 'samples.mjs');
}
