/** A script that trains in a traced function: what the stepper opens is what it would open without. */
import { beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../index';
import type { StreamItem } from '../stream/items';
import { Sandbox } from './sandbox';
import { LocalLine } from './testing/localLine';
import { runScript } from './world';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.load();
});

async function run(source: string, line = new LocalLine()): Promise<LocalLine> {
  expect(await runScript({ sandbox, tf, source, pins: {}, seed: 1, line })).toEqual({ type: 'finished' });
  return line;
}

const training = `const model = new tf.keras.Sequential([
  new tf.keras.layers.Dense(4, { activation: 'tanh' }),
  new tf.keras.layers.Dense(1),
]);
const optimizer = new tf.optimizers.Adam({ learningRate: 0.1 });
const x = tf.constant([[0, 1], [1, 0]]);
const y = tf.constant([[1], [0]]);
const traced = tf.function;
const asItIs = (fn) => fn;
const step = WRAP((x, y) => {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => {
    const error = tf.subtract(model.call(x), y);
    return tf.reduceMean(tf.square(error));
  });
  const weights = model.trainableVariables;
  optimizer.applyGradients(zip(tape.gradient(loss, weights), weights));
  return loss;
});
for (let i = 0; i < STEPS; i++) {
  const loss = step(x, y);
  PRINT
}`;

const script = (wrap: string, steps: number, print: string) =>
  training.replace('WRAP', wrap).replace('STEPS', `${steps}`).replace('PRINT', print);

/** What the timeline hears of the tape and the variables, with ids numbered by first appearance. */
function story(line: LocalLine): unknown[] {
  const numbers = new Map<number, number>();
  const told = (id: number) => {
    if (!numbers.has(id)) numbers.set(id, numbers.size);
    return [numbers.get(id), line.valueOf(id)];
  };
  const records = new Map<number, number>();
  const each = (ids: readonly (number | null)[]) => ids.map((id) => (id === null ? null : told(id)));
  const one = (item: StreamItem): unknown => {
    switch (item.t) {
      case 'taped':
        records.set(item.record, records.size);
        return { ...item, record: records.get(item.record), inputs: each(item.inputs), outputs: each(item.outputs) };
      case 'backwardStarted':
        return { ...item, targets: each(item.targets), sources: each(item.sources) };
      case 'seeded':
        return { ...item, target: told(item.target), gradient: told(item.gradient) };
      case 'visited':
        return { ...item, record: records.get(item.record), upstream: each(item.upstream) };
      case 'contributed':
        return {
          ...item,
          record: records.get(item.record),
          contribution: told(item.contribution),
          sum: told(item.sum),
        };
      case 'backwardEnded':
        return { ...item, sources: each(item.sources), gradients: each(item.gradients) };
      case 'variableChanged':
        return {
          ...item,
          variable: null,
          before: told(item.before),
          after: told(item.after),
          update: item.update && { ...item.update, gradient: told(item.update.gradient) },
        };
      case 'recordingStarted':
      case 'recordingEnded':
      case 'printed':
        return item;
      default:
        return null;
    }
  };
  return line.items.map(one).filter((item) => item !== null);
}

/** Which op gave the tensors that have a name, in the order of the ops. */
function names(line: LocalLine): string[] {
  const labels = new Map(line.of('label').flatMap(({ tensor, name }) => (tensor === null ? [] : [[tensor, name]])));
  return line.of('op').flatMap(({ op, outputs }) => {
    const name = labels.get(outputs[0]);
    return name === undefined ? [] : [`${op} ${name}`];
  });
}

describe('a traced training step in a script', () => {
  it('tells the same story as without, line by line, with the same losses', async () => {
    const [plain, traced] = [
      await run(script('asItIs', 6, 'print(loss.item());')),
      await run(script('traced', 6, 'print(loss.item());')),
    ];
    expect(plain.printed).toHaveLength(6);
    expect(traced.printed).toEqual(plain.printed);
    expect(traced.gates).toEqual(plain.gates);
    expect(traced.gates).toHaveLength(5);
    expect(story(traced)).toEqual(story(plain));
    expect(names(traced)).toEqual(names(plain));
  });

  it('gives the function what it carries, and an error its line', async () => {
    const line = await run(`let runs = 0;
const f = tf.function((x) => { runs++; return x.mul(2); });
for (let i = 0; i < 5; i++) f(tf.constant(i));
print(f(tf.constant([1, 2])).array(), runs, f.experimentalGetTracingCount(), f.nothing, typeof f);`);
    expect(line.printed).toEqual(['[2, 4] 2 2 undefined function']);
    const outcome = await runScript({
      sandbox,
      tf,
      source: 'const f = tf.function((x) => {\n  return tf.constant(x.item());\n});\nf(tf.constant(1));',
      pins: {},
      seed: 1,
      line: new LocalLine(),
    });
    expect(outcome).toMatchObject({
      type: 'failed',
      error: { name: 'ValueError', message: expect.stringContaining('while tf.function traces'), line: 2 },
    });
  });

  it('keeps its constants, and memory flat', async () => {
    const line = new LocalLine();
    line.keepItems = false;
    await run(script('traced', 1_000, ''), line);
    const { liveAtGates } = line;
    expect(Math.max(...liveAtGates.slice(500))).toBeLessThanOrEqual(Math.max(...liveAtGates.slice(0, 500)));
    expect(Math.max(...liveAtGates)).toBeLessThan(800);
  });
});
