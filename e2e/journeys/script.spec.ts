/** Editing the script: errors at their line, an endless loop, a crash of the script's world. */
import { expect, test } from '@playwright/test';
import { killEngineHost, useApp } from '../support/launch';
import { BACKENDS, startOn, Workbench } from '../support/workbench';

for (const backend of BACKENDS) {
  test.describe(`scripts on ${backend.name}`, () => {
    const app = useApp(startOn(backend));

    test('a wrong shape shows the engine’s message at its line', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.runScript(
        ['const a = tf.ones([2, 3]);', 'const b = tf.ones([4, 5]);', 'const c = tf.matmul(a, b);'].join('\n'),
      );
      await expect(workbench.runState).toHaveText('the script failed at line 3');
      const message = workbench.page.locator('.tape-error-message');
      await expect(message).toContainText('matmul: inner dimensions differ: [2, 3] × [4, 5]');
      await expect(workbench.page.locator('.cm-line.tape-error')).toContainText('tf.matmul(a, b)');
    });

    test('the corrected script runs, TypeScript and all', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.runScript(
        [
          'const u: tf.Variable = new tf.Variable(2.0);',
          'const tape = new tf.GradientTape();',
          'const z = tape.record(() => u.mul(u).add(u.mul(u)));',
          'const dz = tape.gradient(z, u);',
          'console.log(dz.item());',
        ].join('\n'),
        'u',
      );
      await workbench.press('End');
      await expect(workbench.gradient('u')).toContainText('8');
      await expect(workbench.page.locator('.tape-error-message')).toHaveCount(0);
    });

    test('a variable used more than once shows its sum', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.runScript(
        [
          'const v = new tf.Variable(4.0);',
          'const tape = new tf.GradientTape();',
          'const w = tape.record(() => tf.multiply(v, v));',
          'tape.gradient(w, v);',
        ].join('\n'),
        'v',
      );
      await workbench.press('End');
      await expect(workbench.gradient('v')).toContainText('4 + 4 = 8');
    });

    test('while (true) {} is stopped within a second, and nothing is lost', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.runScript(
        [
          'const q = new tf.Variable(3.0);',
          'const tape = new tf.GradientTape();',
          'const r = tape.record(() => tf.square(q));',
          'tape.gradient(r, q);',
          'while (true) {}',
        ].join('\n'),
      );
      await expect(workbench.runState).toHaveText('the script is computing…');
      const started = Date.now();
      await workbench.button('Stop').click();
      await expect(workbench.runState).toContainText('stopped');
      console.log(`an endless loop was stopped after ${Date.now() - started} ms`);
      await workbench.press('End');
      await expect(workbench.gradient('q')).toContainText('6');
      expect(await workbench.script()).toContain('while (true) {}');
    });

    test('a function that calls itself for ever is ended at its line', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.runScript('const f = () => 1 + f();\nf();');
      await expect(workbench.page.locator('.tape-error-message')).toContainText('Maximum call stack size exceeded');
    });

    test('a script that recorded nothing leaves nothing of the one before on screen', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.runScript('while (true) {}');
      await expect(workbench.runState).toHaveText('the script is computing…');
      await workbench.button('Stop').click();
      await expect(workbench.runState).toContainText('stopped');
      await expect(workbench.node('q')).toHaveCount(0);
      await expect(workbench.page.getByText('This script recorded nothing.')).toBeVisible();
    });

    test('NaN is shown as NaN, None as None', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.runScript(
        [
          'const n = new tf.Variable(-1.0);',
          'const unused = new tf.Variable(5.0);',
          'const tape = new tf.GradientTape();',
          'const p = tape.record(() => tf.add(tf.sqrt(n), tf.multiply(tf.stopGradient(unused), 0)));',
          'tape.gradient(p, [n, unused]);',
        ].join('\n'),
        'unused',
      );
      await workbench.press('End');
      await expect(workbench.value('sqrt')).toContainText('NaN');
      await expect(workbench.gradient('n')).toContainText('NaN');
      await expect(workbench.gradient('unused')).toContainText('None');
      await workbench.node('sqrt').click();
      await expect(workbench.inspector).toContainText('NaN ≈ NaN');
      await workbench.page.keyboard.press('Escape');
    });

    test('a killed engine host says what happened, and restarts with the script intact', async () => {
      const workbench = new Workbench(app().workbench);
      await workbench.runScript(
        [
          'const k = new tf.Variable(5.0);',
          'const tape = new tf.GradientTape();',
          'const m = tape.record(() => tf.square(k));',
          'tape.gradient(m, k);',
        ].join('\n'),
        'k',
      );
      await workbench.press('End');
      await expect(workbench.gradient('k')).toContainText('10');
      await killEngineHost(app());
      await expect(workbench.page.getByText(/The engine stopped/)).toBeVisible();
      await workbench.button(/Restart/).click();
      await expect(workbench.page.getByText(/The engine stopped/)).toHaveCount(0);
      expect(await workbench.script()).toContain('new tf.Variable(5.0)');
      await expect(workbench.gradient('k')).toContainText('not yet computed');
      await workbench.press('End');
      await expect(workbench.gradient('k')).toContainText('10');
    });
  });
}
