/** Every control says what it is: nothing on any screen is a button without a name. */
import { expect, test } from '@playwright/test';
import { useApp } from '../support/launch';
import { Workbench } from '../support/workbench';

const app = useApp();

/** Controls of an aria snapshot that have no name: a role, and then nothing or only its state. */
function unnamed(snapshot: string): string[] {
  const control = /^\s*- (button|textbox|slider|spinbutton|combobox|checkbox|tab|link|menuitem|menuitemradio)\b(?! ")/;
  return snapshot.split('\n').filter((line) => control.test(line));
}

test('the lessons, their plots, the dialogs and menus', async () => {
  const bench = new Workbench(app().workbench);
  const { page } = bench;
  const check = async (screen: string) =>
    expect(unnamed(await page.locator('body').ariaSnapshot()), screen).toEqual([]);
  for (const lesson of [/y = x²/, /One neuron/, /XOR/]) {
    await bench.openLesson(lesson);
    await bench.press('End');
    await check(String(lesson));
  }
  await page.getByRole('tab', { name: 'Plots' }).click();
  await check('plots');
  await bench.button('Export weights').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await check('export');
  await page.keyboard.press('Escape');
  await bench.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await check('help');
  await page.keyboard.press('Escape');
  await bench.button(/^Backend:/).click();
  await check('backends');
  await page.keyboard.press('Escape');
});

test('the check would notice a button without a name', () => {
  expect(unnamed('- button\n- button [disabled]\n- button "Run"\n- tab "Plots" [selected]')).toHaveLength(2);
});
