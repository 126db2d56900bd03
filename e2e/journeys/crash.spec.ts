/** A worker of the engine host dies: what happened is said, and the script goes on from where it is written. */
import { expect, test } from '@playwright/test';
import type { Worker } from '@playwright/test';
import { HOST, pageAt, useApp } from '../support/launch';
import { Workbench } from '../support/workbench';

const app = useApp();
const source = [
  'const u = new tf.Variable(3.0);',
  'const tape = new tf.GradientTape();',
  'const v = tape.record(() => tf.square(u));',
  'tape.gradient(v, u);',
].join('\n');

test('a script worker that dies between two runs takes nothing with it, and the next run has a new one', async () => {
  const workbench = new Workbench(app().workbench);
  await workbench.runScript(source, 'u');
  await workbench.press('End');
  await expect(workbench.gradient('u')).toContainText('6');
  const worker = await workerOf('scriptWorker');
  await Promise.all([worker.waitForEvent('close'), die(worker)]);
  await expect(workbench.gradient('u')).toContainText('6');
  await workbench.runScript(source.replace('3.0', '5.0'), 'u');
  await expect(workbench.gradient('u')).toContainText('not yet computed');
  await workbench.press('End');
  await expect(workbench.gradient('u')).toContainText('10');
});

test('an engine worker that dies is reported, and a restart brings the script back', async () => {
  const workbench = new Workbench(app().workbench);
  const alert = workbench.page.getByRole('alert').filter({ hasText: 'The engine stopped' });
  await die(await workerOf('engineWorker'));
  await expect(alert).toBeVisible();
  expect(await workbench.script()).toContain('new tf.Variable(5.0)');
  await alert.getByRole('button', { name: 'Restart the engine' }).click();
  await expect(alert).toBeHidden();
  await expect(workbench.gradient('u')).toContainText('not yet computed');
  await workbench.press('End');
  await expect(workbench.gradient('u')).toContainText('10');
  app().problems.splice(0);
});

async function workerOf(name: string): Promise<Worker> {
  const host = await pageAt(app().electron, HOST);
  const find = () => host.workers().find((worker) => worker.url().includes(name));
  await expect.poll(() => find() !== undefined).toBe(true);
  return find()!;
}

/** An error that nothing catches, in a task of the worker's own. */
async function die(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('a fault that nobody foresaw');
    });
  });
}
