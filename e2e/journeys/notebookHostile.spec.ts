/** Cells that take all they can, as a person meets them: each is stopped with a message, and the graph stays to be used. */
import { expect, test } from '@playwright/test';
import { answerClosing, Notebook } from '../support/notebook';
import { useApp } from '../support/launch';
import { Workbench } from '../support/workbench';

const CELL = 1;
const TAPE = `import tensorflow as tf
x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x ** 2
tape.gradient(y, x).numpy()`;

test.describe.serial('a cell that takes all it can', () => {
  const app = useApp();
  const notebook = () => new Notebook(app().workbench);
  const workbench = () => new Workbench(app().workbench);

  test.beforeAll(async () => {
    await answerClosing(app(), "Don't Save");
    await workbench().node('x').waitFor();
    await notebook().openLesson(/The Gradient Tape/);
    await run(TAPE);
    await expect(notebook().outputs(CELL)).toHaveText(['np.float32(6.0)']);
  });

  /** Runs a cell, and gives a hand to stop it once it runs. */
  async function run(code: string, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await notebook().write(CELL, code);
    await app().workbench.keyboard.press('Control+Enter');
    await meanwhile();
    await notebook().finished();
  }

  /** The window answers, and the tape of the cell before is there, with its numbers. */
  async function tapeIsThere(): Promise<void> {
    await workbench().press('End');
    await expect(workbench().gradient('x')).toContainText('6');
    await workbench().press('Home');
    await expect(workbench().gradient('x')).toContainText('not yet computed');
    await workbench().press('End');
    await expect(workbench().gradient('x')).toContainText('6');
  }

  const stop = async () => {
    await expect(notebook().outputs(CELL)).toHaveText(['begun']);
    await tapeIsThere();
    await notebook().button('Stop').click();
  };

  test('memory ends with an error of Python’s, and what it knew is known', async () => {
    await run('kept = []\nwhile True:\n    kept.append(bytearray(1 << 24))');
    await expect(notebook().outputs(CELL)).toContainText('MemoryError');
    await tapeIsThere();
    await run('del kept\nx.numpy()');
    await expect(notebook().outputs(CELL)).toHaveText(['np.float32(3.0)']);
  });

  test('a bomb of generators is stopped', async () => {
    await run(
      'print("begun")\ndef bomb(n):\n    yield from bomb(n + 1)\nwhile True:\n    try:\n        next(bomb(0))\n    except RecursionError:\n        pass',
      stop,
    );
    await expect(notebook().outputs(CELL).last()).toContainText('KeyboardInterrupt');
    await tapeIsThere();
  });

  test('a hundred megabytes of text are cut, and said to be', async () => {
    await run('for i in range(1000):\n    print("x" * 100_000)');
    await expect(notebook().outputs(CELL).last()).toContainText('more than 1 MB: the rest is left out');
    await tapeIsThere();
  });

  test('a loop that catches everything ends with its kernel, and a new one goes on', async () => {
    const stubborn =
      'print("begun")\nwhile True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass';
    await notebook().write(CELL, stubborn);
    await app().workbench.keyboard.press('Control+Enter');
    await stop();
    const trouble = notebook().panel.getByRole('alert').filter({ hasText: 'Python stopped' });
    await expect(trouble).toContainText('did not stop when it was asked to', { timeout: 20_000 });
    await tapeIsThere();
    await trouble.getByRole('button', { name: 'Restart Python' }).click();
    await notebook().finished();
    await run(TAPE);
    await expect(notebook().outputs(CELL)).toHaveText(['np.float32(6.0)']);
  });
});
