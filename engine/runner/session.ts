import type {
  BackendInfo,
  BackendName,
  Command,
  EngineEvent,
  LessonInfo,
  PlayHead,
  RunState,
  TunableKey,
} from '../protocol';
import type { FindOp } from '../stream/executor';
import { assertNever } from './assertNever';
import type { BackendSource, OpenBackend } from './backendChoice';
import { Conductor, type Script } from './conductor';
import { Display, type Scene } from './display';
import { inspect, readTensor } from './inspect';
import { destination, type Move } from './navigation';
import { Ports, type WorkbenchPort } from './ports';
import type { Run } from './run';
import type { ScriptHost } from './scriptDriver';
import type { Budget } from './timeline';
import { checkWeights, exportWeights } from './weights';

export interface SessionOptions {
  readonly host: ScriptHost;
  readonly backends: BackendSource;
  readonly findOp: FindOp;
  readonly lessons: readonly LessonInfo[];
  readonly backend: BackendName | 'auto';
  readonly budget?: Budget;
}

/** What happens by itself. `advancing`: the gate was opened for one step, to move to its first moment. */
type Mode =
  | { readonly name: 'idle' }
  | { readonly name: 'playing'; readonly speed: number; readonly timer: ReturnType<typeof setInterval> }
  | { readonly name: 'training'; readonly target: number };

const IDLE: Mode = { name: 'idle' };

/** Opens the first backend and starts a session on it. */
export async function startSession(options: SessionOptions): Promise<Session> {
  let session: Session | null = null;
  const opened = await options.backends.open(options.backend, (reason) => void session?.deviceLost(reason));
  session = new Session(options, opened);
  return session;
}

/**
 * The engine as workbenches see it: takes their commands, runs the script, moves the play head, and
 * tells all of them what is to be seen. It outlives every window.
 */
export class Session {
  private readonly ports = new Ports();
  private readonly conductor: Conductor;
  private readonly display: Display;
  private backend: BackendInfo;
  private script: Script | null = null;
  private head: PlayHead = { step: 1, passed: 0 };
  /** Where the head goes when the run that is loading is there. */
  private headAfterLoad: PlayHead = { step: 1, passed: 0 };
  private mode: Mode = IDLE;
  /** The gate was opened for a single step of a person's or of playing. */
  private advancing: Move | null = null;
  /** Whether the head stood at the end of its step when a rerun began: it stays at the end. */
  private wasAtEnd = false;
  private rerunAgain = false;
  /** What a person asked while the run was not there yet, in order: nothing they press is lost. */
  private asked: (() => void)[] = [];
  private told: RunState = { state: 'empty' };

  constructor(
    private readonly options: SessionOptions,
    { backend, info }: OpenBackend,
  ) {
    this.backend = info;
    this.conductor = new Conductor(
      options.host,
      backend,
      options.findOp,
      {
        loaded: (run) => this.loaded(run),
        stepped: (run) => this.progressed(run),
        ended: (run) => this.progressed(run),
      },
      options.budget,
    );
    this.display = new Display(
      () => this.scene(),
      (event) => this.ports.emit(event),
      (error) => this.broke(error),
    );
  }

  /** A fault of ours, or of the device, that no script caused: it is shown as the end of the run. */
  private broke(error: unknown): void {
    const run = this.conductor.current;
    if (run === null) throw error;
    this.conductor.fail(run, error);
    this.tell();
  }

  addPort(port: WorkbenchPort): void {
    this.ports.add(port, (command, from) => {
      this.handle(command, from).catch((error: unknown) => this.broke(error));
    });
  }

  /** A GPU device is gone with all its tensors: the run is computed again elsewhere, up to the same place. */
  async deviceLost(reason: string): Promise<void> {
    if (this.backend.name !== 'webgpu') return;
    const opened = await this.options.backends.open('webgpu', (again) => void this.deviceLost(again));
    const notice = `The GPU device was lost (${reason}). The run went on with ${opened.info.label}.`;
    await this.useBackend(opened, notice);
  }

  private async handle(command: Command, port: WorkbenchPort): Promise<void> {
    switch (command.type) {
      case 'attach':
        return this.attach(port);
      case 'openLesson':
        return this.openLesson(command.lesson);
      case 'runScript':
        return this.load({ source: command.source, lesson: this.lessonOf(command.source) }, this.conductor.pins);
      case 'setPin':
        return this.setPin(command.key, command.value);
      case 'clearPins':
        return this.setPins({});
      case 'stop':
        return this.stop();
      case 'restartScript':
        this.conductor.terminate();
        return this.restart(1, { step: 1, passed: 0 });
      case 'play':
        return this.play(command.speed);
      case 'train':
        return this.whenThere(() => this.train(command.steps));
      case 'pause':
        return this.pause();
      case 'stepForward':
      case 'stepBack':
      case 'nextPhase':
      case 'previousPhase':
      case 'nextTrainingStep':
      case 'previousTrainingStep':
        return this.whenThere(() => this.move(command.type));
      case 'seek':
        return this.whenThere(() => this.seek(command.head, 'soon'));
      case 'toStart':
        return this.whenThere(() => this.seek({ step: 1, passed: 0 }, 'now'));
      case 'toEnd':
        return this.whenThere(() => this.seek({ step: Infinity, passed: Infinity }, 'now'));
      case 'setBackend':
        return this.setBackend(command.backend);
      case 'inspect':
      case 'readTensor':
      case 'exportWeights':
      case 'importWeights':
        return this.answer(command, port);
      default:
        assertNever(command);
    }
  }

  /* Loading */

  private attach(port: WorkbenchPort): void {
    const events: EngineEvent[] = [{ type: 'attached', lessons: this.options.lessons, backend: this.backend }];
    if (this.script !== null) events.push({ type: 'scriptLoaded', ...this.script });
    events.push({ type: 'runStateChanged', run: this.told });
    const tunables = this.conductor.current?.tunables;
    if (tunables !== undefined) events.push({ type: 'tunables', tunables });
    for (const event of [...events, ...this.display.everything()]) port.postMessage(event);
    this.ports.attach(port);
  }

  private async openLesson(id: string): Promise<void> {
    const lesson = this.options.lessons.find((one) => one.id === id);
    if (lesson !== undefined) await this.load({ source: lesson.source, lesson: id }, {});
  }

  private lessonOf(source: string): string | null {
    return this.options.lessons.find((one) => one.source === source)?.id ?? null;
  }

  private async load(script: Script, pins: Conductor['pins']): Promise<void> {
    this.script = script;
    this.conductor.pins = pins;
    this.ports.emit({ type: 'scriptLoaded', ...script });
    this.rest();
    this.rerunAgain = false;
    this.asked = [];
    this.wasAtEnd = false;
    const loading = this.conductor.run(script, 1);
    this.headAfterLoad = { step: 1, passed: 0 };
    this.tell();
    await loading;
  }

  private async restart(goal: number, head: PlayHead): Promise<void> {
    this.headAfterLoad = head;
    const view = this.conductor.current?.timeline.look(this.head.step);
    this.wasAtEnd = view != null && view.count > 0 && this.head.passed === view.count;
    const loading = this.conductor.rerun(goal);
    this.tell();
    await loading;
  }

  private loaded(run: Run): void {
    const { step, passed } = this.headAfterLoad;
    this.head = this.clamped(run, { step, passed: this.wasAtEnd && step === this.head.step ? Infinity : passed });
    this.advancing = null;
    this.tell();
    this.ports.emit({ type: 'tunables', tunables: run.tunables });
    this.display.request('soon');
    if (!this.rerunAgain) return this.catchUp();
    this.rerunAgain = false;
    void this.restart(this.head.step, this.head);
  }

  /** Acts now, or as soon as the run that is computing from the top is there. */
  private whenThere(act: () => void): void {
    if (this.conductor.pending) this.asked.push(act);
    else act();
  }

  private catchUp(): void {
    for (const act of this.asked.splice(0)) this.whenThere(act);
  }

  private async setPin(key: TunableKey, value: readonly number[] | null): Promise<void> {
    const { [key]: _, ...others } = this.conductor.pins;
    await this.setPins(value === null ? others : { ...others, [key]: [...value] });
  }

  /** Reruns with other pins. While a rerun computes, any number of new pins become one more rerun. */
  private async setPins(pins: Conductor['pins']): Promise<void> {
    this.conductor.pins = pins;
    if (this.mode.name === 'training') this.rest();
    if (this.conductor.pending) this.rerunAgain = true;
    else await this.restart(this.head.step, this.head);
  }

  private async setBackend(name: BackendName): Promise<void> {
    if (name === this.backend.name) return;
    const opened = await this.options.backends.open(name, (reason) => void this.deviceLost(reason));
    await this.useBackend(opened, opened.info.notice);
  }

  private async useBackend({ backend, info }: OpenBackend, notice: string | null): Promise<void> {
    this.conductor.backend = backend;
    this.backend = { ...info, notice };
    this.ports.emit({ type: 'backendChanged', backend: this.backend });
    const target = this.mode.name === 'training' ? this.mode.target : this.head.step;
    await this.restart(target, this.head);
  }

  /* What happens by itself */

  private play(speed: number): void {
    this.rest();
    const rate = Math.min(Math.max(speed, 0.1), 240);
    this.mode = { name: 'playing', speed: rate, timer: setInterval(() => this.tick(), 1000 / rate) };
    this.tell();
  }

  private tick(): void {
    const run = this.conductor.current;
    if (run === null || this.conductor.pending || this.advancing !== null) return;
    this.advance(run, 'stepForward');
  }

  private train(steps: number): void {
    const run = this.conductor.current;
    if (run === null || this.conductor.pending || steps < 1) return;
    this.rest();
    this.head = this.clamped(run, this.head);
    const view = run.timeline.look(this.head.step);
    const done = view !== null && this.head.passed >= view.count ? this.head.step : this.head.step - 1;
    const target = done + Math.floor(steps);
    const missing = target - run.timeline.steps;
    if (missing <= 0 || run.end !== null) return this.seek({ step: target, passed: Infinity }, 'now');
    this.mode = { name: 'training', target };
    this.conductor.grant(missing);
    this.tell();
    this.display.request('soon');
  }

  /** Nothing happens by itself any more; the gate closes behind the step that is being computed. */
  private rest(): void {
    if (this.mode.name === 'playing') clearInterval(this.mode.timer);
    if (this.mode.name === 'training') this.conductor.revoke();
    this.mode = IDLE;
  }

  private pause(): void {
    if (this.mode.name === 'training') this.followTraining();
    this.rest();
    // A run that computes up to where the head was is shown as far as it has got.
    if (this.conductor.pending) this.conductor.revoke();
    this.tell();
    this.display.request('now');
  }

  private async stop(): Promise<void> {
    this.rest();
    this.rerunAgain = false;
    this.asked = [];
    await this.conductor.stop();
    this.tell();
    this.display.request('now');
  }

  /** The current run has one more step, or is over. */
  private progressed(run: Run): void {
    // A rerun ends the run before it; that is not worth telling.
    if (this.conductor.pending) return;
    if (this.mode.name === 'training') {
      this.followTraining();
      const done = run.end !== null || run.timeline.steps >= this.mode.target;
      if (done) this.rest();
      this.display.request(done ? 'now' : 'soon');
    } else if (this.advancing !== null) {
      const move = this.advancing;
      this.advancing = null;
      this.advance(run, move);
      this.display.request('soon');
      this.catchUp();
    } else {
      this.display.request('soon');
    }
    this.tell();
  }

  private followTraining(): void {
    const run = this.conductor.current;
    if (run !== null) this.head = { step: run.timeline.steps, passed: Infinity };
  }

  /* The play head */

  private move(move: Move): void {
    const run = this.conductor.current;
    if (run === null) return;
    // One step at a time comes through the gate; the next press follows it.
    if (this.advancing !== null && isForward(move)) return void this.asked.push(() => this.move(move));
    if (this.mode.name === 'training') this.rest();
    this.advancing = null;
    this.advance(run, move);
  }

  /** Moves the head, or opens the gate when the move leads beyond what is recorded. */
  private advance(run: Run, move: Move): void {
    const next = destination(run.timeline, this.clamped(run, this.head), move);
    if (next !== null) {
      this.head = next;
      this.display.request('now');
    } else if (run.end === null && isForward(move)) {
      this.advancing = move;
      if (run.waiting) this.conductor.grant(1);
    } else if (this.mode.name === 'playing') {
      this.rest();
    }
    this.tell();
  }

  private seek(head: PlayHead, when: 'now' | 'soon'): void {
    const run = this.conductor.current;
    if (run === null) return;
    if (this.mode.name === 'training') this.rest();
    this.advancing = null;
    this.head = this.clamped(run, head);
    this.tell();
    this.display.request(when);
  }

  /** The nearest place to `head` that the run has. */
  private clamped({ timeline }: Run, { step, passed }: PlayHead): PlayHead {
    const wanted = Number.isFinite(step) ? Math.max(1, Math.round(step)) : timeline.steps;
    const nearest = timeline.nearest(wanted);
    const view = nearest > 0 ? timeline.look(nearest) : null;
    if (view === null) return { step: 1, passed: 0 };
    // A step that is not there is overrun: what is shown is the end of the last one before it.
    const most = nearest < wanted ? view.count : passed;
    return { step: nearest, passed: Math.max(0, Math.min(Math.round(most), view.count)) };
  }

  private scene(): Scene | null {
    const run = this.conductor.current;
    if (run === null) return null;
    this.head = this.clamped(run, this.head);
    return { run, head: this.head, complete: run.end !== null };
  }

  /* Telling */

  private tell(): void {
    const run = this.runState();
    if (JSON.stringify(run) === JSON.stringify(this.told)) return;
    this.told = run;
    this.ports.emit({ type: 'runStateChanged', run });
  }

  private runState(): RunState {
    const { mode } = this;
    if (this.script === null) return { state: 'empty' };
    if (mode.name === 'playing') return { state: 'playing', speed: mode.speed };
    if (this.conductor.pending) return { state: 'running' };
    if (mode.name === 'training') return { state: 'training', target: mode.target };
    const run = this.conductor.current;
    if (run === null) return { state: 'running' };
    if (run.end === null) return { state: run.waiting ? 'paused' : 'running' };
    const { kind, ...facts } = run.end;
    return { state: kind, ...facts } as RunState;
  }

  private async answer(
    command: Extract<Command, { type: 'inspect' | 'readTensor' | 'exportWeights' | 'importWeights' }>,
    port: WorkbenchPort,
  ): Promise<void> {
    const { request } = command;
    const scene = this.scene();
    const view = scene?.run.timeline.look(scene.head.step) ?? null;
    switch (command.type) {
      case 'inspect': {
        const passed = scene?.head.passed ?? 0;
        const detail = view && (await inspect(view, passed, command.node, this.display.cells, this.options.findOp));
        return port.postMessage({ type: 'inspected', request, detail });
      }
      case 'readTensor': {
        const tensor = view && (await readTensor(view, scene!.head.passed, command.slot, command.what));
        return port.postMessage({ type: 'tensorRead', request, tensor });
      }
      case 'exportWeights': {
        const run = this.conductor.current;
        const result = run
          ? await exportWeights(run, this.script?.lesson ?? null)
          : { ok: false as const, message: 'There is nothing to export: no script has run.' };
        return port.postMessage({ type: 'weightsExported', request, result });
      }
      case 'importWeights':
        return this.importWeights(command, port);
    }
  }

  private async importWeights(
    { request, bytes }: Extract<Command, { type: 'importWeights' }>,
    port: WorkbenchPort,
  ): Promise<void> {
    const run = this.conductor.current;
    const checked = run
      ? checkWeights(run, bytes)
      : { ok: false as const, message: 'The weights were not loaded: no script has run.' };
    if (!checked.ok) return port.postMessage({ type: 'weightsImported', request, result: checked });
    const { pins, ...value } = checked.value;
    this.rest();
    this.conductor.pins = { ...this.conductor.pins, ...pins };
    this.head = { step: 1, passed: 0 };
    port.postMessage({ type: 'weightsImported', request, result: { ok: true, value } });
    await this.restart(1, this.head);
  }
}

function isForward(move: Move): boolean {
  return move === 'stepForward' || move === 'nextPhase' || move === 'nextTrainingStep';
}
