import type { ReadWeights } from '../export/format';
import type {
  BackendInfo,
  BackendName,
  Command,
  EngineEvent,
  LessonInfo,
  PlayHead,
  RunState,
  ScriptName,
  TunableKey,
} from '../protocol';
import type { FindOp } from '../stream/executor';
import { formatInfos, readWeights } from '../export/formats';
import { assertNever } from './assertNever';
import type { BackendSource, OpenBackend } from './backendChoice';
import { Conductor, type Script } from './conductor';
import { Display, type Scene } from './display';
import { Exchanges } from './exchange';
import { answerLook, type Look } from './look';
import { Notebook } from './notebook';
import { answerNotebookFile } from './notebookFiles';
import { NotebookNews } from './notebookNews';
import { Player } from './player';
import { Ports, type WorkbenchPort } from './ports';
import type { Run } from './run';
import { runStateOf } from './runState';
import type { ScriptHost } from './scriptDriver';
import type { Budget } from './timeline';

export interface SessionOptions {
  readonly host: ScriptHost;
  /** Where notebooks run; left out where none are opened. */
  readonly pythonHost?: ScriptHost;
  readonly backends: BackendSource;
  readonly findOp: FindOp;
  readonly lessons: readonly LessonInfo[];
  /** What a script can write after `tf`; asked when an editor first wants it. */
  readonly names: () => readonly ScriptName[];
  readonly backend: BackendName | 'auto';
  readonly budget?: Budget;
  /** How files of weights are read; here by default. */
  readonly readWeights?: ReadWeights;
}

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
  /** Never there together with a script. */
  private notebook: Notebook | null = null;
  private readonly news: NotebookNews;
  private toldTunables: { run: Run; version: number } | null = null;
  private readonly player: Player;
  private readonly exchanges: Exchanges;
  /** Where the head goes when the run that is loading is there. */
  private headAfterLoad: PlayHead = { step: 1, passed: 0 };
  /** Whether the head stood at the end of its step when a rerun began: it stays at the end. */
  private wasAtEnd = false;
  private rerunAgain = false;
  private told: RunState = { state: 'empty' };

  constructor(
    private readonly options: SessionOptions,
    { backend, info }: OpenBackend,
  ) {
    this.backend = info;
    this.conductor = new Conductor(
      { script: options.host, python: options.pythonHost ?? null },
      backend,
      options.findOp,
      {
        loaded: (run) => this.loaded(run),
        stepped: (run) => this.progressed(run),
        ended: (run) => this.progressed(run),
        kernelChanged: () => this.news.later(),
      },
      options.budget,
    );
    this.news = new NotebookNews(
      () => this.notebook,
      () => this.conductor.kernel.state,
      (event) => this.ports.emit(event),
    );
    this.player = new Player(this.conductor, {
      changed: () => this.tell(),
      show: (when) => this.display.request(when),
    });
    this.exchanges = new Exchanges(
      this.conductor,
      () => this.subject(),
      (pins, top) => (top ? this.rerunFromTop(pins) : this.setPins(pins)),
      options.readWeights ?? readWeights,
    );
    this.display = new Display(
      () => this.scene(),
      (event) => this.ports.emit(event),
      // What another run has taken the place of meanwhile may be gone while it is read.
      (error, run) => (run === this.conductor.current ? this.broke(error) : undefined),
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
        if (this.notebook !== null) return this.rerunCells();
        this.conductor.terminate();
        return this.restart(1, { step: 1, passed: 0 });
      case 'play':
        return this.player.play(command.speed);
      case 'train':
        return this.player.whenThere(() => this.player.train(command.steps));
      case 'pause':
        return this.player.pause();
      case 'stepForward':
      case 'stepBack':
      case 'nextPhase':
      case 'previousPhase':
      case 'nextTrainingStep':
      case 'previousTrainingStep':
      case 'nextLine':
      case 'previousLine':
      case 'toEndOfTape':
      case 'nextUpdate':
        return this.player.whenThere(() => this.player.move(command.type));
      case 'seek':
        return this.player.whenThere(() => this.player.seek(command.head, 'soon'));
      case 'toStart':
        return this.player.whenThere(() => this.player.seek({ step: 1, passed: 0 }, 'now'));
      case 'toEnd':
        return this.player.whenThere(() => this.player.seek({ step: Infinity, passed: Infinity }, 'now'));
      case 'listNames':
        return port.postMessage({ type: 'namesListed', request: command.request, names: this.options.names() });
      case 'setBackend':
        return this.setBackend(command.backend);
      case 'inspect':
      case 'readTensor':
        return this.look(command, port);
      case 'exportWeights':
      case 'readExported':
      case 'releaseExported':
      case 'checkWeights':
      case 'loadWeights':
      case 'undoLoad':
        return this.exchanges.answer(command, port);
      case 'openNotebook':
        return this.openNotebook(command.lesson);
      case 'runCells':
        return this.runCells(command);
      case 'rerunCells':
        return this.rerunCells();
      case 'restartKernel':
        return this.restartKernel();
      case 'warmKernel':
        return this.conductor.kernel.warm();
      case 'readNotebook':
      case 'writeNotebook':
        return port.postMessage(answerNotebookFile(command));
      default:
        assertNever(command);
    }
  }

  /* Loading */

  private attach(port: WorkbenchPort): void {
    const events: EngineEvent[] = [
      { type: 'attached', lessons: this.options.lessons, formats: formatInfos, backend: this.backend },
    ];
    if (this.script !== null) events.push({ type: 'scriptLoaded', ...this.script });
    events.push({ type: 'runStateChanged', run: this.told });
    const tunables = this.conductor.current?.tunables;
    if (tunables !== undefined) events.push({ type: 'tunables', tunables });
    for (const event of [...events, ...this.display.everything(), ...this.news.everything()]) port.postMessage(event);
    this.ports.attach(port);
  }

  private async openLesson(id: string): Promise<void> {
    const lesson = this.options.lessons.find((one) => one.id === id);
    if (lesson?.kind === 'notebook') return this.openNotebook(id);
    if (lesson !== undefined) await this.load({ source: lesson.source, lesson: id }, {});
  }

  private lessonOf(source: string): string | null {
    return this.options.lessons.find((one) => one.source === source)?.id ?? null;
  }

  private async load(script: Script, pins: Conductor['pins']): Promise<void> {
    this.script = script;
    this.notebook = null;
    this.conductor.pins = pins;
    this.news.now();
    this.ports.emit({ type: 'scriptLoaded', ...script });
    this.startOver();
    const loading = this.conductor.run(script, 1);
    this.headAfterLoad = { step: 1, passed: 0 };
    this.tell();
    await loading;
  }

  /** What was asked of the program before this one no longer counts. */
  private startOver(): void {
    this.exchanges.forget();
    this.player.rest();
    this.player.forgetAsked();
    this.rerunAgain = false;
    this.wasAtEnd = false;
  }

  private async restart(goal: number, head: PlayHead): Promise<void> {
    this.headAfterLoad = head;
    const view = this.conductor.current?.timeline.look(this.player.head.step);
    this.wasAtEnd = view != null && view.count > 0 && this.player.head.passed === view.count;
    const loading = this.conductor.rerun(goal);
    this.tell();
    await loading;
  }

  private loaded(run: Run): void {
    const { step, passed } = this.headAfterLoad;
    const staysAtEnd = this.wasAtEnd && step === this.player.head.step;
    this.player.enter(run, { step, passed: staysAtEnd ? Infinity : passed });
    this.tell();
    this.tellTunables(run);
    this.display.request('soon');
    if (!this.rerunAgain) return this.player.catchUp();
    this.rerunAgain = false;
    void this.restart(this.player.head.step, this.player.head);
  }

  private progressed(run: Run): void {
    this.player.progressed(run);
    if (run.inCells && run === this.conductor.current) this.tellTunables(run);
  }

  /* Notebooks */

  private openNotebook(lesson: string | null): void {
    this.script = null;
    this.notebook = new Notebook(lesson, () => this.news.later());
    this.startOver();
    this.player.head = { step: 1, passed: 0 };
    this.conductor.openNotebook(this.notebook);
    this.toldTunables = null;
    this.ports.emit({ type: 'tunables', tunables: [] });
    this.display.clear();
    this.news.now();
    this.tell();
  }

  private async runCells({ cells, pace }: Extract<Command, { type: 'runCells' }>): Promise<void> {
    if (this.notebook === null) return;
    if (this.conductor.kernel.world === null && !this.conductor.pending) {
      this.headAfterLoad = { step: 1, passed: 0 };
      this.wasAtEnd = false;
    }
    if (pace === 'run') this.player.follow();
    else this.player.waitForNew();
    const running = this.conductor.runCells(cells, pace);
    this.news.now();
    this.tell();
    await running;
    this.tell();
  }

  private async rerunCells(): Promise<void> {
    await this.setPins(this.conductor.pins);
  }

  private restartKernel(): void {
    if (this.notebook === null) return;
    this.player.rest();
    this.player.forgetAsked();
    this.rerunAgain = false;
    this.conductor.restartKernel();
    this.news.now();
    this.tell();
  }

  /** What a file of weights is of. */
  private subject(): Script | null {
    const { notebook } = this;
    return notebook === null ? this.script : { source: notebook.source, lesson: notebook.lesson ?? 'notebook' };
  }

  private async setPin(key: TunableKey, value: readonly number[] | null): Promise<void> {
    const { [key]: _, ...others } = this.conductor.pins;
    await this.setPins(value === null ? others : { ...others, [key]: [...value] });
  }

  /** Reruns with other pins. While a rerun computes, any number of new pins become one more rerun. */
  private async setPins(pins: Conductor['pins']): Promise<void> {
    this.conductor.pins = pins;
    if (this.player.mode.name === 'training') this.player.rest();
    if (this.conductor.pending) this.rerunAgain = true;
    else await this.restart(this.player.head.step, this.player.head);
  }

  private async rerunFromTop(pins: Conductor['pins']): Promise<void> {
    this.player.rest();
    this.conductor.pins = pins;
    this.player.head = { step: 1, passed: 0 };
    await this.restart(1, this.player.head);
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
    const target = this.player.mode.name === 'training' ? this.player.mode.target : this.player.head.step;
    await this.restart(target, this.player.head);
  }

  private async stop(): Promise<void> {
    this.player.rest();
    this.rerunAgain = false;
    this.player.forgetAsked();
    await this.conductor.stop();
    this.tell();
    this.display.request('now');
  }

  private scene(): Scene | null {
    const run = this.conductor.current;
    if (run === null) return null;
    const head = this.player.clamped(run, this.player.head);
    this.player.head = head;
    return { run, head, complete: run.end !== null };
  }

  private async look(question: Look, port: WorkbenchPort): Promise<void> {
    const scene = this.scene();
    port.postMessage(await answerLook(question, scene, this.display.cells, this.options.findOp));
  }

  /* Telling */

  private tellTunables(run: Run): void {
    const version = run.tunablesVersion;
    if (this.toldTunables?.run === run && this.toldTunables.version === version) return;
    this.toldTunables = { run, version };
    this.ports.emit({ type: 'tunables', tunables: [...run.tunables] });
  }

  private tell(): void {
    const run = this.runState();
    if (JSON.stringify(run) === JSON.stringify(this.told)) return;
    this.told = run;
    // Who hears that cells have ended knows what they gave out. A quick rerun is told of when it is there.
    if (this.notebook !== null && run.state !== 'running') this.news.now();
    this.ports.emit({ type: 'runStateChanged', run });
  }

  private runState(): RunState {
    const isOpen = this.script !== null || this.notebook !== null;
    return isOpen ? runStateOf(this.conductor, this.player.mode) : { state: 'empty' };
  }
}
