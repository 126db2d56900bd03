/** The seed notebook as a person meets it: opened, run, stepped, edited, stopped, saved and opened again. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { answerOpenDialog, answerSaveDialog, useApp } from '../support/launch';
import { answerClosing, Notebook } from '../support/notebook';
import { Workbench } from '../support/workbench';

const TAPE = /The Gradient Tape/;
/** The cells of the lesson: a heading, then the three of the notebook. */
const [IMPORTS, SQUARE, NEURON] = [1, 2, 3];
const GRADIENTS =
  '[<tf.Tensor: shape=(1, 1), dtype=float32, numpy=array([[-9.295926]], dtype=float32)>, ' +
  '<tf.Tensor: shape=(1,), dtype=float32, numpy=array([-4.647963], dtype=float32)>]';

let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-notebook-'));
});
test.afterAll(() => rmSync(folder, { recursive: true }));

test.describe.serial('the seed notebook', () => {
  const app = useApp();
  test.beforeAll(() => answerClosing(app(), "Don't Save"));
  const notebook = () => new Notebook(app().workbench);
  const workbench = () => new Workbench(app().workbench);

  test('opening it runs nothing', async () => {
    await workbench().node('x').waitFor();
    await notebook().openLesson(TAPE);
    await expect(notebook().cells).toHaveCount(4);
    await expect(notebook().cell(0)).toContainText('The Gradient Tape');
    await expect(notebook().panel.locator('pre[data-kind]')).toHaveCount(0);
    await expect(workbench().runState).toHaveText('nothing has run yet');
    await expect(app().workbench.getByText('Run a cell: what it computes is drawn here.')).toBeVisible();
  });

  test('it runs whole, and prints what TensorFlow prints', async () => {
    const code = notebook().cell(NEURON).locator('.cm-content');
    await code.getByText('model = tf.keras.Sequential').waitFor();
    const source = await code.evaluate((content) => (content as HTMLElement).innerText.replace(/\u200b/g, ''));
    expect(source).toContain('model = tf.keras.Sequential');
    await notebook().write(NEURON, pinned());
    await notebook().runAll();
    await expect(notebook().outputs(IMPORTS)).toHaveCount(0);
    await expect(notebook().outputs(SQUARE)).toHaveText('np.float32(8.0)');
    await expect(notebook().outputs(NEURON).nth(0)).toHaveText(GRADIENTS);
    await expect(notebook().outputs(NEURON).nth(1)).toHaveText(
      '<KerasVariable shape=(), dtype=int64, path=SGD/iteration>',
    );
    await expect(notebook().cell(SQUARE)).toContainText('In [2]');
    await expect(notebook().cell(SQUARE)).toContainText('Out [2]');
  });

  test('it is stepped line by line, and the numbers stand on the nodes', async () => {
    await notebook().cell(SQUARE).locator('.cm-content').click();
    await notebook().press('Escape');
    await notebook().button('Step').click();
    await notebook().finished();
    await expect(workbench().value('pow')).toContainText('not yet computed');
    await expect(notebook().lit('next')).toContainText('y = x**2');
    await workbench().press('n');
    await expect(notebook().lit('forward')).toContainText('y = x**2');
    await expect(workbench().value('pow')).toContainText('16');
    await expect(workbench().gradient('x')).toContainText('not yet computed');
    await workbench().press('F10');
    await expect(notebook().lit('backward')).toContainText('y = x**2');
    await expect(workbench().gradient('x')).toContainText('8');
    await workbench().press('Shift+n');
    await expect(notebook().lit('forward')).toContainText('y = x**2');
    await expect(workbench().gradient('x')).toContainText('not yet computed');
    await notebook().button('Over this line').click();
    await expect(workbench().gradient('x')).toContainText('8');
  });

  test('a node lights its line, and a line its nodes', async () => {
    await workbench().node('x').click();
    await expect(notebook().lit('chosen')).toContainText('x = tf.Variable(4.0)');
    const numbers = notebook().cell(SQUARE).locator('.cm-lineNumbers .cm-gutterElement');
    await numbers.filter({ hasText: /^6$/ }).click();
    await expect(workbench().node('pow')).toHaveAttribute('data-lit', 'true');
    await expect(workbench().node('x')).toHaveAttribute('data-lit', 'false');
    await expect(notebook().lit('chosen')).toContainText('y = x**2');
    await workbench().press('Escape');
    await expect(workbench().node('pow')).toHaveAttribute('data-lit', 'false');
    await expect(notebook().lit('chosen')).toHaveCount(0);
  });

  test('a start value is edited, and all runs again from the top', async () => {
    // The cell ran twice, and so there are two variables of that name; anew there is one.
    await notebook().button('More ways to restart').click();
    await app().workbench.getByRole('menuitem', { name: 'Restart and run all cells' }).click();
    await expect(notebook().cell(SQUARE)).toContainText('Out [2]');
    await notebook().finished();
    await notebook()
      .button(/^Start values/)
      .click();
    await workbench().pin('x', 3);
    await expect(notebook().outputs(SQUARE)).toHaveText('np.float32(6.0)');
    // To the first of the two training steps, which is that of x².
    await workbench().press('End');
    await workbench().press('[');
    await expect(workbench().gradient('x')).toContainText('6');
    await workbench().press('r');
    await notebook().finished();
    await expect(notebook().outputs(SQUARE)).toHaveText('np.float32(6.0)');
    await app()
      .workbench.getByRole('button', { name: /^reset/ })
      .click();
    await expect(notebook().outputs(SQUARE)).toHaveText('np.float32(8.0)');
  });

  test('an error leads to its line', async () => {
    await notebook().write(SQUARE, 'a = 1\nb = a / 0\n');
    await notebook().press('Control+Enter');
    await notebook().finished();
    await expect(notebook().outputs(SQUARE)).toContainText('ZeroDivisionError: division by zero');
    await expect(notebook().lit('error')).toHaveText('b = a / 0');
    await notebook()
      .cell(SQUARE)
      .getByRole('button', { name: /line 2/ })
      .click();
    await expect(notebook().cell(SQUARE).locator('.cm-content')).toBeFocused();
  });

  test('an endless cell is stopped, and the window answers meanwhile', async () => {
    await notebook().write(SQUARE, 'print("begun")\nwhile True:\n    pass');
    await notebook().press('Control+Enter');
    await expect(notebook().outputs(SQUARE)).toHaveText('begun');
    await workbench().press('f');
    const started = Date.now();
    await notebook().button('Stop').click();
    await notebook().finished();
    console.log(`an endless cell was stopped after ${Date.now() - started} ms`);
    await expect(notebook().cell(SQUARE).getByTestId('cell-state')).toHaveText('stopped');
  });
});

test.describe.serial('cells', () => {
  const app = useApp();
  test.beforeAll(() => answerClosing(app(), "Don't Save"));
  const notebook = () => new Notebook(app().workbench);

  test('keys act on cells as in Jupyter, and undo brings them back', async () => {
    await new Workbench(app().workbench).node('x').waitFor();
    await notebook().openLesson(TAPE);
    await notebook().cell(IMPORTS).locator('.cm-content').click();
    await notebook().press('Escape', 'b');
    await expect(notebook().cells).toHaveCount(5);
    await notebook().press('m', 'Enter');
    await app().workbench.keyboard.insertText('## A *heading* with $x^2$\n<script>window.hacked = true</script>');
    await notebook().press('Shift+Enter');
    await expect(notebook().cell(2).getByRole('heading')).toContainText('A heading with');
    expect(await app().workbench.evaluate(() => 'hacked' in window)).toBe(false);
    await notebook().press('ArrowUp', 'd', 'd');
    await expect(notebook().cells).toHaveCount(4);
    await notebook().press('z');
    await expect(notebook().cell(2).getByRole('heading')).toContainText('A heading with');
    await notebook().press('Shift+z');
    await expect(notebook().cells).toHaveCount(4);
  });

  test('Shift+Enter goes from cell to cell and adds one at the end', async () => {
    await notebook().cell(NEURON).locator('.cm-content').click();
    await notebook().press('Shift+Enter');
    await expect(notebook().cells).toHaveCount(5);
    await expect(notebook().cell(4).locator('.cm-content')).toBeFocused();
    // The cell above failed, for nothing was imported; what waits behind it would not be run.
    await expect(notebook().cell(NEURON).getByTestId('cell-state')).toHaveText('failed');
    await app().workbench.keyboard.insertText('print("hello")');
    await notebook().press('Control+Enter');
    await notebook().finished();
    await expect(notebook().outputs(4)).toHaveText('hello');
  });

  test('it is saved, outputs and all, and opened again', async () => {
    const file = path.join(folder, 'mine.ipynb');
    await answerSaveDialog(app(), file);
    await notebook().button('Save notebook').click();
    await expect(notebook().panel.getByText('mine.ipynb')).toBeVisible();
    await expect(notebook().panel.getByLabel('Has unsaved changes')).toHaveCount(0);
    const saved = JSON.parse(readFileSync(file, 'utf8'));
    expect(saved.nbformat).toBe(4);
    expect(saved.cells).toHaveLength(5);
    expect(saved.cells[4].outputs).toEqual([{ output_type: 'stream', name: 'stdout', text: ['hello\n'] }]);

    await notebook().write(4, 'print("changed")');
    await expect(notebook().panel.getByLabel('Has unsaved changes')).toBeVisible();
    await notebook().press('Escape');
    await answerOpenDialog(app(), file);
    await app().workbench.getByRole('button', { name: 'Open notebook' }).click();
    await app().workbench.getByRole('button', { name: 'Don’t save' }).click();
    await expect(notebook().outputs(4)).toHaveText('hello');
    await expect(notebook().cell(4).locator('.cm-content')).toHaveText('print("hello")');
  });

  test('the script is where it was, and so is the notebook', async () => {
    const page = app().workbench;
    await page.getByRole('button', { name: 'Script', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Script' })).toContainText('The smallest tape');
    await page.getByRole('button', { name: 'Notebook', exact: true }).click();
    await expect(notebook().outputs(4)).toHaveText('hello');
  });

  test('a file that is no notebook is refused in words', async () => {
    const broken = path.join(folder, 'broken.ipynb');
    writeFileSync(broken, '{"cells": [');
    await answerOpenDialog(app(), broken);
    await app().workbench.getByRole('button', { name: 'Open notebook' }).click();
    await expect(app().workbench.getByRole('status').filter({ hasText: 'broken.ipynb' })).toBeVisible();
    await expect(notebook().outputs(4)).toHaveText('hello');
  });
});

/** The seed's third cell with one line more: the kernel that gives the figures which TensorFlow printed. */
function pinned(): string {
  return [
    '# Define a simple model with a single neuron',
    'model = tf.keras.Sequential([tf.keras.layers.Dense(1)])',
    'model.build((1, 1))',
    'model.set_weights([[[1.33800925]], [0.0]])',
    '',
    'optimizer = tf.optimizers.SGD(learning_rate=0.01)',
    '',
    'x = tf.constant([[2.0]])  # Input',
    'y_true = tf.constant([[5.0]])  # Target output',
    '',
    'with tf.GradientTape() as tape:',
    '    y_pred = model(x)  # Model prediction',
    '    loss = tf.losses.mse(y_true, y_pred)  # Compute loss',
    '',
    'gradients = tape.gradient(loss, model.trainable_variables)  # Compute gradients',
    'print(gradients)',
    '',
    'optimizer.apply_gradients(zip(gradients, model.trainable_variables))',
  ].join('\n');
}
