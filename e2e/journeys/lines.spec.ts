/** A script stepped by its lines: a node lights its line, and a line its nodes. */
import { expect, test } from '@playwright/test';
import { useApp } from '../support/launch';
import { Workbench } from '../support/workbench';

const app = useApp();

test('lines are stepped over, and line and node light each other', async () => {
  const workbench = new Workbench(app().workbench);
  const line = (kind: string) => workbench.page.locator(`.cm-line.tape-${kind}`);
  await workbench.node('x').waitFor();
  await workbench.press('End');
  await expect(workbench.gradient('x')).toContainText('8');
  await workbench.press('Home');
  await workbench.button('Over this line').click();
  await expect(line('forward')).toContainText('tf.pow(x, 2)');
  await expect(workbench.gradient('x')).toContainText('not yet computed');
  await workbench.press('n');
  await expect(workbench.gradient('x')).toContainText('8');
  await workbench.press('Shift+F10');
  await expect(workbench.gradient('x')).toContainText('not yet computed');

  await workbench.node('x').click();
  await expect(line('chosen')).toContainText('new tf.Variable(4.0)');
  await workbench.page.locator('.cm-lineNumbers .cm-gutterElement').filter({ hasText: /^11$/ }).click();
  await expect(workbench.node('pow')).toHaveAttribute('data-lit', 'true');
  await expect(workbench.node('x')).toHaveAttribute('data-lit', 'false');
  await expect(workbench.page.locator('.cm-content'), 'pointing at a line is not writing').not.toBeFocused();
  await workbench.press('Escape');
  await expect(workbench.node('pow')).toHaveAttribute('data-lit', 'false');
});
