// `npm start -- --smoke`: opens the real app as a person would, waits until the first lesson's gradient
// stands on screen and Python has started after it, and says what it saw. It looks from outside; the app
// knows nothing of it.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { withBuiltApp } from './openBuilt.mjs';
import { ROOT } from './root.mjs';

const GRADIENT = '[data-testid="node-x"] [data-row="gradient"] [data-role="gradient"]';
const SCREENSHOT = path.join(ROOT, 'test-results/smoke.png');
const HOST = 'app://host/';
const TIMEOUT_MS = 60_000;

/**
 * @param {{ executable: string, version: string }} electron
 * @returns {Promise<number>} 0 when the gradient was there, 1 otherwise.
 */
export async function smoke(electron) {
  const started = Date.now();
  try {
    await withBuiltApp(electron.executable, (page, app) => look(page, app, started));
    return 0;
  } catch (error) {
    console.error(`smoke: ${error.message}`);
    return 1;
  }
}

async function look(page, app, started) {
  const gradient = page.locator(GRADIENT).first();
  await gradient.waitFor({ state: 'visible', timeout: TIMEOUT_MS });
  const firstGradient = Date.now() - started;
  const text = (await gradient.innerText()).trim();
  const { version, electron, chromium, windowShown } = await page.evaluate('window.tapedeck.getAppInfo()');
  mkdirSync(path.dirname(SCREENSHOT), { recursive: true });
  await page.screenshot({ path: SCREENSHOT });
  console.log(`gradient of x: ${text}`);
  console.log(`Tapedeck ${version}, Electron ${electron}, Chromium ${chromium}`);
  const backend = page.getByRole('button', { name: /^Backend: / });
  console.log(`backend: ${(await backend.innerText()).trim()}`);
  await backend.click();
  const [adapter] = (await page.getByRole('menu').innerText()).split('\n');
  console.log(`adapter: ${adapter}`);
  console.log(`window shown after ${windowShown} ms, first gradient after ${firstGradient} ms`);
  console.log(`Python started in ${await pythonStart(app)} ms, in the background`);
  console.log(`screenshot: ${path.relative(process.cwd(), SCREENSHOT)}`);
}

/** How long the interpreter of notebooks took to start, as the engine worker has measured it. */
async function pythonStart(app) {
  const engine = await engineWorkerOf(app);
  const duration = await engine.evaluate(
    ({ name, timeout }) =>
      new Promise((resolve) => {
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntriesByName(name)) resolve(entry.duration);
        });
        // Those that are there already, too.
        observer.observe({ type: 'measure', buffered: true });
        setTimeout(() => resolve(null), timeout);
      }),
    { name: 'python start', timeout: TIMEOUT_MS },
  );
  if (duration === null) throw new Error(`Python did not start within ${TIMEOUT_MS / 1000} s`);
  return Math.round(duration);
}

/** Playwright hears of workers some time after they are there. */
async function engineWorkerOf(app) {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    const host = app.windows().find((page) => page.url().startsWith(HOST));
    const engine = host?.workers().find((worker) => worker.url().includes('engineWorker'));
    if (engine !== undefined) return engine;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the engine worker is not there');
}
