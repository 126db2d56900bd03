// `npm start -- --smoke`: opens the real app as a person would, waits until the first lesson's gradient
// stands on screen, and says what it saw. It looks from outside; the app knows nothing of it.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { withBuiltApp } from './openBuilt.mjs';
import { ROOT } from './root.mjs';

const GRADIENT = '[data-testid="node-x"] [data-row="gradient"] [data-role="gradient"]';
const SCREENSHOT = path.join(ROOT, 'test-results/smoke.png');
const TIMEOUT_MS = 60_000;

/**
 * @param {{ executable: string, version: string }} electron
 * @returns {Promise<number>} 0 when the gradient was there, 1 otherwise.
 */
export async function smoke(electron) {
  const started = Date.now();
  try {
    await withBuiltApp(electron.executable, (page) => look(page, started));
    return 0;
  } catch (error) {
    console.error(`smoke: ${error.message}`);
    return 1;
  }
}

async function look(page, started) {
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
  console.log(`screenshot: ${path.relative(process.cwd(), SCREENSHOT)}`);
}
