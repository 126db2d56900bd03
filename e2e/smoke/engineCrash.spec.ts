/** The engine host's process dies: the workbench is told, and a new host takes its place. */
import { expect, test } from '@playwright/test';
import type { MainEvent } from '../../electron/bridge';
import { HOST, killEngineHost, useApp } from '../support/launch';

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
  const refusal = await workbench.evaluate(() =>
    window.tapedeck.requestEnginePort().then(
      () => 'connected',
      (error: Error) => error.message,
    ),
  );
  expect(refusal).toBe('The engine is not running. Restart it first.');
  expect(electron.windows().filter((page) => page.url().startsWith(HOST))).toEqual([]);

  await workbench.evaluate(() => window.tapedeck.restartEngine());
  await expect.poll(types).toEqual(['engineCrashed', 'engineRestarted']);
  const workers = () =>
    electron
      .windows()
      .filter((page) => page.url().startsWith(HOST))
      .flatMap((page) => page.workers().map((worker) => worker.url()));
  await expect.poll(workers).toContainEqual(expect.stringContaining('engineWorker'));
});
