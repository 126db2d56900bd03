/** What the main process does with notebook files, asked through the bridge as the workbench asks. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { answerOpenDialog, answerSaveDialog, launchApp, useApp, WORKBENCH } from '../support/launch';
import type { RunningApp } from '../support/launch';

let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-notebooks-'));
});
test.afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);

/** Answers the next questions with the button of that name, and counts them. */
async function answerQuestions({ electron }: RunningApp, button: string): Promise<void> {
  await electron.evaluate(({ dialog }, label) => {
    const asked = globalThis as unknown as { questions: string[] };
    asked.questions = [];
    dialog.showMessageBox = (async (_window: unknown, options: { message: string; buttons: string[] }) => {
      asked.questions.push(options.message);
      return { response: options.buttons.indexOf(label), checkboxChecked: false };
    }) as never;
  }, button);
}

const questions = ({ electron }: RunningApp) =>
  electron.evaluate(() => (globalThis as unknown as { questions: string[] }).questions);

const save = ({ workbench }: RunningApp, file: string | null, text: string) =>
  workbench.evaluate(
    async ([path, content]) => {
      const bytes = new TextEncoder().encode(content ?? '');
      return window.tapedeck.saveNotebook({ path, name: 'new.ipynb', bytes });
    },
    [file, text] as const,
  );

const titleOf = ({ electron }: RunningApp) =>
  electron.evaluate(({ BrowserWindow }, origin) => {
    const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith(origin));
    return window?.getTitle();
  }, WORKBENCH);

test.describe('notebook files', () => {
  const app = useApp();

  test('only what a person has chosen can be read or written', async () => {
    const secret = at('secret.ipynb');
    writeFileSync(secret, 'mine');
    const failure = (promise: Promise<unknown>) => promise.then(String, (error: Error) => error.message);
    const opened = app().workbench.evaluate((file) => window.tapedeck.openRecent({ path: file }), secret);
    expect(await failure(opened)).toContain('Open Notebook first');
    expect(await failure(save(app(), secret, 'theirs'))).toContain('Open Notebook first');
    const settings = app().workbench.evaluate(() => window.tapedeck.setSettings({ recentNotebooks: ['/x'] } as never));
    expect(await failure(settings)).toContain('no setting');
    expect(readFileSync(secret, 'utf8')).toBe('mine');
  });

  test('a notebook is opened, is recent, and is saved without a dialog', async () => {
    writeFileSync(at('a.ipynb'), 'one');
    await answerOpenDialog(app(), at('a.ipynb'));
    const opened = await app().workbench.evaluate(async () => {
      const file = await window.tapedeck.openNotebook();
      return file && { ...file, bytes: new TextDecoder().decode(file.bytes) };
    });
    expect(opened).toEqual({ path: at('a.ipynb'), name: 'a.ipynb', bytes: 'one' });
    expect(await app().workbench.evaluate(() => window.tapedeck.recentNotebooks())).toEqual([{ path: at('a.ipynb') }]);
    const labels = await app().electron.evaluate(({ Menu }) => {
      const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&File')?.submenu?.items ?? [];
      return file.find(({ label }) => label.includes('Recent'))?.submenu?.items.map(({ label }) => label);
    });
    expect(labels?.[0]).toMatch(/^a\.ipynb — /);
    await answerQuestions(app(), 'Cancel');
    expect(await save(app(), at('a.ipynb'), 'two')).toMatchObject({ path: at('a.ipynb'), bytes: 3 });
    expect(await save(app(), at('a.ipynb'), 'three')).toMatchObject({ bytes: 5 });
    expect(await questions(app())).toEqual([]);
    expect(readFileSync(at('a.ipynb'), 'utf8')).toBe('three');
    expect(readdirSync(folder).sort()).toEqual(['a.ipynb', 'secret.ipynb']);
  });

  test('a file that changed on disk is not replaced without asking', async () => {
    writeFileSync(at('a.ipynb'), 'of another program');
    await answerQuestions(app(), 'Cancel');
    expect(await save(app(), at('a.ipynb'), 'ours')).toBeNull();
    expect(await questions(app())).toEqual(["'a.ipynb' has changed on disk since it was opened here."]);
    expect(readFileSync(at('a.ipynb'), 'utf8')).toBe('of another program');
    await answerQuestions(app(), 'Replace');
    expect(await save(app(), at('a.ipynb'), 'ours')).toMatchObject({ bytes: 4 });
    expect(await save(app(), at('a.ipynb'), 'ours again')).toMatchObject({ bytes: 10 });
    expect(await questions(app())).toHaveLength(1);
  });

  test('a new place gets the ending that its content has', async () => {
    await answerSaveDialog(app(), at('fresh'));
    expect(await save(app(), null, 'x')).toMatchObject({ path: at('fresh.ipynb'), name: 'fresh.ipynb' });
    await answerQuestions(app(), 'Cancel');
    expect(await save(app(), null, 'y')).toBeNull();
    expect(await questions(app())).toEqual(["Replace 'fresh.ipynb'?"]);
    await answerSaveDialog(app(), null);
    expect(await save(app(), null, 'y')).toBeNull();
    expect(readFileSync(at('fresh.ipynb'), 'utf8')).toBe('x');
  });

  test('a draft is kept, and forgotten', async () => {
    const draft = { path: at('a.ipynb'), name: 'a.ipynb', lesson: null, content: 'x'.repeat(2_000_000) };
    const kept = await app().workbench.evaluate(async (one) => {
      await window.tapedeck.keepDraft({ ...one, content: 'older' });
      await window.tapedeck.keepDraft(one);
      return window.tapedeck.keptDraft();
    }, draft);
    expect(kept).toEqual(draft);
    const after = await app().workbench.evaluate(async () => {
      await window.tapedeck.keepDraft(null);
      return window.tapedeck.keptDraft();
    });
    expect(after).toBeNull();
  });
});

test('a window with unsaved changes asks before it closes, and the app before it quits', async () => {
  const app = await launchApp();
  const closeWindow = () =>
    app.electron.evaluate(({ BrowserWindow }, origin) => {
      BrowserWindow.getAllWindows()
        .find((each) => each.webContents.getURL().startsWith(origin))
        ?.close();
    }, WORKBENCH);
  const state = { path: null, name: 'mine.ipynb', dirty: true };
  await answerQuestions(app, 'Cancel');
  await app.workbench.evaluate((one) => window.tapedeck.setDocumentState(one), state);
  expect(await titleOf(app)).toBe('• mine.ipynb — Tapedeck');
  await closeWindow();
  await app.electron.evaluate(({ app: main }) => main.quit());
  await expect.poll(() => questions(app)).toHaveLength(2);
  expect(await titleOf(app)).toBe('• mine.ipynb — Tapedeck');

  // Save: the page saves, says so, and the window goes.
  await answerQuestions(app, 'Save');
  await app.workbench.evaluate((one) => {
    window.tapedeck.onMainEvent((event) => {
      if (event.type === 'saveThenClose') void window.tapedeck.setDocumentState({ ...one, dirty: false });
    });
  }, state);
  await closeWindow();
  await expect.poll(() => titleOf(app)).toBeUndefined();
  expect(await questions(app)).toHaveLength(1);
  await app.close();
});

test('a notebook named on the command line is there for the page that starts', async () => {
  writeFileSync(at('given.ipynb'), 'given');
  const app = await launchApp({ files: [at('given.ipynb')] });
  try {
    // The workbench may have asked already; then it is the latest of the recent ones.
    await expect
      .poll(() =>
        app.workbench.evaluate(async () => {
          await window.tapedeck.notebookToOpen();
          return window.tapedeck.recentNotebooks();
        }),
      )
      .toEqual([{ path: at('given.ipynb') }]);
  } finally {
    await app.workbench.evaluate(() => window.tapedeck.setDocumentState(null));
    await app.close();
  }
});
