/** The names of tf while a script is written, with what they are. */
import { expect, test } from '@playwright/test';
import { useApp } from '../support/launch';
import { answerClosing, Notebook } from '../support/notebook';
import { Workbench } from '../support/workbench';

const app = useApp();

test('typing offers the names of a place, and taking one writes it', async () => {
  const workbench = new Workbench(app().workbench);
  const { page } = workbench;
  const editor = page.locator('.cm-content');
  await workbench.selectScript();
  await page.keyboard.type('const { math } = tf;\nmath.top');
  const option = page.getByRole('option', { name: 'topK' });
  await expect(option).toBeVisible();
  await expect(page.getByText('topK(input, { k = 1, sorted = true })')).toBeVisible();
  await expect(page.getByText('The k largest elements along the last axis, and where they are.')).toBeVisible();
  await option.click();
  await expect(editor).toContainText('math.topK');
});

test('a cell is offered the names as Python writes them', async () => {
  const { workbench: page } = app();
  await answerClosing(app(), "Don't Save");
  const notebook = new Notebook(page);
  await notebook.openLesson(/The Gradient Tape/);
  await notebook.write(1, 'import tensorflow as tf\n');
  await page.keyboard.type('tf.reduce_me');
  const offered = page.locator('.cm-tooltip-autocomplete [role="option"]');
  await expect(offered.first()).toHaveText('reduce_mean');
  await expect(page.locator('.cm-completionInfo')).toContainText('reduce_mean(input_tensor, axis=None');
  await offered.first().click();
  await expect(notebook.cell(1).locator('.cm-content')).toContainText('tf.reduce_mean');
});
