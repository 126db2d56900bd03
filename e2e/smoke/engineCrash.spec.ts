/** The engine host's process dies: the workbench is told, and a new host takes its place. */
import { expect, test } from '@playwright/test';
import type { MainEvent } from '../../electron/bridge';
import { HOST, killEngineHost, pageAt, useApp } from '../support/launch';

const app = useApp();

test('a killed engine host is reported, and restarted when asked', async () => {
  const { electron, workbench } = app();
  const events = await workbench.evaluateHandle(() => {
    const heard: MainEvent[] = [];
    window.tapedeck.onMainEvent((event) => heard.push(event));
    return heard;
  });
  const types = () => events.evaluate((heard) => heard.map((event) => event.type));

  await killEngineHost(app());
  await expect.poll(types).toEqual(['engineCrashed']);
  const reason = await events.evaluate(([event]) => (event.type === 'engineCrashed' ? event.reason : ''));
  expect(reason).toMatch(/^its process ended \(killed/);
  // A window that comes, or is reloaded, while the engine is down hears of it too.
  await workbench.evaluate(() => window.tapedeck.requestEnginePort());
  await expect.poll(types).toEqual(['engineCrashed', 'engineCrashed']);
  expect(electron.windows().filter((page) => page.url().startsWith(HOST))).toEqual([]);

  await workbench.evaluate(() => window.tapedeck.restartEngine());
  await expect.poll(types).toEqual(['engineCrashed', 'engineCrashed', 'engineRestarted']);
  const workers = () =>
    electron
      .windows()
      .filter((page) => page.url().startsWith(HOST))
      .flatMap((page) => page.workers().map((worker) => worker.url()));
  await expect.poll(workers).toContainEqual(expect.stringContaining('engineWorker'));
});

test('a crash is shown with a way on, and the lesson runs again on the new engine', async () => {
  const { workbench } = app();
  const gradient = workbench.locator('[data-testid="node-x"] [data-row="gradient"] [data-role="gradient"]');
  await expect(gradient).toHaveText('8', { timeout: 20_000 });
  const script = await workbench.getByRole('textbox', { name: /^Script/ }).innerText();

  await killEngineHost(app());
  const alert = workbench.getByRole('alert').filter({ hasText: 'The engine stopped' });
  await expect(alert).toContainText('its process ended (killed');
  await expect(workbench.getByRole('textbox', { name: /^Script/ })).toHaveText(script.replace(/\n/g, ''));

  await alert.getByRole('button', { name: 'Restart the engine' }).click();
  await expect(alert).toBeHidden();
  await expect(workbench.locator('[data-testid="node-x"] [data-row="value"]')).toBeVisible();
});

test('a reloaded workbench still says that the engine is gone', async () => {
  const { workbench } = app();
  await killEngineHost(app());
  await expect(workbench.getByRole('alert').filter({ hasText: 'The engine stopped' })).toBeVisible();
  await workbench.reload();
  await expect(workbench.getByRole('alert').filter({ hasText: 'The engine stopped' })).toBeVisible();
});

test('an uncaught error of the engine worker counts as its end', async () => {
  const { electron, workbench, problems } = app();
  await workbench.evaluate(() => window.tapedeck.restartEngine());
  const alert = workbench.getByRole('alert').filter({ hasText: 'The engine stopped' });
  await expect(alert).toBeHidden();
  const host = await pageAt(electron, HOST);
  await expect.poll(() => host.workers().length).toBeGreaterThan(0);
  const engine = host.workers().find((worker) => worker.url().includes('engineWorker'));
  // A worker is listed before its global scope is complete.
  await expect.poll(() => engine?.evaluate(() => typeof setTimeout)).toBe('function');
  await engine?.evaluate(() => {
    setTimeout(() => {
      throw new Error('out of tape');
    });
  });
  await expect(alert).toContainText('the engine worker failed: Uncaught Error: out of tape');
  // With the window gone, no more can come from it: only then is what it reported complete.
  await expect.poll(() => electron.windows().filter((page) => page.url().startsWith(HOST))).toEqual([]);
  expect(problems.splice(0).filter((problem) => !problem.includes('out of tape'))).toEqual([]);
});

test('a workbench whose process died opens again by itself', async () => {
  const { electron } = app();
  const loads = await electron.evaluateHandle(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows().find((window) => window.isVisible())?.webContents;
    const counted = { loads: 0 };
    contents?.on('did-finish-load', () => (counted.loads += 1));
    contents?.forcefullyCrashRenderer();
    return counted;
  });
  await expect.poll(() => loads.evaluate((counted) => counted.loads)).toBe(1);
  const heading = await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((window) => window.isVisible())
      ?.webContents.executeJavaScript('document.title'),
  );
  expect(heading).toContain('Tapedeck');
});
