/** A tape of 10,000 ops: it is drawn, stepped through and left behind like any other. */
import { expect, test } from '@playwright/test';
import { useApp } from '../support/launch';
import { Workbench } from '../support/workbench';

test.describe.configure({ timeout: 120_000 });

const app = useApp();
const SLOW = { timeout: 60_000 };

const SCRIPT = [
  'const x = new tf.Variable(2.0);',
  'const tape = new tf.GradientTape();',
  'const y = tape.record(() => {',
  'let value = tf.multiply(x, 3);',
  'for (let i = 1; i < 10000; i++) value = tf.add(value, 0);',
  'return value;',
  '});',
  "console.log('gradient', tape.gradient(y, x).item());",
].join('\n');

const bars = (workbench: Workbench) => workbench.page.getByRole('slider', { name: /moments$/ });

test('a tape of 10,000 ops opens and is drawn in part', async () => {
  const workbench = new Workbench(app().workbench);
  await workbench.runScript(SCRIPT, 'x');
  await expect(workbench.page.getByText('gradient 3', { exact: true })).toBeVisible(SLOW);
  await expect(bars(workbench).first()).toHaveAttribute('max', '10000', SLOW);
  await expect(workbench.node('x')).toBeVisible(SLOW);
  // What is out of sight is not in the document.
  expect(await workbench.page.locator('.react-flow__node').count()).toBeLessThan(3000);
});

test('it is stepped, and jumped to its end and back', async () => {
  const workbench = new Workbench(app().workbench);
  await workbench.press('Home');
  await workbench.press('ArrowRight', 3);
  await expect(bars(workbench).first()).toHaveValue('3', SLOW);
  await workbench.press('End');
  await expect(bars(workbench).last()).toHaveAttribute('max', '20000', SLOW);
  await expect(bars(workbench).last()).toHaveValue('20000', SLOW);
  await workbench.press('ArrowLeft');
  await expect(bars(workbench).last()).toHaveValue('19999', SLOW);
  await workbench.press('End');
  await workbench.press('f');
  await workbench.press('Home');
  await expect(bars(workbench).first()).toHaveValue('0', SLOW);
});

test('the next lesson opens as if nothing had been', async () => {
  const workbench = new Workbench(app().workbench);
  await workbench.openLesson(/neuron/i);
  await expect(workbench.node('kernel')).toBeVisible(SLOW);
  await workbench.press('ArrowRight', 2);
  await expect(workbench.page.getByTestId('count-forward')).toHaveText(/^2\/[1-9]$/);
});
