import type { PlayHead } from '../protocol';
import type { Conductor } from './conductor';
import { destination, isForward, type Move } from './navigation';
import type { Run } from './run';

/** What happens by itself. */
export type Mode =
  | { readonly name: 'idle' }
  | { readonly name: 'playing'; readonly speed: number; readonly timer: ReturnType<typeof setInterval> }
  | { readonly name: 'training'; readonly target: number };

const IDLE: Mode = { name: 'idle' };

export interface PlayerEvents {
  /** What the run does may have changed. */
  changed(): void;
  /** The head has moved, or what it stands on has. */
  show(when: 'now' | 'soon'): void;
}

/**
 * Moves the play head: a moment or a phase at a time, by itself, or at full speed, and opens the gate
 * where a move leads beyond what is recorded.
 */
export class Player {
  head: PlayHead = { step: 1, passed: 0 };
  private current: Mode = IDLE;
  /** The gate was opened for a single step of a person's or of playing. */
  private advancing: Move | null = null;
  /** What a person asked while the run was not there yet, in order: nothing they press is lost. */
  private asked: (() => void)[] = [];
  /** The head goes along with cells that run through. */
  private following = false;

  constructor(
    private readonly conductor: Conductor,
    private readonly events: PlayerEvents,
  ) {}

  get mode(): Mode {
    return this.current;
  }

  /** A run has come in the place of the one before; `head` is where a person was in that. */
  enter(run: Run, head: PlayHead): void {
    this.head = this.clamped(run, head);
    this.advancing = null;
  }

  /** Acts now, or as soon as the run that is computing from the top is there. */
  whenThere(act: () => void): void {
    if (this.conductor.pending) this.asked.push(act);
    else act();
  }

  catchUp(): void {
    for (const act of this.asked.splice(0)) this.whenThere(act);
  }

  /** What was asked before another script came, or a stop, no longer counts. */
  forgetAsked(): void {
    this.asked = [];
  }

  play(speed: number): void {
    this.rest();
    const rate = Math.min(Math.max(speed, 0.1), 240);
    this.current = { name: 'playing', speed: rate, timer: setInterval(() => this.tick(), 1000 / rate) };
    this.events.changed();
  }

  private tick(): void {
    const run = this.conductor.current;
    if (run === null || this.conductor.pending || this.advancing !== null) return;
    this.advance(run, 'stepForward');
  }

  train(steps: number): void {
    const run = this.conductor.current;
    if (run === null || this.conductor.pending || steps < 1) return;
    this.rest();
    this.head = this.clamped(run, this.head);
    const view = run.timeline.look(this.head.step);
    const done = view !== null && this.head.passed >= view.count ? this.head.step : this.head.step - 1;
    const target = done + Math.floor(steps);
    const missing = target - run.timeline.steps;
    if (missing <= 0 || run.end !== null) return this.seek({ step: target, passed: Infinity }, 'now');
    this.current = { name: 'training', target };
    this.conductor.grant(missing);
    this.events.changed();
    this.events.show('soon');
  }

  /** Cells run through all their training steps: the head is at the end of what there is, until a person moves it. */
  follow(): void {
    this.rest();
    this.following = true;
    this.toLast();
  }

  /** Cells run and wait at their steps: the head stands before the first moment that they will add. */
  waitForNew(): void {
    this.rest();
    this.toLast();
  }

  private toLast(): void {
    this.advancing = null;
    const run = this.conductor.current;
    if (run !== null) this.head = this.clamped(run, { step: run.timeline.steps, passed: Infinity });
    this.events.show('soon');
  }

  /** Nothing happens by itself any more; the gate closes behind the step that is being computed. */
  rest(): void {
    if (this.mode.name === 'playing') clearInterval(this.mode.timer);
    if (this.mode.name === 'training') this.conductor.revoke();
    this.current = IDLE;
    this.following = false;
  }

  pause(): void {
    if (this.mode.name === 'training') this.followTraining();
    this.rest();
    // A run that computes up to where the head was is shown as far as it has got; cells that run through wait at their gate.
    if (this.conductor.pending || this.conductor.endless) this.conductor.revoke();
    this.events.changed();
    this.events.show('now');
  }

  /** The current run has one more step, or is over. */
  progressed(run: Run): void {
    // A rerun ends the run before it; that is not worth telling.
    if (this.conductor.pending) return;
    if (this.mode.name === 'training') {
      this.followTraining();
      const done = run.end !== null || run.timeline.steps >= this.mode.target;
      if (done) this.rest();
      this.events.show(done ? 'now' : 'soon');
    } else if (this.advancing !== null) {
      const move = this.advancing;
      this.advancing = null;
      this.advance(run, move);
      this.events.show('soon');
      this.catchUp();
    } else {
      if (this.following) this.followTraining();
      if (run.end !== null) this.following = false;
      this.events.show(run.end === null ? 'soon' : 'now');
    }
    this.events.changed();
  }

  private followTraining(): void {
    const run = this.conductor.current;
    if (run !== null) this.head = { step: run.timeline.steps, passed: Infinity };
  }

  move(move: Move): void {
    const run = this.conductor.current;
    if (run === null) return;
    // One step at a time comes through the gate; the next press follows it.
    if (this.advancing !== null && isForward(move)) return void this.asked.push(() => this.move(move));
    if (this.mode.name === 'training') this.rest();
    this.following = false;
    this.advancing = null;
    this.advance(run, move);
  }

  /** Moves the head, or opens the gate when the move leads beyond what is recorded. */
  private advance(run: Run, move: Move): void {
    const next = destination(run.timeline, this.clamped(run, this.head), move);
    if (next !== null) {
      this.head = next;
      this.events.show('now');
    } else if (run.end === null && isForward(move)) {
      this.advancing = move;
      if (run.waiting) this.conductor.grant(1);
    } else if (this.mode.name === 'playing') {
      this.rest();
    }
    this.events.changed();
  }

  seek(head: PlayHead, when: 'now' | 'soon'): void {
    const run = this.conductor.current;
    if (run === null) return;
    if (this.mode.name === 'training') this.rest();
    this.following = false;
    this.advancing = null;
    this.head = this.clamped(run, head);
    this.events.changed();
    this.events.show(when);
  }

  /** The nearest place to `head` that the run has. */
  clamped({ timeline }: Run, { step, passed }: PlayHead): PlayHead {
    const wanted = Number.isFinite(step) ? Math.max(1, Math.round(step)) : timeline.steps;
    const nearest = timeline.nearest(wanted);
    const view = nearest > 0 ? timeline.look(nearest) : null;
    if (view === null) return { step: 1, passed: 0 };
    // A step that is not there is overrun: what is shown is the end of the last one before it.
    const most = nearest < wanted ? view.count : passed;
    return { step: nearest, passed: Math.max(0, Math.min(Math.round(most), view.count)) };
  }
}
