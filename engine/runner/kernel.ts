import type { KernelState } from '../protocol';
import type { Run } from './run';
import { ScriptDriver, type ScriptHost, type ScriptMessage } from './scriptDriver';

/** Python looks up between its own instructions only: a large one takes a while. */
const PATIENCE = 3000;
/** Runs begin alike, so that a rerun gives the same numbers. */
export const SEED = 42;

export interface KernelEvents {
  said(message: ScriptMessage, driver: ScriptDriver): void;
  changed(): void;
  /** Its worker died. */
  crashed(reason: string): void;
}

/** The Python kernel: the line to its worker, what has become of it, and whose world stands in it. */
export class Kernel {
  state: KernelState = { state: 'absent' };
  /** The run whose cells go on in the world that stands; null when the next cell opens one. */
  world: Run | null = null;
  private readonly driver: ScriptDriver | null;

  /** Without a host there is no Python here, and every cell is refused. */
  constructor(
    host: ScriptHost | null,
    private readonly events: KernelEvents,
  ) {
    this.driver = host && this.drive(new ScriptDriver(host, PATIENCE));
  }

  private drive(driver: ScriptDriver): ScriptDriver {
    driver.onMessage = (message) => this.events.said(message, driver);
    driver.onStarting = () => this.become({ state: 'starting' });
    driver.onReady = (startMs) => this.become({ state: 'ready', startMs });
    driver.onCrash = (reason) => this.events.crashed(reason);
    return driver;
  }

  /** What runs cells. Throws where there is none: no run is in cells there. */
  get line(): ScriptDriver {
    if (this.driver === null) throw new Error('internal: cells are run where there is no Python');
    return this.driver;
  }

  get isBusy(): boolean {
    return this.driver !== null && this.driver.busy !== null;
  }

  /** Starts it, if there is none. One that has failed is started by `restart` only. */
  warm(): void {
    if (this.driver === null) this.become({ state: 'failed', reason: 'there is no Python here' });
    else if (this.state.state !== 'failed') this.driver.start();
  }

  /** Another interpreter, that knows nothing. */
  restart(): void {
    this.world = null;
    this.driver?.terminate();
    this.driver?.start();
  }

  /** Ends what it runs, wherever that is; whether it listened, and was not ended itself. */
  async idle(): Promise<boolean> {
    return this.driver === null || this.driver.idle();
  }

  /** A fresh world for the cells of a run; the one before is gone. */
  open(run: Run, pins: Readonly<Record<string, ArrayLike<number>>>): void {
    this.world = run;
    this.line.openWorld({ type: 'openWorld', run: run.number, pins, seed: SEED }, run.granted);
  }

  fail(reason: string): void {
    this.world = null;
    this.become({ state: 'failed', reason });
  }

  private become(state: KernelState): void {
    this.state = state;
    this.events.changed();
  }
}
