// `node build/scripts/pictures.mjs`: takes the README's pictures from the real app, in both themes: the moment when
// square carries 6 back in the first training step of one neuron, and a notebook in the middle of its backward pass.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { withBuiltApp } from './openBuilt.mjs';
import { ROOT } from './root.mjs';
import { setUp } from './setUp.mjs';

const PICTURES = path.join(ROOT, 'build/pictures');

const { electron } = await setUp({ electron: true, display: 'virtual' });
await build();
await withBuiltApp(electron.executable, takePictures);
process.exit(0);

async function takePictures(page, app) {
  await page.getByTestId('node-x').waitFor();
  await app.evaluate(({ BrowserWindow }) => {
    const shown = BrowserWindow.getAllWindows().find((window) => window.isVisible());
    shown?.setContentSize(1280, 800);
  });
  await page.getByRole('combobox', { name: 'Lesson' }).click();
  await page.getByRole('option', { name: /One neuron/ }).click();
  for (const [label, value] of [
    ['kernel', '1'],
    ['bias', '0'],
  ]) {
    const field = page.getByRole('textbox', { name: `${label}, exact start value` });
    await field.fill(value);
    await field.press('Enter');
    await field.blur();
  }
  for (const key of ['Home', 'Shift+ArrowRight', ...Array(4).fill('ArrowRight')]) await page.keyboard.press(key);
  await page.getByRole('heading', { name: 'square', exact: true }).waitFor();
  await takeBoth(page, 'workbench');

  await page.getByRole('combobox', { name: 'Lesson' }).click();
  await page.getByRole('option', { name: /The Gradient Tape/ }).click();
  const notebook = page.getByRole('region', { name: 'Notebook' });
  const rests = () => notebook.getByRole('button', { name: 'Stop', disabled: true }).waitFor();
  await notebook.getByRole('button', { name: 'Run all', exact: true }).click();
  const last = notebook.getByTestId('cell').nth(3);
  await last.getByText('KerasVariable').waitFor();
  await last.locator('.cm-content').click();
  await page.keyboard.press('Escape');
  await rests();
  // Back to the start of the last cell's step, then forward into its backward pass.
  for (const key of ['[', 't', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  await takeBoth(page, 'notebook');
}

async function takeBoth(page, name) {
  mkdirSync(PICTURES, { recursive: true });
  for (const theme of ['light', 'dark']) {
    const toggle = page.getByRole('button', { name: /^Theme:/ });
    while (!(await toggle.getAttribute('aria-label')).endsWith(theme)) await toggle.click();
    await page.mouse.move(640, 60);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: path.join(PICTURES, `${name}-${theme}.png`) });
  }
}
