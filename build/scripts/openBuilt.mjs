// Opens the built app for a script that looks at it from outside, with a profile of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from './root.mjs';
import { electronSwitches } from './setUp.mjs';

const WORKBENCH = 'app://workbench/';
const TIMEOUT_MS = 60_000;

/**
 * Runs `look` on the workbench and closes the app whatever happens.
 * @param {string} executable
 * @param {(page: import('@playwright/test').Page, app: import('@playwright/test').ElectronApplication) => Promise<void>} look
 */
export async function withBuiltApp(executable, look) {
  const { _electron } = await import('@playwright/test');
  const userData = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-look-'));
  const app = await _electron.launch({
    executablePath: executable,
    args: [...electronSwitches(), `--user-data-dir=${userData}`, ROOT],
    cwd: ROOT,
    colorScheme: null,
  });
  try {
    await look(await workbenchOf(app), app);
  } finally {
    await app.close();
    rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function workbenchOf(app) {
  const isWorkbench = (page) => page.url().startsWith(WORKBENCH);
  const open = app.windows().find(isWorkbench);
  return open ?? app.waitForEvent('window', { predicate: isWorkbench, timeout: TIMEOUT_MS });
}
