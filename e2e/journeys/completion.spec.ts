/** The names of tf while a script is written, with what they are. */
import { expect, test } from '@playwright/test';
import { useApp } from '../support/launch';
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
