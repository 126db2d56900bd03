/**
 * Launches the real, built app for a test, with a profile of its own, and watches for what should
 * never happen: errors on a page's console, refusals by the content security policy, uncaught exceptions.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import type { Settings } from '../../electron/bridge';
import { findElectron } from '../../build/scripts/electronDist.mjs';
import { ROOT } from '../../build/scripts/root.mjs';
import { electronSwitches } from '../../build/scripts/setUp.mjs';

export const WORKBENCH = 'app://workbench/';
export const HOST = 'app://host/';

export interface LaunchOptions {
  /** A profile to start with; by default a new one, removed when the app closes. */
  userData?: string;
  /** What was remembered from an earlier start. */
  settings?: Partial<Settings>;
  /** Gives WebGPU its software adapter. Without it, a machine that has no GPU runs on the CPU backend. */
  softwareWebGpu?: boolean;
  /** Files to name on the command line. */
  files?: string[];
  /** A packaged app to start instead of the built one. */
  packaged?: string;
}

export interface RunningApp {
  electron: ElectronApplication;
  workbench: Page;
  userData: string;
  /** What pages reported as errors so far. A test that provokes one takes it out. */
  problems: string[];
  close(): Promise<void>;
}

/** Starts the app and resolves when the workbench has loaded. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const userData = options.userData ?? mkdtempSync(path.join(os.tmpdir(), 'tapedeck-e2e-'));
  if (options.settings) writeFileSync(path.join(userData, 'settings.json'), JSON.stringify(options.settings));
  const { TAPEDECK_WEBGPU: _ours, ...inherited } = process.env as Record<string, string>;
  const electron = await _electron.launch({
    executablePath: options.packaged ?? electronExecutable(),
    args: [
      ...electronSwitches(),
      `--user-data-dir=${userData}`,
      ...(options.packaged ? [] : [ROOT]),
      ...(options.files ?? []),
    ],
    env: { ...inherited, ...(options.softwareWebGpu && { TAPEDECK_WEBGPU: 'software' }) },
    cwd: ROOT,
    // Playwright would say `light` to every page, whatever the app's theme.
    colorScheme: null,
  });
  const problems: string[] = [];
  for (const page of electron.windows()) watch(page, problems);
  electron.on('window', (page) => watch(page, problems));
  const workbench = await pageAt(electron, WORKBENCH);
  // Asked of the page itself: an event that came before anybody listened would be waited for without end.
  const isLoaded = () => workbench.evaluate(() => document.readyState);
  await expect.poll(isLoaded, { message: 'the workbench has loaded', timeout: 30_000 }).toBe('complete');
  return {
    electron,
    workbench,
    userData,
    problems,
    async close() {
      // What a test left unsaved must not keep the app with a question.
      await electron.evaluate(({ dialog }) => {
        dialog.showMessageBox = (async () => ({ response: 1, checkboxChecked: false })) as never;
      });
      await electron.close();
      if (!options.userData) rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * One app for all tests of a file, in their order; each of them fails when a page reported an error
 * meanwhile. Returns a function that gives the running app inside a test.
 */
export function useApp(options: LaunchOptions = {}): () => RunningApp {
  let app: RunningApp | null = null;
  test.beforeAll(async () => {
    app = await launchApp(options);
  });
  test.afterEach(async ({}, info) => {
    if (!app) return;
    if (info.status !== info.expectedStatus) {
      const screenshot = await app.workbench.screenshot({ timeout: 5_000 }).catch(() => null);
      if (screenshot) await info.attach('workbench', { body: screenshot, contentType: 'image/png' });
    }
    expect(app.problems.splice(0), 'errors that pages reported').toEqual([]);
  });
  test.afterAll(async () => {
    await app?.close();
    app = null;
  });
  return () => {
    if (!app) throw new Error('The app has not been launched.');
    return app;
  };
}

/** The page whose address begins so, as soon as there is one. */
export async function pageAt(electron: ElectronApplication, address: string): Promise<Page> {
  let found: Page | undefined;
  await expect
    .poll(() => (found = electron.windows().find((page) => page.url().startsWith(address))) !== undefined, {
      message: `a window at ${address}`,
      timeout: 20_000,
    })
    .toBe(true);
  return found as Page;
}

/** Kills the process of the hidden engine host, as a crash of it would; waits for one that is just being started. */
export async function killEngineHost({ electron, workbench }: RunningApp): Promise<void> {
  await expect.poll(() => processAt(electron, HOST), { message: 'process of the engine host' }).not.toBeNull();
  const host = (await processAt(electron, HOST)) as number;
  expect(host, 'the engine host has a process of its own').not.toBe(await processAt(electron, WORKBENCH));
  process.kill(host, 'SIGKILL');
  await workbench.evaluate(() => undefined);
}

function processAt(electron: ElectronApplication, address: string): Promise<number | null> {
  return electron.evaluate(({ BrowserWindow }, origin) => {
    const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith(origin));
    return window?.webContents.getOSProcessId() ?? null;
  }, address);
}

/** Answers the next save dialogs with a path, as a person would who chose it; null cancels them. */
export async function answerSaveDialog({ electron }: RunningApp, filePath: string | null): Promise<void> {
  await electron.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = async () => ({ canceled: file === null, filePath: file ?? '' });
  }, filePath);
}

/** Answers the next open dialogs with a path; null cancels them. */
export async function answerOpenDialog({ electron }: RunningApp, filePath: string | null): Promise<void> {
  await electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: file === null, filePaths: file === null ? [] : [file] });
  }, filePath);
}

function electronExecutable(): string {
  const electron = findElectron();
  if (!electron) throw new Error('There is no Electron yet: `npm run e2e` fetches one.');
  return electron.executable;
}

const watched = new WeakSet<Page>();

function watch(page: Page, problems: string[]): void {
  if (watched.has(page)) return;
  watched.add(page);
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.location().url}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.stack ?? error.message}`));
}
