/** Settings and the window's place, from one start of the app to the next. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { launchApp } from '../support/launch';
import { Workbench } from '../support/workbench';

let userData: string;
test.beforeAll(() => {
  userData = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-e2e-'));
});
test.afterAll(() => rmSync(userData, { recursive: true, force: true, maxRetries: 5 }));

test('theme and window size are there again after a restart', async () => {
  const first = await launchApp({ userData });
  try {
    await first.workbench.evaluate(() => window.tapedeck.setSettings({ theme: 'dark', leftPanelWidth: 444 }));
    await first.electron.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.isVisible());
      window?.setBounds({ x: 40, y: 30, width: 1101, height: 702 });
    });
  } finally {
    await first.close();
  }
  const second = await launchApp({ userData });
  try {
    const settings = await second.workbench.evaluate(() => window.tapedeck.getSettings());
    expect(settings).toMatchObject({ theme: 'dark', leftPanelWidth: 444 });
    expect(await second.workbench.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
    const bounds = await second.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((each) => each.webContents.getURL().startsWith('app://workbench/'))
        ?.getNormalBounds(),
    );
    expect(bounds).toMatchObject({ width: 1101, height: 702 });
  } finally {
    await second.close();
  }
});

test('corrupt settings give the defaults and are kept aside', async () => {
  writeFileSync(path.join(userData, 'settings.json'), '{"theme": "da');
  writeFileSync(path.join(userData, 'window.json'), '[]');
  const app = await launchApp({ userData });
  try {
    const settings = await app.workbench.evaluate(() => window.tapedeck.getSettings());
    expect(settings.theme).toBe('system');
    expect(existsSync(path.join(userData, 'settings.json.corrupt'))).toBe(true);
    expect(app.problems).toEqual([]);
  } finally {
    await app.close();
  }
});

test('the last lesson is open again after a restart', async () => {
  const first = await launchApp({ userData });
  try {
    await new Workbench(first.workbench).openLesson(/One neuron/);
    const lastLesson = () => first.workbench.evaluate(async () => (await window.tapedeck.getSettings()).lastLesson);
    await expect.poll(lastLesson).toBe('neuron');
  } finally {
    await first.close();
  }
  const second = await launchApp({ userData });
  try {
    const workbench = new Workbench(second.workbench);
    await expect(workbench.page.getByRole('combobox', { name: 'Lesson' })).toHaveText(/One neuron/);
    await expect(workbench.node('kernel')).toBeVisible();
  } finally {
    await second.close();
  }
});
