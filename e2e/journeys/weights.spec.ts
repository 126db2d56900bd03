/** Trained weights go out as safetensors and come back; a broken file changes nothing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { answerOpenDialog, answerSaveDialog, useApp } from '../support/launch';
import { BACKENDS, startOn, Workbench } from '../support/workbench';

for (const backend of BACKENDS) {
  test.describe(`weights on ${backend.name}`, () => {
    const app = useApp(startOn(backend));
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-weights-'));
    const file = path.join(folder, 'neuron.safetensors');
    test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
      await workbench.button('Copy').click();
      await expect(workbench.button('Copied')).toBeVisible();
      const copied = await app().electron.evaluate(({ clipboard }) => clipboard.readText());
      expect(copied).toContain('load_file');
      await workbench.button('Save…').click();
      await expect(workbench.page.getByText(/^Saved/)).toBeVisible();
      await workbench.page.keyboard.press('Escape');

      const { header, tensor } = readSafetensors(readFileSync(file));
      expect(header['sequential/dense/kernel']).toMatchObject({ dtype: 'F32', shape: [1, 1] });
      expect(header['sequential/dense/bias']).toMatchObject({ dtype: 'F32', shape: [1] });
      expect([...tensor('sequential/dense/kernel')]).toEqual([Math.fround(1.12)]);
      expect(tensor('sequential/dense/bias')[0]).toBeCloseTo(0.06, 7);
      expect(header.__metadata__).toMatchObject({ lesson: 'neuron', step: '1' });
    });

    test('a truncated file is refused with a message, and nothing changes', async () => {
      const workbench = new Workbench(app().workbench);
      const broken = path.join(folder, 'broken.safetensors');
      writeFileSync(broken, readFileSync(file).subarray(0, -3));
      await answerOpenDialog(app(), broken);
      await workbench.button('Import weights').click();
      const dialog = workbench.page.getByRole('dialog');
      await expect(dialog).toContainText(/nothing was changed/i);
      await workbench.page.keyboard.press('Escape');
      await expect(workbench.value('kernel')).toContainText('1.12');
    });

    test('import makes them the start values', async () => {
      const workbench = new Workbench(app().workbench);
      await answerOpenDialog(app(), file);
      await workbench.button('Import weights').click();
      const dialog = workbench.page.getByRole('dialog');
      await expect(dialog).toContainText('sequential/dense/kernel');
      await workbench.page.keyboard.press('Escape');
      await workbench.press('Home');
      await expect(workbench.startValue('kernel')).toHaveValue('1.12');
      await expect(workbench.value('kernel')).toContainText('1.12');
      await workbench.press('Shift+ArrowRight');
      await expect(workbench.value('square')).toContainText('7.29');
    });
  });
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
