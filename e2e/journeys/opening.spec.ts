/** The first lesson: the opening with no input, and dragging x. */
import { expect, test } from '@playwright/test';
import { useApp } from '../support/launch';
import { BACKENDS, chooseBackend, startOn, Workbench } from '../support/workbench';

for (const backend of BACKENDS) {
  test.describe(`the first lesson on ${backend.name}`, () => {
    const app = useApp(startOn(backend));

    test('y = x² plays by itself: 4 becomes 16, and 8 lands on x', async () => {
      const workbench = new Workbench(app().workbench);
      await expect(workbench.button(backend.label)).toBeVisible();
      await expect(workbench.node('x')).toBeVisible();
      await expect(workbench.value('x')).toContainText('4');
      await expect(workbench.value('pow')).toContainText('16');
      await expect(workbench.gradient('pow')).toContainText('1');
      await expect(workbench.gradient('x')).toContainText('8');
      await expect(workbench.page.getByRole('combobox', { name: 'Lesson' })).toContainText('y = x²');
    });

    test('typing x = 3 gives 9 and 6', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.press('End');
      await expect(workbench.gradient('x')).toContainText('8');
      await workbench.pin('x', 3);
      await expect(workbench.value('x')).toContainText('3');
      await expect(workbench.value('pow')).toContainText('9');
      await expect(workbench.gradient('x')).toContainText('6');
    });

    test('dragging x ends with the numbers of where it was let go', async () => {
      const workbench = new Workbench(app().workbench);
      const thumb = workbench.page.getByRole('slider', { name: 'x, start value' });
      const box = (await thumb.boundingBox())!;
      const y = box.y + box.height / 2;
      await workbench.page.mouse.move(box.x + box.width / 2, y);
      await workbench.page.mouse.down();
      for (let i = 1; i <= 40; i++) await workbench.page.mouse.move(box.x + box.width / 2 - i, y);
      await workbench.page.mouse.up();
      // The field, the value and the gradient agree on where the thumb stands.
      const read = async () => {
        const x = Number((await workbench.startValue('x').inputValue()).replace('−', '-'));
        const y = numberIn(await workbench.value('pow').innerText());
        const gradient = numberIn(await workbench.gradient('x').innerText());
        return { isLower: x < 3, value: Math.abs(y - x * x) < 1e-3, gradient: Math.abs(gradient - 2 * x) < 1e-3 };
      };
      await expect.poll(read).toEqual({ isLower: true, value: true, gradient: true });
    });

    test('looking back changes nothing: every number returns', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.pin('x', 3);
      await expect(workbench.gradient('x')).toContainText('6');
      await workbench.press('Home');
      await expect(workbench.gradient('x')).toContainText('not yet computed');
      await expect(workbench.value('pow')).toContainText('not yet computed');
      await workbench.press('End');
      await expect(workbench.value('pow')).toContainText('9');
      await expect(workbench.gradient('x')).toContainText('6');
    });
  });
}

test.describe('switching the backend', () => {
  const app = useApp({ softwareWebGpu: true });

  test('gives the same numbers, at the same place, and says which computes', async () => {
    const workbench = new Workbench(app().workbench);
    await workbench.press('End');
    await workbench.pin('x', 3);
    await expect(workbench.gradient('x')).toContainText('6');
    for (const backend of [BACKENDS[1], BACKENDS[0]]) {
      await chooseBackend(app(), backend);
      await expect(workbench.value('pow')).toContainText('9');
      await expect(workbench.gradient('x')).toContainText('6');
      await expect(workbench.runState).toContainText('at the end of step 1');
    }
  });
});

function numberIn(text: string): number {
  return Number(/[−-]?\d[\d.]*/.exec(text)?.[0].replace('−', '-'));
}
