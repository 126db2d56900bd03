/** Trained weights go out in several formats and come back, whole or in part; a broken file changes nothing. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { answerOpenDialog, answerSaveDialog, type RunningApp, useApp } from '../support/launch';
import { BACKENDS, startOn, Workbench } from '../support/workbench';

const OTHER_SCRIPT = `const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1)]);
const x = tf.constant([[2, 3]]);
const tape = new tf.GradientTape();
const loss = tape.record(() => tf.reduceSum(tf.square(model.call(x))));
const gradients = tape.gradient(loss, model.trainableVariables);
`;

const BIG_SCRIPT = `const model = new tf.keras.Sequential([new tf.keras.layers.Dense(3000)]);
const x = tf.ones([1, 1500]);
const tape = new tf.GradientTape();
const y = tape.record(() => model.call(x));
`;

for (const backend of BACKENDS) {
  test.describe(`weights on ${backend.name}`, () => {
    const app = useApp(startOn(backend));
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-weights-'));
    const file = path.join(folder, 'neuron.safetensors');
    test.afterAll(() => rmSync(folder, { recursive: true, force: true }));
    const dialogOf = (workbench: Workbench) => workbench.page.getByRole('dialog');

    test('export writes what was trained, named as Keras names it', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.openLesson(/One neuron/);
      await workbench.pin('kernel', 1);
      await workbench.pin('bias', 0);
      await workbench.press('Home');
      await workbench.press('Shift+ArrowRight', 3);
      await expect(workbench.value('kernel')).toContainText('1.12');
      await answerSaveDialog(app(), file);
      await workbench.button('Export weights').click();
      await workbench.page.getByRole('radio', { name: /safetensors/ }).check();
      await expect(dialogOf(workbench).getByRole('row', { name: /sequential\/dense\/kernel/ })).toContainText('1.12');
      await workbench.button('Copy').click();
      await expect(workbench.button('Copied')).toBeVisible();
      const copied = await app().electron.evaluate(({ clipboard }) => clipboard.readText());
      expect(copied).toContain('load_file');
      await workbench.button('Save…').click();
      await expect(workbench.page.getByText(/^Saved/)).toBeVisible();
      // The code speaks of the file as it was called.
      await expect(workbench.page.getByLabel('Code for Keras')).toContainText('load_file("neuron.safetensors")');
      await workbench.page.keyboard.press('Escape');

      const { header, tensor } = readSafetensors(readFileSync(file));
      expect(header['sequential/dense/kernel']).toMatchObject({ dtype: 'F32', shape: [1, 1] });
      expect(header['sequential/dense/bias']).toMatchObject({ dtype: 'F32', shape: [1] });
      expect([...tensor('sequential/dense/kernel')]).toEqual([Math.fround(1.12)]);
      expect(tensor('sequential/dense/bias')[0]).toBeCloseTo(0.06, 7);
      expect(header.__metadata__).toMatchObject({ lesson: 'neuron', step: '1', version: '1', loss: '9' });
      expect(header.__metadata__.script).toMatch(/^[0-9a-f]{64}$/);
      expect(readdirSync(folder)).toEqual(['neuron.safetensors']);
    });

    test('the keyboard alone exports the history, and the format is remembered', async () => {
      const workbench = new Workbench(app().workbench);
      const csv = path.join(folder, 'history.csv');
      await answerSaveDialog(app(), csv);
      await workbench.button('Export weights').focus();
      await workbench.page.keyboard.press('Enter');
      await expect(workbench.page.getByRole('radio', { name: /safetensors/ })).toBeFocused();
      const history = workbench.page.getByRole('radio', { name: /history, CSV/ });
      for (let i = 0; i < 20 && !(await history.isChecked()); i++) await workbench.page.keyboard.press('ArrowDown');
      await expect(history).toBeChecked();
      await expect(workbench.button('Save…')).toBeEnabled();
      await workbench.page.keyboard.press('Enter');
      await expect(workbench.page.getByText(/^Saved/)).toBeVisible();
      await workbench.page.keyboard.press('Escape');
      await expect(dialogOf(workbench)).toBeHidden();
      const [titles, first] = readFileSync(csv, 'utf8').split('\r\n');
      expect(titles).toBe('step,loss,learning_rate,gradient_norm');
      const [step, loss, rate, norm] = first.split(',').map(Number);
      expect([step, loss, rate]).toEqual([1, 9, 0.01]);
      expect(norm).toBeCloseTo(Math.hypot(12, 6), 4);
      await workbench.button('Export weights').click();
      await expect(history).toBeChecked();
      await workbench.page.keyboard.press('Escape');
    });

    test('a truncated file is refused with a message, and nothing changes', async () => {
      const workbench = new Workbench(app().workbench);
      const broken = path.join(folder, 'broken.safetensors');
      writeFileSync(broken, readFileSync(file).subarray(0, -3));
      await answerOpenDialog(app(), broken);
      await workbench.button('Import weights').click();
      await expect(dialogOf(workbench)).toContainText(/nothing was changed/i);
      await expect(dialogOf(workbench)).toContainText('broken.safetensors');
      await workbench.page.keyboard.press('Escape');
      await expect(workbench.value('kernel')).toContainText('1.12');
    });

    test('import shows what fits first, then makes it the start values; undo takes it back', async () => {
      const workbench = new Workbench(app().workbench);
      await answerOpenDialog(app(), file);
      await workbench.button('Import weights').click();
      const dialog = dialogOf(workbench);
      await expect(dialog).toContainText('Everything matches: 2 tensors.');
      // Behind the dialog, where no role is seen.
      const kernel = workbench.page.getByRole('textbox', {
        name: 'kernel, exact start value',
        includeHidden: true,
      });
      await expect(kernel).toHaveValue('1');
      await workbench.button('Load all 2').click();
      await expect(dialog).toContainText('Weights loaded');
      await expect(kernel).toHaveValue('1.12');
      await workbench.button('Undo').click();
      await expect(workbench.startValue('kernel')).toHaveValue('1');
      await expect(workbench.startValue('bias')).toHaveValue('0');
    });

    test('a dropped file of another model is compared, and loaded in part', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.runScript(OTHER_SCRIPT);
      await expect(workbench.runState).toContainText('the script ended');
      await drop(workbench.page, file);
      const dialog = dialogOf(workbench);
      await expect(dialog).toContainText('1 of 2 match: 1 has another shape.');
      const kernel = dialog.getByRole('row', { name: /kernel/ });
      await expect(kernel).toContainText('[1, 1]');
      await expect(kernel).toContainText('[2, 1]');
      await expect(kernel.getByRole('checkbox')).toHaveCount(0);
      await workbench.button('Load 1 of 2').click();
      await expect(dialog).toContainText('Weights loaded');
      await workbench.button('Done').click();
      await workbench.press('End');
      await expect(workbench.value('bias')).toContainText('0.06');
    });

    test('what has another name or dtype is shown with both sides, and what matches is loaded by choice', async () => {
      const workbench = new Workbench(app().workbench);
      const other = path.join(folder, 'other.safetensors');
      writeFileSync(
        other,
        safetensorsOf([
          { name: 'sequential/dense/kernel', dtype: 'I32', shape: [2, 1] },
          { name: 'sequential/dense/bias', dtype: 'F32', shape: [1] },
          { name: 'elsewhere/gamma', dtype: 'F32', shape: [3] },
        ]),
      );
      await drop(workbench.page, other);
      const dialog = dialogOf(workbench);
      await expect(dialog).toContainText('1 of 3 match: 1 has another dtype, 1 is not in the script.');
      const kernel = dialog.getByRole('row', { name: /dense\/kernel/ });
      await expect(kernel).toContainText('int32 [2, 1]');
      await expect(kernel).toContainText('float32 [2, 1]');
      await expect(kernel).toContainText('another dtype');
      const gamma = dialog.getByRole('row', { name: /elsewhere\/gamma/ });
      await expect(gamma).toContainText('float32 [3]');
      await expect(gamma).toContainText('absent');
      await expect(gamma).toContainText('not in the script');
      await dialog.getByRole('checkbox', { name: 'Load sequential/dense/bias' }).uncheck();
      await expect(workbench.button('Load')).toBeDisabled();
      await workbench.page.keyboard.press('Escape');

      writeFileSync(other, safetensorsOf([{ name: 'sequential/dense/kernel', dtype: 'F32', shape: [2, 1] }]));
      await drop(workbench.page, other);
      await expect(dialog).toContainText('1 of 2 match: 1 is not in the file.');
      await expect(dialog.getByRole('row', { name: /dense\/bias/ })).toContainText('not in the file');
      await workbench.page.keyboard.press('Escape');

      await workbench.openLesson(/XOR/);
      await workbench.openLesson(/One neuron/);
      // The lesson has taken the place of the script, whose bias came from a file.
      await expect(workbench.startValue('bias')).toHaveValue('0');
      await dropAndLeave(workbench, file, 'sequential/dense/kernel');
      await expect(workbench.startValue('bias')).toHaveValue(/^0\.0[56]/);
      await expect(workbench.startValue('kernel')).not.toHaveValue('1.12');
    });

    test('a TensorFlow.js model is two files: a cancel leaves both old ones whole', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.runScript(BIG_SCRIPT);
      await expect(workbench.page.getByText('[1500, 3000]').first()).toBeVisible();
      const json = path.join(folder, 'web.json');
      await answerSaveDialog(app(), json);
      await workbench.button('Export weights').click();
      await workbench.page.getByRole('radio', { name: /TensorFlow\.js/ }).check();
      await workbench.button('Save…').click();
      await expect(workbench.page.getByText(/^Saved 18.0 MB/)).toBeVisible();
      const { weightsManifest } = JSON.parse(readFileSync(json, 'utf8'));
      const binary = path.join(folder, weightsManifest[0].paths[0]);
      expect(readFileSync(binary)).toHaveLength(4 * (1500 * 3000 + 3000));

      for (const old of [json, binary]) writeFileSync(old, 'old');
      const expectOld = () => {
        for (const old of [json, binary]) expect(readFileSync(old, 'utf8')).toBe('old');
        expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      };
      // The save dialog has asked about one of them.
      const asked = await answerQuestions(app(), 'Cancel');
      await workbench.page.getByRole('radio', { name: /safetensors/ }).check();
      await workbench.page.getByRole('radio', { name: /TensorFlow\.js/ }).check();
      await expect(workbench.button('Save…')).toBeEnabled();
      await workbench.button('Save…').click();
      await expect.poll(asked).toEqual([`Replace ${path.basename(binary)}?`]);
      await expect(workbench.button('Save…')).toBeEnabled();
      expectOld();

      await answerQuestions(app(), 'Replace');
      await workbench.page.evaluate(cancelAtOnce);
      await workbench.button('Save…').click();
      await expect.poll(asked).toHaveLength(1);
      await expect(workbench.button('Save…')).toBeEnabled();
      await expect(workbench.page.getByText(/^Saved/)).toBeHidden();
      expectOld();
      await workbench.page.keyboard.press('Escape');
    });

    test('a large file is written in parts; cancelling leaves the old one whole', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.runScript(BIG_SCRIPT);
      await expect(workbench.page.getByText('[1500, 3000]').first()).toBeVisible();
      const large = path.join(folder, 'large.safetensors');
      writeFileSync(large, 'old');
      await answerSaveDialog(app(), large);
      await workbench.button('Export weights').click();
      await workbench.page.getByRole('radio', { name: /safetensors/ }).check();
      await expect(workbench.button('Save…')).toBeEnabled();
      // The first part is on its way when the cancel comes.
      await workbench.page.evaluate(cancelAtOnce);
      await workbench.button('Save…').click();
      await expect(workbench.button('Save…')).toBeEnabled();
      expect(readFileSync(large, 'utf8')).toBe('old');
      expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      await workbench.button('Save…').click();
      await expect(workbench.page.getByText(/^Saved 18.0 MB/)).toBeVisible();
      const { header } = readSafetensors(readFileSync(large));
      expect(header['sequential/dense/kernel'].shape).toEqual([1500, 3000]);
      await answerSaveDialog(app(), path.join(folder, 'gone', 'x.safetensors'));
      await workbench.button('Save…').click();
      await expect(dialogOf(workbench)).toContainText('the folder is no longer there; choose another one');
      await workbench.page.keyboard.press('Escape');
      expect(existsSync(path.join(folder, 'gone'))).toBe(false);
    });

    test('weights too large for a field are loaded as well', async () => {
      const workbench = new Workbench(app().workbench);
      await answerOpenDialog(app(), path.join(folder, 'large.safetensors'));
      await workbench.button('Import weights').click();
      await workbench.button('Load all 2').click();
      await expect(dialogOf(workbench)).toContainText('2 tensors of large.safetensors');
      await workbench.button('Done').click();
      await workbench.button('undo import').click();
      await expect(workbench.button('undo import')).toBeHidden();
    });
  });
}

/** Presses Cancel as soon as there is such a button. */
function cancelAtOnce(): void {
  const press = () => {
    const cancel = [...document.querySelectorAll('button')].find((button) => button.textContent === 'Cancel');
    cancel?.click();
    if (cancel) observer.disconnect();
  };
  const observer = new MutationObserver(press);
  observer.observe(document.body, { subtree: true, childList: true });
}

/** Drags a file over the window, looks at the target, and lets go. */
async function drop(page: Page, file: string): Promise<void> {
  const content = [...readFileSync(file)];
  const transfer = await page.evaluateHandle(
    ({ name, bytes }) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes)], name));
      return data;
    },
    { name: path.basename(file), bytes: content },
  );
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer });
  await expect(page.getByTestId('drop-target')).toContainText('Drop a notebook, or a file of weights');
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await expect(page.getByTestId('drop-target')).toBeHidden();
}

/** Answers the next questions with the button of that name; what was asked since. */
async function answerQuestions({ electron }: RunningApp, button: string): Promise<() => Promise<string[]>> {
  await electron.evaluate(({ dialog }, name) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (async (_window: unknown, { message, buttons }: { message: string; buttons: string[] }) => {
      asked.push(message);
      return { response: buttons.indexOf(name), checkboxChecked: false };
    }) as never;
  }, button);
  return () => electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}

/** Drops a file and loads everything of it but one tensor. */
async function dropAndLeave(workbench: Workbench, file: string, name: string): Promise<void> {
  await drop(workbench.page, file);
  const dialog = workbench.page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: `Load ${name}` }).uncheck();
  await workbench.button('Load 1 of 2').click();
  await expect(dialog).toContainText('Weights loaded');
  await workbench.button('Done').click();
}

/** A file of zeros under these names. */
function safetensorsOf(tensors: readonly { name: string; dtype: 'F32' | 'I32'; shape: number[] }[]): Buffer {
  let at = 0;
  const entries = tensors.map(({ name, dtype, shape }) => {
    const from = at;
    at += 4 * shape.reduce((product, size) => product * size, 1);
    return [name, { dtype, shape, data_offsets: [from, at] }] as const;
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(at)]);
}

/** A reader of its own, by the format's description: 8 bytes of length, JSON, then the numbers. */
function readSafetensors(file: Buffer) {
  const length = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.subarray(8, 8 + length).toString('utf8'));
  const tensor = (name: string) => {
    const [from, to] = header[name].data_offsets as [number, number];
    const bytes = file.subarray(8 + length + from, 8 + length + to);
    return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
  };
  return { header, tensor };
}
