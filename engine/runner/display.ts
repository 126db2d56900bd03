import type { EngineEvent, GraphSnapshot, PlayHead, TimelineView } from '../protocol';
import { Cells, FrameWriter, type Picture, takePicture } from './frames';
import type { Run } from './run';
import { Structures } from './structures';

/** Frames a second at most, while things change by themselves or under a dragging hand. */
const MOST_PER_SECOND = 15;

/** What a run without any step has to show: never what stood there before it. */
const NOTHING: GraphSnapshot = { structure: 0, nodes: [], edges: [], groups: [], ops: {} };
const NOTHING_AT_ALL: Picture = {
  values: new Map(),
  gradients: new Map(),
  contributions: new Map(),
  targets: [],
  moment: null,
  update: null,
};

/** What there is to show now. */
export interface Scene {
  readonly run: Run;
  readonly head: PlayHead;
  readonly complete: boolean;
}

/**
 * Shows scenes: snapshot, frame, timeline, losses and printed lines. Requests are never queued: while
 * one picture is being read, any number of requests become one, for what is current by then.
 */
export class Display {
  /** Summaries of tensors, which answers about single nodes share. */
  readonly cells = new Cells();
  private readonly writer = new FrameWriter();
  private readonly structures = new Structures();
  private snapshot: GraphSnapshot | null = null;
  private timeline: TimelineView | null = null;
  private shownRun: Run | null = null;
  private wanted: 'no' | 'soon' | 'now' = 'no';
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private lastAt = -Infinity;

  constructor(
    private readonly scene: () => Scene | null,
    private readonly emit: (event: EngineEvent) => void,
    private readonly onError: (error: unknown, run: Run) => void,
  ) {}

  /** `now` for a single step of a person's; `soon` keeps to the frame rate, with the first one at once. */
  request(when: 'now' | 'soon'): void {
    if (this.wanted !== 'now') this.wanted = when;
    if (!this.busy) this.schedule();
  }

  /** Everything that is shown, for a workbench that joins. */
  everything(): EngineEvent[] {
    const events: EngineEvent[] = [];
    const frame = this.writer.whole();
    if (this.snapshot !== null) events.push({ type: 'snapshot', snapshot: this.snapshot });
    if (this.timeline !== null) events.push({ type: 'timeline', timeline: this.timeline });
    if (frame !== null) events.push({ type: 'frame', frame });
    if (this.shownRun !== null) {
      events.push({ type: 'losses', reset: true, points: [...this.shownRun.losses] });
      events.push({ type: 'printed', reset: true, lines: [...this.shownRun.printed] });
    }
    return events;
  }

  /** Nothing is there to be seen. */
  clear(): void {
    this.shownRun = null;
    this.snapshot = NOTHING;
    this.emit({ type: 'snapshot', snapshot: NOTHING });
    this.emit({ type: 'frame', frame: this.writer.next(NOTHING, NOTHING_AT_ALL) });
    this.tellTimeline({ head: { step: 1, passed: 0 }, steps: 0, complete: false, moments: [] });
    this.emit({ type: 'losses', reset: true, points: [] });
    this.emit({ type: 'printed', reset: true, lines: [] });
  }

  private schedule(): void {
    const wait = this.lastAt + 1000 / MOST_PER_SECOND - performance.now();
    if (this.wanted === 'now' || wait <= 0) {
      if (this.timer !== null) clearTimeout(this.timer);
      this.timer = null;
      void this.show();
    } else {
      this.timer ??= setTimeout(() => {
        this.timer = null;
        if (!this.busy) void this.show();
      }, wait);
    }
  }

  private async show(): Promise<void> {
    this.busy = true;
    this.wanted = 'no';
    this.lastAt = performance.now();
    const scene = this.scene();
    if (scene !== null) {
      try {
        await this.draw(scene);
      } catch (error) {
        this.onError(error, scene.run);
      }
    }
    this.busy = false;
    if (this.wanted !== 'no') this.schedule();
  }

  private async draw({ run, head, complete }: Scene): Promise<void> {
    const view = run.timeline.look(head.step);
    const picture = view && (await takePicture(view, head.passed, this.cells));
    const { points, changed } = await run.takeLosses();
    // Another run took its place while its numbers were read.
    if (this.scene()?.run !== run) return;
    const reset = this.shownRun !== run;
    this.shownRun = run;
    const lines = run.takeLines();
    const snapshot = view === null ? NOTHING : this.structures.snapshot(view.graph.structure);
    if (snapshot !== this.snapshot) this.emit({ type: 'snapshot', snapshot });
    this.snapshot = snapshot;
    this.emit({ type: 'frame', frame: this.writer.next(snapshot, picture ?? NOTHING_AT_ALL) });
    this.tellTimeline({ head, steps: run.timeline.steps, complete, moments: view?.moments.marks ?? [] });
    const anew = reset || changed;
    if (anew || points.length > 0) this.emit({ type: 'losses', reset: anew, points: anew ? [...run.losses] : points });
    if (reset || lines.length > 0) this.emit({ type: 'printed', reset, lines: reset ? [...run.printed] : lines });
  }

  private tellTimeline(timeline: TimelineView): void {
    const before = this.timeline;
    const same =
      before !== null &&
      before.head.step === timeline.head.step &&
      before.head.passed === timeline.head.passed &&
      before.steps === timeline.steps &&
      before.complete === timeline.complete &&
      before.moments === timeline.moments;
    this.timeline = timeline;
    if (same) return;
    const { moments, ...others } = timeline;
    // By identity: a structure that was seen before has the marks that it had.
    const known = before !== null && before.moments === moments;
    this.emit({ type: 'timeline', timeline: { ...others, moments: known ? null : moments } });
  }
}
