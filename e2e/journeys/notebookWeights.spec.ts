/** Weights leave a notebook and come back into it: its cells run again from them, and undo takes them back. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { answerOpenDialog, useApp } from '../support/launch';
import { answerClosing, Notebook } from '../support/notebook';
import { Workbench } from '../support/workbench';

const MODEL = `import tensorflow as tf
model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1, kernel_initializer='ones')])
print('starts from', [float(w.numpy().reshape(-1)[0]) for w in model.weights])`;
const TRAINING = `optimizer = tf.keras.optimizers.SGD(0.125)
for step in range(2):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(tf.constant([[2.0]])) - 5.0) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
print('ends at', [float(w.numpy().reshape(-1)[0]) for w in model.weights])`;
/** By hand: the gradient of (2w + b − 5)² is 2(2w + b − 5)·(2, 1). */
const [START, END] = ['[1.0, 0.0]', '[2.125, 0.5625]'];

test.describe.serial('weights of a notebook', () => {
  const app = useApp();
  let folder: string;
  test.beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-notebook-weights-'));
    await answerClosing(app(), "Don't Save");
  });
  test.afterAll(() => rmSync(folder, { recursive: true }));
  const notebook = () => new Notebook(app().workbench);
  const workbench = () => new Workbench(app().workbench);
  const dialog = () => app().workbench.getByRole('dialog');

  test('the export is called after the notebook, and holds what the cells have trained', async () => {
    test.setTimeout(120_000);
    const file = path.join(folder, 'Lecture 7.ipynb');
    const cell = (source: string) => ({ cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source });
    const cells = [MODEL, TRAINING].map(cell);
    writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells }));
    await workbench().node('x').waitFor();
    await answerOpenDialog(app(), file);
    await workbench().button('Open notebook').click();
    await expect(notebook().cells).toHaveCount(2);
    await notebook().runAll();
    await expect(notebook().outputs(0)).toHaveText(`starts from ${START}`);
    await expect(notebook().outputs(1)).toHaveText(`ends at ${END}`);
    await app().electron.evaluate(({ dialog }, into) => {
      dialog.showSaveDialog = (async (_window: unknown, { defaultPath }: { defaultPath: string }) => {
        return { canceled: false, filePath: `${into}/${defaultPath.split('/').at(-1)}` };
      }) as never;
    }, folder);
    await workbench().button('Export weights').click();
    await app()
      .workbench.getByRole('radio', { name: /safetensors/ })
      .check();
    await expect(dialog().getByRole('row', { name: /sequential\/dense\/kernel/ })).toContainText('2.125');
    await workbench().button('Save…').click();
    await expect(app().workbench.getByText(/^Saved/)).toBeVisible();
    await app().workbench.keyboard.press('Escape');
    expect(readdirSync(folder).sort()).toEqual(['Lecture 7.ipynb', 'Lecture-7-step-2.safetensors']);
  });

  test('imported weights are what the cells start from when they run again; undo takes them back', async () => {
    await answerOpenDialog(app(), path.join(folder, 'Lecture-7-step-2.safetensors'));
    await workbench().button('Import weights').click();
    await expect(dialog()).toContainText('Everything matches: 2 tensors.');
    await expect(notebook().outputs(0)).toHaveText(`starts from ${START}`);
    await workbench().button('Load all 2').click();
    await expect(dialog()).toContainText('Weights loaded');
    await workbench().button('Done').click();
    await notebook().finished();
    await expect(notebook().outputs(0)).toHaveText(`starts from ${END}`);
    await workbench().button('undo import').click();
    await notebook().finished();
    await expect(notebook().outputs(0)).toHaveText(`starts from ${START}`);
    await expect(notebook().outputs(1)).toHaveText(`ends at ${END}`);
  });
});
