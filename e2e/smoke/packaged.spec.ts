/** The app as people get it: packed into its asar, with the ways in for a debugger of Node closed. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, expect, test, type Page } from '@playwright/test';
import { packagedExecutable } from '../../build/scripts/packagedApp.mjs';
import { ROOT } from '../../build/scripts/root.mjs';
import { electronSwitches } from '../../build/scripts/setUp.mjs';
import { HOST, WORKBENCH } from '../support/launch';
import { Workbench } from '../support/workbench';

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
  expect(Object.keys(contents.files.dist.files).sort()).toEqual([
    'host',
    'icon.png',
    'main',
    'preload',
    'python',
    'renderer',
  ]);
  const python = ['library.zip', 'pyodide.js', 'pyodide.wasm', 'snapshot.bin'];
  expect(Object.keys(contents.files.dist.files.python.files).sort()).toEqual(python);
});

test('the packaged app starts, shows the first lesson, and starts Python after it', async () => {
  test.setTimeout(120_000);
  await inPackagedApp(async ({ page }) => {
    const info = await page.evaluate(() => window.tapedeck.getAppInfo());
    expect(info.version).toBe('0.1.0');
    await expect(page.locator('[data-testid="node-x"] [data-row="gradient"] [data-role="gradient"]')).toHaveText('8', {
      timeout: 30_000,
    });
    const host = page
      .context()
      .pages()
      .find((each) => each.url().startsWith(HOST))!;
    await expect.poll(() => pythonStarts(host), { timeout: 60_000 }).toBe(1);
  });
});

test('it writes weights in every format and reads HDF5 again', async () => {
  test.setTimeout(120_000);
  await inPackagedApp(async (workbench) => {
    const { page } = workbench;
    await workbench.openLesson(/One neuron/);
    await workbench.pin('kernel', 1.25);
    await workbench.pin('bias', 0);
    await listenToEngine(page);
    await workbench.button('Export weights').click();
    const dialog = page.getByRole('dialog');
    const formats = await dialog.getByRole('radio').all();
    expect(formats.length).toBeGreaterThan(8);
    for (const format of formats) {
      await format.check();
      await expect(workbench.button('Save…')).toBeEnabled();
      await expect(dialog.getByRole('alert')).toBeHidden();
    }
    await page.getByRole('radio', { name: /Keras weights/ }).check();
    await expect(dialog.getByRole('row', { name: /sequential\/dense\/kernel/ })).toContainText('1.35');
    await expect(workbench.button('Save…')).toBeEnabled();
    const file = await exportedFile(page);
    expect(file.slice(0, 4)).toEqual([0x89, ...Buffer.from('HDF')]);
    await page.keyboard.press('Escape');

    await workbench.pin('kernel', -3);
    await dropFile(page, 'neuron.weights.h5', file);
    await expect(dialog).toContainText('Everything matches: 2 tensors.');
    await workbench.button('Load all 2').click();
    await expect(dialog).toContainText('Weights loaded');
    await workbench.button('Done').click();
    await expect(workbench.startValue('kernel')).toHaveValue('1.35');

    await dropFile(page, 'broken.weights.h5', file.slice(0, -900));
    await expect(dialog).toContainText(/nothing was changed/i);
  });
});

/** Starts the packaged app with a new profile, hands its workbench over, and ends it. */
async function inPackagedApp(use: (workbench: Workbench) => Promise<void>): Promise<void> {
  const userData = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-e2e-'));
  const switches = [...electronSwitches(), `--user-data-dir=${userData}`, '--remote-debugging-port=0'];
  const app = spawn(path.join(ROOT, packagedExecutable()), switches, { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    // Playwright drives an Electron through Node's inspector, which the packaged one has not; through the
    // pages' own debugging port it is reached all the same.
    const browser = await chromium.connectOverCDP(await debuggingAddress(app), { noDefaults: true });
    const pages = () => browser.contexts().flatMap((context) => context.pages());
    await expect.poll(() => pages().map((page) => page.url())).toContain(`${WORKBENCH}index.html`);
    const page = pages().find((one) => one.url().startsWith(WORKBENCH));
    if (!page) throw new Error('the workbench is gone');
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await use(new Workbench(page));
    expect(problems, 'errors that the page reported').toEqual([]);
    await browser.close();
  } finally {
    const ended = once(app, 'exit');
    app.kill();
    await ended;
    rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** How often Python has started, as the engine worker has measured it. */
async function pythonStarts(host: Page): Promise<number> {
  const engine = host.workers().find((worker) => worker.url().includes('engineWorker'));
  return (await engine?.evaluate(() => performance.getEntriesByName('python start').length)) ?? 0;
}

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

type Heard = Window & {
  heard?: { port: MessagePort | null; exported: { export: number; files: { size: number }[] } | null };
};

/** Nobody answers a file dialog of a packaged app here: its port to the engine is listened to, so that a test can take the file. */
async function listenToEngine(page: Page): Promise<void> {
  await page.evaluate(() => {
    const heard: NonNullable<Heard['heard']> = { port: null, exported: null };
    (window as Heard).heard = heard;
    const send = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...given: unknown[]) {
      // React has ports of its own, for which a message is nothing but a wake-up.
      if (heard.port === null && (given[0] as { type?: unknown } | null)?.type !== undefined) {
        heard.port = this;
        this.addEventListener('message', ({ data }) => {
          if (data.type === 'weightsExported' && data.result.ok) heard.exported = data.result.value;
        });
      }
      Reflect.apply(send, this, given);
    };
  });
}

/** The bytes of what the Export panel shows, as saving fetches them. */
function exportedFile(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const { port, exported } = (window as Heard).heard!;
    const request = 1e9;
    const answer = new Promise<Uint8Array>((resolve) => {
      port!.addEventListener('message', ({ data }) => {
        if (data.type === 'exportedRead' && data.request === request) resolve(data.result.value);
      });
    });
    const length = exported!.files[0].size;
    port!.postMessage({ type: 'readExported', request, export: exported!.export, file: 0, offset: 0, length });
    return [...(await answer)];
  });
}

async function dropFile(page: Page, name: string, bytes: readonly number[]): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    (file) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(file.bytes)], file.name));
      return data;
    },
    { name, bytes },
  );
  await page.dispatchEvent('main', 'dragenter', { dataTransfer });
  await page.dispatchEvent('main', 'drop', { dataTransfer });
}
