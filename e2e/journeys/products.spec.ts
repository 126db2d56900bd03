/** Matrix products large enough for the helper threads of the CPU backend: right to the last digit, on an engine that has just died too. */
import { expect, test } from '@playwright/test';
import { HOST, killEngineHost, pageAt, useApp } from '../support/launch';
import { BACKENDS, startOn, Workbench } from '../support/workbench';

const SIZE = 256;
// Whole numbers, and so few that float32 holds every sum exactly.
const script = (name: string): string => `const entries = (below) => tf.reshape(
  tf.cast(tf.math.floormod(tf.range(${SIZE * SIZE}), below), 'float32'), [${SIZE}, ${SIZE}]);
const ${name} = entries(7);
const w = new tf.Variable(entries(5));
const tape = new tf.GradientTape();
const y = tape.record(() => tf.matmul(tf.matmul(${name}, w), w));
print('product', y.array()[255][254]);
print('gradient', tape.gradient(y, w).array()[3][5]);`;

type Matrix = readonly (readonly number[])[];

const places = Array.from({ length: SIZE }, (_, i) => i);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const entries = (below: number): Matrix => places.map((i) => places.map((j) => (i * SIZE + j) % below));
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => places.map((j) => sum(row.map((value, k) => value * b[k][j]))));

const [a, w] = [entries(7), entries(5)];
const aw = product(a, w);
// y = (A W) W, so ∂(Σ y)/∂W = (A W)ᵀ 1 + Aᵀ (1 Wᵀ), with a matrix 1 of ones.
const EXPECTED = {
  product: product(aw, w)[255][254],
  gradient: sum(aw.map((row) => row[3])) + sum(a.map((row) => row[3])) * sum(w[5]),
};

for (const backend of BACKENDS) {
  test.describe(`large products on ${backend.name}`, () => {
    const app = useApp(startOn(backend));

    const helpers = async () => {
      const host = await pageAt(app().electron, HOST);
      return host.workers().filter((worker) => worker.url().includes('kernelWorker')).length;
    };
    const expectNumbers = async (workbench: Workbench) => {
      for (const [name, number] of Object.entries(EXPECTED)) {
        await expect(workbench.page.getByText(`${name} ${number}`, { exact: true })).toBeVisible();
      }
    };

    test('the product of 256 × 256 matrices and its gradient, with helpers where there are cores', async () => {
      const workbench = new Workbench(app().workbench);
      await expect(workbench.value('x')).toBeVisible();
      expect(await helpers(), 'none before there is work for them').toBe(0);
      await workbench.runScript(script('a'), 'a');
      await expectNumbers(workbench);
      const cores = await workbench.page.evaluate(() => navigator.hardwareConcurrency);
      const expected = backend.name === 'cpu' ? Math.min(cores, 8) - 1 : 0;
      await expect.poll(helpers).toBe(expected);
    });

    test('again on a new engine, after the one that had the helpers was killed', async () => {
      const workbench = new Workbench(app().workbench);
      await killEngineHost(app());
      const alert = workbench.page.getByRole('alert').filter({ hasText: 'The engine stopped' });
      await alert.getByRole('button', { name: 'Restart the engine' }).click();
      await expect(alert).toBeHidden();
      await workbench.runScript(script('again'), 'again');
      await expectNumbers(workbench);
      app().problems.splice(0);
    });
  });
}
