import { beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../index';
import { Sandbox } from '../script/sandbox';
import { LocalLine } from '../script/testing/localLine';
import { runScript } from '../script/world';
import { readNotebook, writeNotebook } from '../notebook';
import { lessons } from './index';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.load();
});

async function run(id: string, pins: Record<string, readonly number[]> = {}): Promise<LocalLine> {
  const line = new LocalLine();
  const { source } = lessons.find((lesson) => lesson.id === id)!;
  expect(await runScript({ sandbox, tf, source, pins, seed: 1, line })).toEqual({ type: 'finished' });
  return line;
}

/** The numbers of each step's gradients, by source. */
function gradientsOf(line: LocalLine, step: number): (number[] | null)[] {
  const { gradients } = line.of('backwardEnded')[step - 1];
  return gradients.map((id) => (id === null ? null : line.valueOf(id)));
}

const scripts = lessons.filter(({ kind }) => kind === 'script');

describe('every lesson', () => {
  it.each(scripts.map((lesson) => [lesson.id, lesson] as const))('%s fits a narrow panel', (_, lesson) => {
    for (const row of lesson.source.split('\n')) expect(row.length, row).toBeLessThanOrEqual(43);
  });

  it('has a title, and a speed to be played at', () => {
    for (const { title, speed } of lessons) expect([title !== '', speed > 0]).toEqual([true, true]);
  });

  it('has an id of its own', () => {
    expect(new Set(lessons.map(({ id }) => id)).size).toBe(lessons.length);
  });
});

describe('y = x²', () => {
  it('computes 16 and 8, and names x and y', async () => {
    const line = await run('square');
    expect(line.printed).toEqual(['y = 16', 'dy/dx = 8']);
    expect(line.of('label').map(({ name }) => name)).toEqual(['x', 'y', 'dyDx']);
  });

  it('computes 9 and 6 when x is pinned to 3', async () => {
    const [{ key }] = (await run('square')).of('tunable');
    expect((await run('square', { [key]: [3] })).printed).toEqual(['y = 9', 'dy/dx = 6']);
  });
});

/** What a person may pin: state (an optimizer's step count) is only restored by an import. */
const startValues = (line: LocalLine) => line.of('tunable').filter(({ kind }) => kind !== 'state');

describe('one neuron', () => {
  it('offers kernel, bias and learning rate as start values', async () => {
    const line = await run('neuron');
    expect(startValues(line).map(({ kind, shape }) => [kind, shape])).toEqual([
      ['hyperparameter', []],
      ['variable', [1, 1]],
      ['variable', [1]],
    ]);
    expect(line.gates.length).toBe(49);
  });

  it('gives −12 and −6 from w = 1, b = 0, then 1.12 and 0.06', async () => {
    const [, kernel, bias] = startValues(await run('neuron')).map(({ key }) => key);
    const line = await run('neuron', { [kernel]: [1], [bias]: [0] });
    expect(gradientsOf(line, 1)).toEqual([[-12], [-6]]);
    const [first, second] = line.of('variableChanged');
    expect(line.valueOf(first.after)[0]).toBeCloseTo(1.12, 6);
    expect(line.valueOf(second.after)[0]).toBeCloseTo(0.06, 6);
    expect(
      line
        .of('backwardStarted')
        .map(({ targets }) => line.valueOf(targets[0])[0])
        .slice(0, 2),
    ).toEqual([9, expect.closeTo(7.29, 5)]);
  });

  it("gives the notebook's figures from its kernel", async () => {
    const [, kernel] = startValues(await run('neuron')).map(({ key }) => key);
    const line = await run('neuron', { [kernel]: [1.33800925] });
    const [[dKernel], [dBias]] = gradientsOf(line, 1) as number[][];
    expect(dKernel).toBeCloseTo(-9.295926, 5);
    expect(dBias).toBeCloseTo(-4.647963, 5);
  });
});

describe('XOR', () => {
  it('learns from the seed', async () => {
    const line = await run('xor');
    const losses = line.printed.slice(0, -1).map((text) => Number(text.split(' ').at(-1)));
    expect(losses.length).toBe(6);
    expect(losses[5]).toBeLessThan(0.05);
    expect(line.gates.length).toBe(599);
  });
});

describe('The Gradient Tape', () => {
  const { source } = lessons.find(({ id }) => id === 'gradientTape')!;
  const document = readNotebook('gradientTape.ipynb', new TextEncoder().encode(source));

  it("has the notebook's three cells, none of them run", () => {
    expect(document.notices).toEqual([]);
    expect(document.cells.map(({ kind, count, outputs }) => [kind, count, outputs.length])).toEqual([
      ['markdown', null, 0],
      ['code', null, 0],
      ['code', null, 0],
      ['code', null, 0],
    ]);
    expect(document.cells[1].source).toBe(
      'import tensorflow as tf\n\nfrom tensorflow.keras import Sequential\nfrom tensorflow.keras.layers import Dense',
    );
    expect(document.cells[2].source).toMatch(/^# Create a tensorflow variable[^]*\ndy_dx\.numpy\(\)$/);
    expect(document.cells[3].source).toMatch(
      /\noptimizer\.apply_gradients\(zip\(gradients, model\.trainable_variables\)\)$/,
    );
  });

  it('is saved as it is', () => {
    expect(new TextDecoder().decode(writeNotebook(document))).toBe(source);
  });
});
