/** The app as people get it: packed into its asar, with the ways in for a debugger of Node closed. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, expect, test } from '@playwright/test';
import { packagedExecutable } from '../../build/scripts/packagedApp.mjs';
import { ROOT } from '../../build/scripts/root.mjs';
import { electronSwitches } from '../../build/scripts/setUp.mjs';
import { WORKBENCH } from '../support/launch';

test.beforeAll(() => {
  test.setTimeout(180_000);
  execFileSync(process.execPath, ['build/scripts/package.mjs', '--dir'], { cwd: ROOT, stdio: 'ignore' });
});

test('it carries the bundles and nothing that only tests or development need', () => {
  const resources = process.platform === 'darwin' ? '../Resources' : 'resources';
  const archive = readFileSync(path.join(path.dirname(path.join(ROOT, packagedExecutable())), resources, 'app.asar'));
  // The archive begins with the length of its table of contents, in JSON.
  const contents = JSON.parse(archive.toString('utf8', 16, 16 + archive.readUInt32LE(12)));
  expect(Object.keys(contents.files).sort()).toEqual(['LICENSE', 'dist', 'package.json']);
  expect(Object.keys(contents.files.dist.files).sort()).toEqual(['host', 'icon.png', 'main', 'preload', 'renderer']);
});

test('the packaged app starts and shows the first lesson', async () => {
  const userData = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-e2e-'));
  const switches = [...electronSwitches(), `--user-data-dir=${userData}`, '--remote-debugging-port=0'];
  const app = spawn(path.join(ROOT, packagedExecutable()), switches, { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    // Playwright drives an Electron through Node's inspector, which the packaged one has not; through the
    // pages' own debugging port it is reached all the same.
    const browser = await chromium.connectOverCDP(await debuggingAddress(app), { noDefaults: true });
    const pages = () => browser.contexts().flatMap((context) => context.pages());
    await expect.poll(() => pages().map((page) => page.url())).toContain(`${WORKBENCH}index.html`);
    const workbench = pages().find((page) => page.url().startsWith(WORKBENCH));
    if (!workbench) throw new Error('the workbench is gone');
    const info = await workbench.evaluate(() => window.tapedeck.getAppInfo());
    expect(info.version).toBe('0.1.0');
    await expect(workbench.locator('[data-testid="node-x"] [data-row="gradient"] [data-role="gradient"]')).toHaveText(
      '8',
      { timeout: 30_000 },
    );
    await browser.close();
  } finally {
    const ended = once(app, 'exit');
    app.kill();
    await ended;
    rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function debuggingAddress(app: ChildProcess): Promise<string> {
  if (!app.stderr) throw new Error('the app was started without its standard error');
  for await (const line of createInterface({ input: app.stderr })) {
    const found = /DevTools listening on (ws:\S+)/.exec(line);
    if (found) {
      app.stderr.resume();
      return found[1];
    }
  }
  throw new Error('the packaged app ended before it could be reached');
}
