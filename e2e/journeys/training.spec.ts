/** XOR: 500 steps at full speed while the window answers, and a reload in the middle that loses nothing. */
import { expect, test } from '@playwright/test';
import { useApp } from '../support/launch';
import { BACKENDS, startOn, Workbench } from '../support/workbench';

for (const backend of BACKENDS) {
  const steps = backend.name === 'cpu' ? 500 : 100;
  test.describe(`XOR on ${backend.name}`, () => {
    const app = useApp(startOn(backend));

    test(`trains ${steps} steps, and the window answers meanwhile`, async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.openLesson(/XOR/);
      await expect(workbench.trainingStep).toContainText('1');
      // Not yet computed at the start of the step, and so not shown.
      expect(await workbench.page.evaluate(lossOnScreen)).toBeNaN();
      await workbench.press('Shift+ArrowRight');
      await expect(workbench.page.getByTestId('loss')).toContainText('0.');
      const lossAtStart = await workbench.page.evaluate(lossOnScreen);
      await workbench.page.getByRole('textbox', { name: 'Steps to train' }).fill(String(steps));
      // The page's own clock: this test only looks now and then.
      const watch = await workbench.page.evaluateHandle(watchTraining, String(steps));
      await workbench.button(/^Train \d+ steps/).click();
      await expect(workbench.trainingStep).toContainText(String(steps), { timeout: 60_000 });
      const { took, longest } = await watch.evaluate((one) => one.stop());
      test.info().annotations.push({
        type: 'measured',
        description: `${steps} steps in ${Math.round(took)} ms, longest gap ${longest} ms`,
      });
      console.log(
        `XOR on ${backend.name}: ${steps} steps in ${Math.round(took)} ms, the window's longest gap ${Math.round(longest)} ms`,
      );
      const lossAtEnd = await workbench.page.evaluate(lossOnScreen);
      expect(lossAtEnd).toBeLessThan(lossAtStart);
      if (backend.name === 'cpu') expect(lossAtEnd).toBeLessThan(0.05);
    });

    test('weights are heat strips in the nodes', async () => {
      const workbench = new Workbench(app().workbench);
      await expect(workbench.node('kernel').first().locator('[data-row="value"]').getByRole('img')).toBeVisible();
    });

    test('a reload of the window in the middle of training loses nothing', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.page.getByRole('textbox', { name: 'Steps to train' }).fill('400');
      await workbench.button(/^Train 400 steps/).click();
      await workbench.page.reload();
      await expect(workbench.page.getByRole('combobox', { name: 'Lesson' })).toHaveText(/XOR/);
      const stepsNow = async () => Number(/\d+/.exec(await workbench.trainingStep.innerText())?.[0] ?? 0);
      await expect.poll(stepsNow).toBeGreaterThanOrEqual(steps);
      await expect(workbench.trainingStep).toContainText(String(Math.min(600, steps + 400)), { timeout: 60_000 });
      await expect(workbench.runState).toContainText(/paused|ended/);
      expect(await workbench.page.evaluate(lossOnScreen)).toBeLessThan(0.7);
      await workbench.press('Home');
      await workbench.press('Shift+ArrowRight');
      await expect(workbench.trainingStep).toContainText('1 /');
    });
  });
}

function lossOnScreen(): number {
  const text = document.querySelector('[data-testid="loss"]')?.textContent ?? '';
  const [number] = /[−-]?\d[\d.]*(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?/.exec(text) ?? [''];
  const power = [...(number.split('·10')[1] ?? '')].map((c) => (c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))).join('');
  return number === '' ? NaN : Number(number.split('·')[0].replace('−', '-')) * 10 ** Number(power);
}

/**
 * Milliseconds from the next click until the training step shows `last`, and the longest time for
 * which the page was busy: the longest gap between two of its own timer ticks.
 */
function watchTraining(last: string): { stop(): { took: number; longest: number } } {
  let clicked = NaN;
  let reached = NaN;
  let before = performance.now();
  let longest = 0;
  addEventListener('click', () => (clicked = performance.now()), { capture: true, once: true });
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - before - 10);
    before = now;
    const shown = document.querySelector('[data-testid="training-step"]')?.textContent ?? '';
    if (Number.isNaN(reached) && shown.includes(last)) reached = now;
  }, 10);
  return {
    stop() {
      clearInterval(timer);
      return { took: reached - clicked, longest };
    },
  };
}
