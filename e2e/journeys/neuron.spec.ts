/** The seed's neuron: pinned start values, every moment of a step, the update, and the notebook's own numbers. */
import { expect, test } from '@playwright/test';
import { useApp } from '../support/launch';
import { BACKENDS, startOn, Workbench } from '../support/workbench';

for (const backend of BACKENDS) {
  test.describe(`one neuron on ${backend.name}`, () => {
    const app = useApp(startOn(backend));

    test.beforeAll(async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.openLesson(/One neuron/);
      await workbench.pin('kernel', 1);
      await workbench.pin('bias', 0);
      await workbench.press('Home');
    });

    test('w = 1, b = 0: loss 9, gradients −12 and −6, then 1.12 and 0.06', async () => {
      const workbench = new Workbench(app().workbench);
      await expect(workbench.value('kernel')).toContainText('1');
      await expect(workbench.gradient('kernel')).toContainText('not yet computed');

      await workbench.press('Shift+ArrowRight');
      await expect(workbench.value('square')).toContainText('9');
      await expect(workbench.gradient('kernel')).toContainText('not yet computed');

      await workbench.press('Shift+ArrowRight');
      await expect(workbench.gradient('kernel')).toContainText('−12');
      await expect(workbench.gradient('bias')).toContainText('−6');
      await expect(workbench.value('kernel')).not.toContainText('1.12');

      await workbench.press('Shift+ArrowRight');
      await expect(workbench.value('kernel')).toContainText('1.12');
      await expect(workbench.value('bias')).toContainText('0.06');
    });

    test('the next training step starts from there: loss 7.29', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.press('Shift+ArrowRight');
      await expect(workbench.trainingStep).toContainText('2');
      await expect(workbench.value('square')).toContainText('7.29');
      await workbench.press(']');
      await expect(workbench.runState).toContainText('at the end of step 2');
      await workbench.press('[');
      await expect(workbench.runState).toContainText('at the end of step 1');
      await expect(workbench.value('square')).toContainText('9');
      await expect(workbench.value('kernel')).toContainText('1.12');
    });

    test('the inspector multiplies upstream by the local derivative', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.press('Home');
      const { inspector, page } = workbench;
      const contribution = inspector.getByRole('group', { name: /^Contribution to/ });
      // To the end of the forward pass, back through the mean, to square, and along its edge.
      await workbench.press('Shift+ArrowRight');
      await workbench.press('ArrowRight', 4);
      await expect(inspector.getByRole('heading').first()).toContainText('square');
      await expect(contribution).toContainText('upstream');
      await expect(contribution.locator('[data-there="true"]')).toContainText('6');
      await expect(inspector).toContainText('2·3');
      await expect(page.getByTestId('run-state')).toContainText('backward');
      await workbench.press('ArrowLeft');
      await expect(contribution).toContainText('not yet computed');
      await expect(contribution.locator('[data-there="true"]')).toHaveCount(0);
    });

    test('the update shows w ← w − lr · g with old, gradient and new', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.press('Home');
      await workbench.press('Shift+ArrowRight', 2);
      await workbench.press('ArrowRight');
      const card = workbench.page.getByRole('region', { name: /^Update by SGD/ });
      await expect(card).toBeVisible();
      for (const text of ['old', 'gradient', 'new', '−12', '1.12', '0.01']) await expect(card).toContainText(text);
    });

    test('the notebook: w = 1.33800925 gives −9.295926 and −4.647963', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.pin('kernel', 1.33800925);
      await workbench.press('Home');
      await workbench.press('Shift+ArrowRight', 2);
      await expect(workbench.gradient('kernel')).toContainText('−9.295926');
      const kernel = workbench.node('kernel');
      await kernel.click();
      await expect(workbench.inspector).toContainText('−9.295926');
      await workbench.node('bias').click();
      await expect(workbench.inspector).toContainText('−4.647963');
      await workbench.page.keyboard.press('Escape');
    });

    test('play moves by itself, pause stands still', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.press('Home');
      await workbench.button('Play').click();
      await expect(workbench.value('matmul')).not.toContainText('not yet computed');
      await workbench.button('Pause').click();
      await expect(workbench.runState).toContainText('paused');
    });
  });
}
