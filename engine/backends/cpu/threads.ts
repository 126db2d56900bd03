import { heap } from './heap';

/*
 * Helper threads over the heap's shared memory. The thread that wants a product divides it into parts, computes parts
 * itself, and waits for those that helpers took; a call stays synchronous, and a helper that is not there yet takes
 * nothing. The engine starts no threads: whoever hosts it does, and runs `serve` of `helper.ts` in each.
 */

/** What a helper is told when it starts; a structured clone carries it. */
export interface HelperStart {
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  /** The address of scratch memory of its own. */
  readonly work: number;
}

/** Starts a thread that calls `serve(start)`. */
export type SpawnHelper = (start: HelperStart) => void;

/**
 * The control words. `CLAIMS` holds the number of the job, of its parts and of the next part: taking a part is
 * one compare-and-exchange of that word, which a helper that is late for a job cannot win.
 */
export const CLAIMS = 0;
/** Parts that are done. */
export const DONE = 1;
/** Where the arguments of the job begin. */
export const ARGUMENTS = 2;
const CONTROL_WORDS = 32;
const PARTS_SHIFT = 8;
const JOB_SHIFT = 16;
const SMALL = 0xff;
/** The most parts of a job. */
export const MOST_PARTS = SMALL;

/** Polls before the caller goes to sleep: to sleep and wake takes longer than a part that is nearly done. */
const SPINS = 20_000;

let control: Int32Array | null = null;
let offered: { readonly count: number; readonly spawn: SpawnHelper } | null = null;
let helpers = 0;
let job = 0;

/** The host offers helper threads; they are started when there is first a job for them, and end with this thread. */
export function offerHelpers(count: number, spawn: SpawnHelper): void {
  offered = { count, spawn };
}

/** Threads that share a job: the helpers, started now if they are offered, and the caller. */
export function threadCount(): number {
  if (offered !== null) start(offered.count, offered.spawn);
  offered = null;
  return helpers + 1;
}

function start(count: number, spawn: SpawnHelper): void {
  const { kernels } = heap();
  control ??= new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  for (let i = 0; i < count; i++) {
    const work = heap().borrow(Math.ceil(kernels.matmul.workBytes() / 4));
    if (work === 0) return;
    helpers++;
    spawn({ memory: kernels.memory, control: control.buffer as SharedArrayBuffer, work });
  }
}

/** Has parts 0 to `parts` − 1 done, here by `run` and in the helpers by their own; returns when all are. */
export function share(parts: number, given: readonly number[], run: (part: number) => void): void {
  const words = control!;
  for (let i = 0; i < given.length; i++) words[ARGUMENTS + i] = given[i];
  Atomics.store(words, DONE, 0);
  job = (job + 1) & 0x7fff;
  Atomics.store(words, CLAIMS, (job << JOB_SHIFT) | (parts << PARTS_SHIFT));
  Atomics.notify(words, CLAIMS);
  for (let part = claim(words); part >= 0; part = claim(words)) {
    run(part);
    Atomics.add(words, DONE, 1);
  }
  for (let spins = 0; ; spins++) {
    const done = Atomics.load(words, DONE);
    if (done === parts) return;
    if (spins > SPINS) Atomics.wait(words, DONE, done);
  }
}

/** Takes the next part; −1 where there is none. */
export function claim(words: Int32Array): number {
  for (;;) {
    const claims = Atomics.load(words, CLAIMS);
    const part = claims & SMALL;
    if (part >= ((claims >> PARTS_SHIFT) & SMALL)) return -1;
    if (Atomics.compareExchange(words, CLAIMS, claims, claims + 1) === claims) return part;
  }
}
