/** A notebook that is open outlives the window, the engine and the app. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { answerSaveDialog, killEngineHost, launchApp, pageAt, WORKBENCH } from '../support/launch';
import { answerClosing, Notebook } from '../support/notebook';

test('what was typed and given out is there after a reload, a crash of the engine and a new start', async () => {
  test.setTimeout(180_000);
  const userData = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-kept-'));
  const app = await launchApp({ userData });
  await app.workbench.getByTestId('node-x').waitFor();
  const notebook = new Notebook(app.workbench);
  await notebook.openLesson(/The Gradient Tape/);
  await notebook.write(1, 'print(6 * 7)');
  await notebook.press('Control+Enter');
  await notebook.finished();
  await expect(notebook.outputs(1)).toHaveText('42');
  const isKept = () => app.workbench.evaluate(async () => (await window.tapedeck.keptDraft())?.content ?? '');
  await expect.poll(isKept).toContain('print(6 * 7)');

  await test.step('the window is reloaded: Python goes on, with what it knows', async () => {
    await app.workbench.reload();
    await expect(notebook.outputs(1)).toHaveText('42');
    await notebook.write(2, 'print("still there")');
    await notebook.press('Control+Enter');
    await expect(notebook.outputs(2)).toHaveText('still there');
    await expect(notebook.cell(2)).toContainText('In [2]');
  });

  await test.step('the engine is killed: the cells and their outputs stay', async () => {
    await killEngineHost(app);
    await app.workbench.getByRole('button', { name: 'Restart the engine' }).click();
    await expect(app.workbench.getByText(/The engine stopped/)).toHaveCount(0);
    await expect(notebook.outputs(1)).toHaveText('42');
    await notebook.cell(1).getByRole('button', { name: 'Run this cell' }).click();
    await notebook.finished();
    await expect(notebook.cell(1)).toContainText('In [1]');
    await expect(notebook.outputs(1)).toHaveText('42');
  });

  await expect.poll(isKept).toContain('still there');
  app.electron.process().kill('SIGKILL');

  await test.step('the app is started anew: the notebook is open, unsaved as it was, and nothing runs', async () => {
    const again = await launchApp({ userData });
    const page = await pageAt(again.electron, WORKBENCH);
    const opened = new Notebook(page);
    await expect(opened.cell(1).locator('.cm-content')).toHaveText('print(6 * 7)');
    await expect(opened.panel.getByLabel('Has unsaved changes')).toBeVisible();
    await expect(page.getByTestId('run-state')).toHaveText('nothing has run yet');
    await answerClosing(again, "Don't Save");
    await again.electron.close();
  });

  await test.step('changes that nobody wanted to save do not come back', async () => {
    const last = await launchApp({ userData });
    const opened = new Notebook(last.workbench);
    await expect(opened.cell(1)).toContainText('import tensorflow as tf');
    await expect(opened.panel.getByLabel('Has unsaved changes')).toHaveCount(0);
    await last.close();
  });
  rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
});

test('a window that closes asks, and saves what it is told to', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-closing-'));
  const file = path.join(folder, 'closed.ipynb');
  const app = await launchApp();
  await app.workbench.getByTestId('node-x').waitFor();
  const notebook = new Notebook(app.workbench);
  await notebook.openLesson(/The Gradient Tape/);
  await notebook.write(1, 'print("kept")');
  await expect(notebook.panel.getByLabel('Has unsaved changes')).toBeVisible();
  await answerClosing(app, 'Save');
  await answerSaveDialog(app, file);
  const isClosed = app.workbench.waitForEvent('close');
  await app.electron.evaluate(({ BrowserWindow }, origin) => {
    BrowserWindow.getAllWindows()
      .find((each) => each.webContents.getURL().startsWith(origin))
      ?.close();
  }, WORKBENCH);
  await isClosed;
  expect(JSON.parse(readFileSync(file, 'utf8')).cells[1].source.join('')).toBe('print("kept")');
  await app.close();
  rmSync(folder, { recursive: true });
});
