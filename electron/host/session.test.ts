import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import { create } from 'webgpu';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { formats } from '../../engine/export/formats';
import { tf } from '../../engine/index';
import { lessons } from '../../engine/lessons';
import { WebgpuBackend } from '../../engine/backends/webgpu/webgpuBackend';
import { opByName } from '../../engine/ops/catalogue';
import '../../engine/ops/methods';
import '../../engine/ops/tapeArithmetic';
import type { TunableKey } from '../../engine/protocol';
import { BackendChoice, type BackendSource, type OpenBackend } from '../../engine/runner/backendChoice';
import { startSession } from '../../engine/runner/session';
import { scriptNames } from '../../engine/script/names';
import { ThreadHost } from './headless/threadHost';
import { buildScriptThread } from './testing/buildScriptThread';
import { Workbench } from './testing/workbench';

let file: string;
beforeAll(async () => {
  file = await buildScriptThread();
}, 60_000);

afterAll(() => rm(path.dirname(file), { recursive: true }));

const hosts: ThreadHost[] = [];
afterEach(() => hosts.splice(0).forEach((host) => host.terminate()));

async function open(
  backends: BackendSource = new BackendChoice(undefined, false),
  backend: 'auto' | 'webgpu' = 'auto',
): Promise<{
  bench: Workbench;
  host: ThreadHost;
  session: Awaited<ReturnType<typeof startSession>>;
}> {
  const host = new ThreadHost(file);
  hosts.push(host);
  const session = await startSession({
    host,
    backends,
    findOp: opByName,
    lessons,
    names: () => scriptNames(tf),
    backend,
  });
  const bench = new Workbench();
  session.addPort(bench);
  bench.send({ type: 'attach' });
  await bench.until('attached', () => bench.last('attached') !== undefined);
  return { bench, host, session };
}

async function openLesson(id: string) {
  const opened = await open();
  const { bench } = opened;
  bench.send({ type: 'openLesson', lesson: id });
  await bench.until('a first frame', () => bench.last('frame') !== undefined && bench.head === '1:0');
  return opened;
}

async function pin(bench: Workbench, ending: string, value: number[]): Promise<void> {
  const find = () => bench.last('tunables')!.tunables.find(({ key }) => key.includes(ending))!;
  bench.send({ type: 'setPin', key: find().key, value });
  await bench.until(`pin of ${ending}`, () => JSON.stringify(find().start) === JSON.stringify(value));
}

describe('lesson one', () => {
  it('stands at the start when it is opened, and steps to 16 and 8 and back', async () => {
    const { bench } = await openLesson('square');
    expect(bench.run).toBe('finished');
    expect(bench.value('x')).toEqual([4]);
    expect(bench.value('y')).toBe('pending');
    bench.send({ type: 'stepForward' });
    await bench.until('16', () => bench.head === '1:1');
    expect(bench.value('y')).toEqual([16]);
    bench.send({ type: 'seek', head: { step: 1, passed: 3 } });
    await bench.until('the gradient', () => bench.head === '1:3');
    expect(bench.gradient('x')).toEqual([8]);
    bench.send({ type: 'toStart' });
    await bench.until('the start', () => bench.head === '1:0');
    expect([bench.value('y'), bench.gradient('x')]).toEqual(['pending', 'pending']);
  });

  it('answers a pin within tens of milliseconds, and keeps the head', async () => {
    const { bench } = await openLesson('square');
    bench.send({ type: 'seek', head: { step: 1, passed: 3 } });
    await bench.until('the gradient', () => bench.head === '1:3');
    const times: number[] = [];
    for (const x of [3, -1.5, 0, 2.25]) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const start = performance.now();
      await pin(bench, 'x', [x]).catch(() => pin(bench, 'Variable', [x]));
      await bench.until('its gradient', () => bench.gradient('x')[0] === 2 * x);
      times.push(performance.now() - start);
      expect(bench.value('y')).toEqual([x * x]);
      expect(bench.head).toBe('1:3');
    }
    console.log('pin to frame, ms:', times.map((one) => one.toFixed(1)).join(' '));
  });

  it('runs only the latest of many pins, and shows it', async () => {
    const { bench } = await openLesson('square');
    bench.send({ type: 'toEnd' });
    const key = bench.last('tunables')!.tunables[0].key as TunableKey;
    const before = bench.events.filter(({ type }) => type === 'tunables').length;
    for (let i = 1; i <= 200; i++) bench.send({ type: 'setPin', key, value: [i] });
    await bench.until('the last pin', () => bench.gradient('x')[0] === 400);
    expect(bench.events.filter(({ type }) => type === 'tunables').length - before).toBeLessThan(10);
    expect(bench.last('tunables')!.tunables[0]).toMatchObject({ start: [200], pinned: true });
    bench.send({ type: 'clearPins' });
    await bench.until('the start', () => bench.gradient('x')[0] === 8);
  });

  it('tells the chain rule with its numbers, and checks it', async () => {
    const { bench } = await openLesson('square');
    bench.send({ type: 'seek', head: { step: 1, passed: 3 } });
    await bench.until('the gradient', () => bench.head === '1:3');
    const { chain, check } = await bench.inspect('y');
    expect(chain).toHaveLength(1);
    expect(chain[0].upstream.data).toEqual([1]);
    expect(chain[0].local!.data).toEqual([8]);
    expect(chain[0].localText).toContain('2');
    expect(chain[0].contribution).toMatchObject({ tensor: { data: [8] } });
    expect(check).toMatchObject({ analytic: 8, passed: true });
    expect(check!.numeric).toBeCloseTo(8, 6);
    const x = await bench.inspect('x');
    expect(x.sum.map(({ contribution, runningSum }) => [contribution.data, runningSum.data])).toEqual([[[8], [8]]]);
  });
});

describe('the moments of a step', () => {
  it('are told with its structure, not with every move of the head', async () => {
    const { bench, session } = await openLesson('square');
    const told = () => bench.events.flatMap((event) => (event.type === 'timeline' ? [event.timeline.moments] : []));
    const before = told().length;
    for (const passed of [1, 2, 3]) {
      bench.send({ type: 'seek', head: { step: 1, passed } });
      await bench.until(`moment ${passed}`, () => bench.head === `1:${passed}`);
    }
    expect(told()[0]).not.toBeNull();
    expect(told().slice(before)).toEqual([null, null, null]);
    const late = new Workbench();
    session.addPort(late);
    late.send({ type: 'attach' });
    await late.until('a timeline', () => late.head === '1:3');
    expect(late.last('timeline')!.timeline.moments).toEqual(told()[0]);
  });
});

describe('lesson two', () => {
  it('gives the seed’s numbers step by step', async () => {
    const { bench } = await openLesson('neuron');
    await pin(bench, 'kernel', [1]);
    await pin(bench, 'bias', [0]);
    await bench.until('the gate', () => bench.run === 'paused');
    bench.send({ type: 'nextTrainingStep' });
    await bench.until('the end of step 1', () => bench.head.startsWith('1:') && bench.gradient('bias')[0] === -6);
    expect(bench.value('loss')).toEqual([9]);
    expect(bench.gradient('kernel')).toEqual([-12]);
    expect(bench.value('kernel')).toEqual([Math.fround(1.12)]);
    expect(bench.value('bias')).toEqual([Math.fround(0.06)]);
    bench.send({ type: 'stepForward' });
    await bench.until('the first moment of step 2', () => bench.head === '2:1');
    expect(bench.value('loss')).toBe('pending');
    bench.send({ type: 'nextTrainingStep' });
    await bench.until('loss 7.29', () => typeof bench.value('loss')[0] === 'number');
    expect(bench.value('loss')[0]).toBeCloseTo(7.29, 5);
    bench.send({ type: 'previousTrainingStep' });
    await bench.until('step 1 again', () => bench.value('loss')[0] === 9);
  });

  it('loses no key that is pressed while a rerun or a step computes', async () => {
    const { bench } = await openLesson('neuron');
    await pin(bench, 'bias', [0]);
    const key = bench.last('tunables')!.tunables.find(({ label }) => label.endsWith('kernel'))!.key;
    bench.send({ type: 'setPin', key, value: [1.33800925] });
    for (const type of ['toStart', 'nextPhase', 'nextPhase'] as const) bench.send({ type });
    await bench.until('both gradients', () => bench.gradient('bias')[0] === Math.fround(-4.647963));
    expect(bench.gradient('kernel')).toEqual([Math.fround(-9.295926)]);
    for (let i = 0; i < 4; i++) bench.send({ type: 'nextTrainingStep' });
    await bench.until('step 4', () => bench.head.startsWith('4:') && bench.run === 'paused');
    for (const type of ['nextTrainingStep', 'toStart'] as const) bench.send({ type });
    await bench.until('the start', () => bench.head === '1:0');
  });

  it('goes to the end of the tape and to updates, through the gate too, and over lines and back', async () => {
    const { bench } = await openLesson('neuron');
    const kinds = () => bench.last('frame')!.frame.moment;
    for (const step of [1, 2]) {
      bench.send({ type: 'toEndOfTape' });
      await bench.until('the end of the tape', () => bench.head.startsWith(`${step}:`) && kinds()?.phase === 'forward');
      expect(bench.gradient('loss')).toBe('pending');
      bench.send({ type: 'nextUpdate' });
      await bench.until('the update', () => bench.head.startsWith(`${step}:`) && kinds()?.kind === 'update');
    }
    const head = bench.head;
    bench.send({ type: 'nextLine' });
    await bench.until('both updates', () => bench.head !== head);
    bench.send({ type: 'previousLine' });
    await bench.until('before the line of the updates', () => kinds()?.phase === 'backward');
  });

  it('plays across steps, and pauses', async () => {
    const { bench } = await openLesson('neuron');
    bench.send({ type: 'play', speed: 200 });
    await bench.until('step 3', () => bench.head.startsWith('3:'));
    expect(bench.run).toBe('playing');
    bench.send({ type: 'pause' });
    await bench.until('pause', () => bench.run === 'paused');
  });

  it.each(formats.filter(({ reads }) => reads).map(({ id }) => id))(
    'exports its weights as %s, loads them from there, and takes that back',
    async (format) => {
      const { bench } = await openLesson('neuron');
      const untrained = bench.value('kernel');
      bench.send({ type: 'train', steps: 10 });
      await bench.until('10 steps', () => bench.run === 'paused' && bench.head.startsWith('10:'));
      const exported = await bench.ask<'exportWeights'>({ type: 'exportWeights', format, optimizer: true });
      if (exported.type !== 'weightsExported' || !exported.result.ok) throw new Error(JSON.stringify(exported));
      const { files, tensors, export: id, metadata } = exported.result.value;
      const trained = bench.value('kernel');
      expect(metadata).toMatchObject({ lesson: 'neuron', step: '10' });
      expect(tensors.slice(0, 2)).toMatchObject([
        { shape: [1, 1], dtype: 'float32', first: trained },
        { shape: [1], dtype: 'float32', first: bench.value('bias') },
      ]);
      const part = async (file: number, offset: number, length: number) => {
        const answer = await bench.ask<'readExported'>({ type: 'readExported', export: id, file, offset, length });
        if (answer.type !== 'exportedRead' || !answer.result.ok) throw new Error(JSON.stringify(answer));
        return answer.result.value;
      };
      const whole: { name: string; bytes: Uint8Array }[] = [];
      for (const [file, { name, size }] of files.entries()) {
        const bytes = new Uint8Array(size);
        for (let at = 0; at < size; at += 100) bytes.set(await part(file, at, 100), at);
        whole.push({ name, bytes });
      }
      const { name: fileName, bytes } = whole.length === 1 ? whole[0] : await zipped(whole);
      const broken = await bench.ask<'checkWeights'>({ type: 'checkWeights', fileName, bytes: bytes.slice(0, -2) });
      expect(broken).toMatchObject({ result: { ok: false, message: expect.stringContaining(format) } });
      expect(bench.head).toMatch(/^10:/);
      const checked = await bench.ask<'checkWeights'>({ type: 'checkWeights', fileName, bytes });
      if (checked.type !== 'weightsChecked' || !checked.result.ok) throw new Error(JSON.stringify(checked));
      const { matches, check } = checked.result.value;
      expect(bench.head).toMatch(/^10:/);
      const [kernel] = matches.filter(({ verdict }) => verdict === 'matches').map(({ name }) => name);
      await bench.ask<'loadWeights'>({ type: 'loadWeights', check, names: [kernel] });
      await bench.until('the start', () => bench.head === '1:0');
      expect(bench.value('kernel')).toEqual(trained);
      const again = await bench.ask<'loadWeights'>({ type: 'loadWeights', check, names: [kernel] });
      expect(again).toMatchObject({ result: { ok: false } });
      bench.send({ type: 'undoLoad' });
      await bench.until('the weights as they were', () => String(bench.value('kernel')) === String(untrained));
    },
  );
});

describe('lesson three', () => {
  it('trains 500 steps quickly, with every loss and few frames', async () => {
    const { bench } = await openLesson('xor');
    const frames = bench.events.filter(({ type }) => type === 'frame').length;
    const start = performance.now();
    bench.send({ type: 'train', steps: 500 });
    await bench.until(
      '500 steps',
      () => bench.run === 'paused' && bench.head.startsWith('500:') && bench.losses.length >= 500,
    );
    const ms = performance.now() - start;
    const shown = bench.events.filter(({ type }) => type === 'frame').length - frames;
    console.log(`500 XOR steps: ${ms.toFixed(0)} ms, ${shown} frames`);
    expect(shown).toBeLessThanOrEqual(Math.ceil(ms / 66) + 2);
    const { losses } = bench;
    expect(losses).toHaveLength(500);
    expect(losses[499]).toBeLessThan(losses[0] / 2);
  });

  it('loses nothing for a window that joins late', async () => {
    const { bench, session } = await openLesson('xor');
    bench.send({ type: 'train', steps: 20 });
    await bench.until('20 steps', () => bench.run === 'paused' && bench.head.startsWith('20:'));
    const second = new Workbench();
    session.addPort(second);
    second.send({ type: 'attach' });
    await second.until('everything', () => second.losses.length === 20 && second.head === bench.head);
    expect(second.values).toEqual(bench.values);
    expect(second.gradients).toEqual(bench.gradients);
    bench.send({ type: 'previousTrainingStep' });
    await second.until('a delta', () => second.head === bench.head && second.head.startsWith('19:'));
    expect(second.values).toEqual(bench.values);
  });

  it('takes few pins at step 50 and stays at its end', async () => {
    const { bench } = await openLesson('xor');
    bench.send({ type: 'train', steps: 50 });
    await bench.until('50 steps', () => bench.run === 'paused' && bench.head.startsWith('50:'));
    const before = bench.losses[49];
    await pin(bench, 'learningRate', [0.05]);
    await bench.until('the other loss', () => bench.losses.length === 50 && bench.losses[49] !== before);
    expect(bench.head).toMatch(/^50:/);
    expect(bench.run).toBe('paused');
  });
});

describe('scripts that do not behave', () => {
  const endless = `import * as tf from 'tapedeck';
const x = new tf.Variable(4.0);
const tape = new tf.GradientTape();
const y = tape.record(() => tf.square(x));
const g = tape.gradient(y, x);
while (true) {}`;

  it('are stopped within a second, and what was recorded stays', async () => {
    const { bench, host } = await openLesson('neuron');
    bench.send({ type: 'runScript', source: endless });
    await bench.until('running', () => bench.run === 'running');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const start = performance.now();
    bench.send({ type: 'stop' });
    await bench.until('stopped', () => bench.run === 'stopped');
    expect(performance.now() - start).toBeLessThan(1000);
    expect(host.started).toBe(1);
    bench.send({ type: 'toEnd' });
    await bench.until('the gradient', () => bench.labels.includes('x') && bench.gradient('x')[0] === 8);
  });

  it('tell their error and its line', async () => {
    const { bench } = await open();
    bench.send({
      type: 'runScript',
      source: "import * as tf from 'tapedeck';\ntf.matmul(tf.ones([2, 3]), tf.ones([4, 5]));",
    });
    await bench.until('failed', () => bench.run === 'failed');
    expect(bench.last('runStateChanged')!.run).toMatchObject({ error: { name: 'ShapeError', line: 2 } });
    bench.send({ type: 'openLesson', lesson: 'square' });
    await bench.until('the lesson', () => bench.run === 'finished');
  });

  it('survive the death of their worker, and start again', async () => {
    const { bench, host } = await openLesson('xor');
    bench.send({ type: 'train', steps: 5 });
    await bench.until('5 steps', () => bench.run === 'paused' && bench.head.startsWith('5:'));
    await host.worker!.terminate();
    await bench.until('crashed', () => bench.run === 'crashed');
    bench.send({ type: 'previousTrainingStep' });
    await bench.until('step 4', () => bench.head.startsWith('4:'));
    bench.send({ type: 'restartScript' });
    await bench.until('the start', () => bench.run === 'paused' && bench.head === '1:0');
    expect(host.started).toBe(2);
  });
});

describe('on WebGPU', () => {
  /** Dawn's, with the backends that were opened on it. */
  class TestBackends implements BackendSource {
    readonly opened: OpenBackend[] = [];
    private readonly choice = new BackendChoice(create([]), true);

    async open(...args: Parameters<BackendSource['open']>): Promise<OpenBackend> {
      const opened = await this.choice.open(...args);
      this.opened.push(opened);
      return opened;
    }
  }

  async function openNeuron() {
    const backends = new TestBackends();
    const opened = await open(backends, 'webgpu');
    const { bench } = opened;
    bench.send({ type: 'openLesson', lesson: 'neuron' });
    await bench.until('a first frame', () => bench.last('frame') !== undefined && bench.run === 'paused');
    await pin(bench, 'kernel', [1]);
    bench.send({ type: 'train', steps: 5 });
    await bench.until(
      '5 steps',
      () => bench.run === 'paused' && bench.head.startsWith('5:') && bench.losses.length >= 5,
    );
    return { ...opened, backends };
  }

  it('gives the same numbers, and goes on from the same place on the CPU', async () => {
    const { bench } = await openNeuron();
    expect(bench.last('attached')!.backend).toMatchObject({ name: 'webgpu', available: ['cpu', 'webgpu'] });
    expect(bench.losses[0]).toBeCloseTo(9, 5);
    expect(bench.losses[1]).toBeCloseTo(7.29, 5);
    const [kernel, head] = [bench.value('kernel')[0] as number, bench.head];
    bench.send({ type: 'setBackend', backend: 'cpu' });
    await bench.until('the CPU', () => bench.last('backendChanged')?.backend.name === 'cpu' && bench.run === 'paused');
    await bench.until('its frame', () => bench.head === head);
    expect(bench.value('kernel')[0]).toBeCloseTo(kernel, 5);
  });

  it('survives the loss of its device with a notice', async () => {
    const { bench, backends } = await openNeuron();
    const lost = backends.opened[0].backend;
    if (!(lost instanceof WebgpuBackend)) throw new Error('expected WebGPU');
    const [kernel, head] = [bench.value('kernel')[0] as number, bench.head];
    lost.destroy();
    await bench.until('a notice', () => bench.last('backendChanged')?.backend.notice?.includes('lost') ?? false);
    await bench.until('the same place', () => bench.run === 'paused' && bench.head === head);
    expect(bench.value('kernel')[0]).toBeCloseTo(kernel, 5);
    bench.send({ type: 'stepForward' });
    await bench.until('another step', () => bench.head === '6:1');
  });
});

/** Several files of one format are read from one archive. */
async function zipped(files: readonly { name: string; bytes: Uint8Array }[]): Promise<(typeof files)[number]> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { level: 0 });
  for (const { name, bytes } of files) await zip.add(name, new Uint8ArrayReader(bytes));
  return { name: 'model.zip', bytes: await zip.close() };
}
