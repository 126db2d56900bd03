/** A notebook in the workbench as a person sees it: cells, their outputs, the buttons above them. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { RunningApp } from './launch';

/** Python starts once per app, from a snapshot; under load that takes a while. */
const KERNEL_TIMEOUT = 60_000;

/** Answers the question about unsaved changes, asked when a window closes, with the button of that name. */
export async function answerClosing({ electron }: RunningApp, button: 'Save' | "Don't Save" | 'Cancel'): Promise<void> {
  await electron.evaluate(({ dialog }, label) => {
    dialog.showMessageBox = (async (_window: unknown, { buttons }: { buttons: string[] }) => {
      return { response: buttons.indexOf(label), checkboxChecked: false };
    }) as never;
  }, button);
}

export class Notebook {
  constructor(readonly page: Page) {}

  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Notebook' });
  }

  /** The cells in order, text cells too; from 0. */
  cell(index: number): Locator {
    return this.panel.getByTestId('cell').nth(index);
  }

  get cells(): Locator {
    return this.panel.getByTestId('cell');
  }

  /** What a cell gave out, text by text. */
  outputs(index: number): Locator {
    return this.cell(index).locator('pre[data-kind]');
  }

  /** Lines of a cell that are marked so: `forward`, `backward`, `update`, `chosen`, `error`. */
  lit(kind: string): Locator {
    return this.panel.locator(`.cm-line.tape-${kind}`);
  }

  button(name: string | RegExp): Locator {
    return this.panel.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** Opens the lesson of that title; nothing of it runs. */
  async openLesson(title: RegExp): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Lesson' }).click();
    await this.page.getByRole('option', { name: title }).click();
    await expect(this.cells.first()).toBeVisible();
  }

  /** Puts code in place of what a cell says. */
  async write(index: number, code: string): Promise<void> {
    await this.cell(index).locator('.cm-content').click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.insertText(code);
  }

  async runAll(): Promise<void> {
    await this.button('Run all').click();
    await this.finished();
  }

  /** Waits until no cell runs or waits any more. */
  async finished(): Promise<void> {
    await expect(this.button('Stop')).toBeDisabled({ timeout: KERNEL_TIMEOUT });
    await expect(this.panel.getByText('Python ready')).toBeVisible({ timeout: KERNEL_TIMEOUT });
  }

  /** A key on the selected cell, with nothing typed into. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }
}
