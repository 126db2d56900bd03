/** The workbench as a person sees it: numbers on nodes, buttons of the transport, the script, the start values. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { LaunchOptions, RunningApp } from './launch';

export class Workbench {
  constructor(readonly page: Page) {}

  node(label: string): Locator {
    return this.page.getByTestId(`node-${label}`);
  }

  /** The value row of a node. */
  value(label: string): Locator {
    return this.node(label).locator('[data-row="value"]');
  }

  gradient(label: string): Locator {
    return this.node(label).locator('[data-row="gradient"]');
  }

  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector' });
  }

  get runState(): Locator {
    return this.page.getByTestId('run-state');
  }

  get trainingStep(): Locator {
    return this.page.getByTestId('training-step');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** The field of a start value; typing into it pins the value. */
  startValue(label: string): Locator {
    return this.page.getByRole('textbox', { name: `${label}, exact start value` });
  }

  async pin(label: string, value: number): Promise<void> {
    await this.startValue(label).fill(String(value));
    await this.startValue(label).press('Enter');
  }

  /** Opens a lesson by its number in the list, and waits until its tape is drawn. */
  async openLesson(title: RegExp): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Lesson' }).click();
    await this.page.getByRole('option', { name: title }).click();
    await expect(this.page.getByRole('combobox', { name: 'Lesson' })).toHaveText(title);
    await this.button('Step forward').waitFor();
  }

  /** Puts the focus where single keys mean what the help says. */
  async press(key: string, times = 1): Promise<void> {
    await this.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let i = 0; i < times; i++) await this.page.keyboard.press(key);
  }

  /** Replaces the whole script and runs it. With `drawn`, waits until the node of that label is there. */
  async runScript(source: string, drawn?: string): Promise<void> {
    await this.selectScript();
    await this.page.keyboard.insertText(source);
    await this.page.keyboard.press('Control+Enter');
    if (drawn !== undefined) await expect(this.node(drawn)).toBeVisible();
  }

  /** The whole script, to be typed over: once there is one, since the lesson that is being opened would take its place. */
  async selectScript(): Promise<void> {
    const editor = this.page.locator('.cm-content');
    await expect(editor).toContainText(/\S/);
    await editor.click();
    await this.page.keyboard.press('Control+a');
  }

  async script(): Promise<string> {
    return this.page.locator('.cm-content').evaluate((content) => (content as HTMLElement).innerText);
  }
}

/** The backends that every journey runs on. WebGPU is SwiftShader's here, asked for as a person would. */
export const BACKENDS = [
  { name: 'cpu', label: /^Backend: CPU/ },
  { name: 'webgpu', label: /^Backend: WebGPU/ },
] as const;

export type Backend = (typeof BACKENDS)[number];

/** How to launch the app so that it computes on a backend from its first moment on. */
export function startOn({ name }: Backend): LaunchOptions {
  return { softwareWebGpu: name === 'webgpu', settings: { backend: name } };
}

/** Chooses a backend in the top bar's menu and waits until it computes. */
export async function chooseBackend({ workbench }: RunningApp, { name, label }: Backend): Promise<void> {
  await workbench.getByRole('button', { name: /^Backend:/ }).click();
  await workbench.getByRole('menuitemradio', { name: name === 'cpu' ? 'CPU' : 'WebGPU' }).click();
  await expect(workbench.getByRole('button', { name: label })).toBeVisible();
}
