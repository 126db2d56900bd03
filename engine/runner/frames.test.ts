import { beforeAll, describe, expect, it } from 'vitest';
import { neuron } from '../lessons/neuron';
import type { Cell, Frame, PlayHead } from '../protocol';
import { Cells, FrameWriter, takePicture } from './frames';
import { destination, type Move } from './navigation';
import type { Run } from './run';
import { Structures } from './structures';
import { runLocally } from './testing/localRun';

let run: Run;
beforeAll(async () => {
  run = await runLocally(neuron.source, { steps: 4 });
});

const cells = new Cells();
const structures = new Structures();

async function frameAt(writer: FrameWriter, { step, passed }: PlayHead): Promise<Frame> {
  const view = run.timeline.look(step)!;
  return writer.next(structures.snapshot(view.graph.structure), await takePicture(view, passed, cells));
}

/** What a workbench keeps: the cells of the last frames. */
class Mirror {
  private cells: Record<'values' | 'gradients' | 'contributions', Map<string, Cell>> = {
    values: new Map(),
    gradients: new Map(),
    contributions: new Map(),
  };

  apply(frame: Frame): void {
    for (const kind of ['values', 'gradients', 'contributions'] as const) {
      if (frame.full) this.cells[kind].clear();
      for (const [id, cell] of frame[kind]) this.cells[kind].set(id, cell);
    }
  }

  get content(): unknown {
    return Object.values(this.cells).map((map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function everyHead(): PlayHead[] {
  const heads: PlayHead[] = [];
  for (let step = 1; step <= run.timeline.steps; step++) {
    for (let passed = 0; passed <= run.timeline.look(step)!.count; passed++) heads.push({ step, passed });
  }
  return heads;
}

describe('frames', () => {
  it('applied as deltas equal full frames at every moment, forward, backward and in jumps', async () => {
    const heads = everyHead();
    const jumps = heads.map((_, i) => heads[(i * 7919) % heads.length]);
    const writer = new FrameWriter();
    const mirror = new Mirror();
    let deltas = 0;
    for (const head of [...heads, ...[...heads].reverse(), ...jumps]) {
      const frame = await frameAt(writer, head);
      if (!frame.full) deltas++;
      mirror.apply(frame);
      const whole = new Mirror();
      whole.apply(await frameAt(new FrameWriter(), head));
      expect(mirror.content).toEqual(whole.content);
    }
    expect(deltas).toBe(heads.length * 3 - 1);
  });

  it('carry only what changed', async () => {
    const writer = new FrameWriter();
    await frameAt(writer, { step: 1, passed: 0 });
    const frame = await frameAt(writer, { step: 1, passed: 1 });
    expect(frame.values).toHaveLength(1);
    expect(frame.gradients).toHaveLength(0);
    expect(frame.contributions).toHaveLength(0);
  });

  it('keep the structure number from step to step', async () => {
    const numbers = [1, 2, 3, 4].map((step) => structures.snapshot(run.timeline.look(step)!.graph.structure).structure);
    expect(new Set(numbers).size).toBe(1);
  });
});

describe('the play head', () => {
  const walk = (from: PlayHead, move: Move): PlayHead[] => {
    const stops = [from];
    for (;;) {
      const next = destination(run.timeline, stops[stops.length - 1], move);
      if (next === null) return stops;
      stops.push(next);
    }
  };

  it.each([
    ['stepForward', 'stepBack'],
    ['nextPhase', 'previousPhase'],
    ['nextTrainingStep', 'previousTrainingStep'],
  ] as const)('goes back with %s the way it came with %s', (forward, back) => {
    const there = walk({ step: 1, passed: 0 }, forward);
    const last = there[there.length - 1];
    expect(last).toEqual({ step: 4, passed: run.timeline.look(4)!.count });
    expect(walk(last, back)).toEqual([...there].reverse());
  });

  it('stops at the ends of forward, backward and update', () => {
    const { marks } = run.timeline.look(1)!.moments;
    const stops = walk({ step: 1, passed: 0 }, 'nextPhase').filter(({ step, passed }) => step === 1 && passed > 0);
    expect(stops.map(({ passed }) => marks[passed - 1].phase)).toEqual(['forward', 'backward', 'update']);
  });
});
