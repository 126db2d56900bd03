import { beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../index';
import { Sandbox } from './sandbox';
import { LocalLine } from './testing/localLine';
import { runScript, type ScriptOutcome } from './world';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.load();
});

async function run(
  source: string,
  pins = {},
  line = new LocalLine(),
): Promise<{ line: LocalLine; outcome: ScriptOutcome }> {
  const outcome = await runScript({ sandbox, tf, source, pins, seed: 1, line });
  return { line, outcome };
}

describe('runScript', () => {
  it('records a tape', async () => {
    const { line, outcome } = await run(`const x = new tf.Variable(4.0);
const tape = new tf.GradientTape();
const y = tape.record(() => tf.square(x));
const dyDx = tape.gradient(y, x);
console.log(y, dyDx.item(), await dyDx.array(), x);`);
    expect(outcome).toEqual({ type: 'finished' });
    expect(line.printed).toEqual(['']);
  });
});
