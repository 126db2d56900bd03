import type { TunableKey } from '../../engine/protocol';

/** How long to wait for an answer before sending again all the same: a pin to the same value changes nothing and is not answered. */
const PATIENCE_MS = 400;

export interface PinSenderWorld {
  send(key: TunableKey, value: readonly number[]): void;
  /** Calls back before the next frame is painted. */
  nextFrame(callback: () => void): void;
  /** Calls back after that many milliseconds; returns a function that cancels. */
  after(ms: number, callback: () => void): () => void;
}

export interface PinSender {
  /** The newest value of a start value; one that has not been sent is forgotten. */
  offer(key: TunableKey, value: readonly number[]): void;
  /** The engine has told its start values: once the one that was sent is among them, the next may go. */
  answered(startOf: (key: TunableKey) => readonly number[] | null): void;
  /** Whether everything offered has been sent and answered. */
  idle(): boolean;
}

/**
 * Sends pins while a slider is dragged: at most one per animation frame, never a second before the
 * first was answered, and always the newest. So a slow engine makes the picture coarser, not late.
 */
export function createPinSender(world: PinSenderWorld): PinSender {
  const newest = new Map<TunableKey, readonly number[]>();
  let frameAsked = false;
  let isWaiting = false;
  let sent: { key: TunableKey; value: readonly number[] } | null = null;
  let stopWaiting = () => {};

  const askForFrame = () => {
    if (frameAsked || newest.size === 0) return;
    frameAsked = true;
    world.nextFrame(() => {
      frameAsked = false;
      if (!isWaiting) sendOne();
    });
  };
  const sendOne = () => {
    const next = newest.entries().next();
    if (next.done) return;
    const [key, value] = next.value;
    newest.delete(key);
    isWaiting = true;
    sent = { key, value };
    stopWaiting = world.after(PATIENCE_MS, release);
    world.send(key, value);
  };
  const release = () => {
    stopWaiting();
    isWaiting = false;
    askForFrame();
  };

  return {
    offer(key, value) {
      newest.set(key, value);
      if (!isWaiting) askForFrame();
    },
    answered(startOf) {
      // An answer to an older pin may come later than the newest was sent.
      if (isWaiting && sent !== null && isSame(startOf(sent.key), sent.value)) release();
    },
    idle: () => !isWaiting && newest.size === 0,
  };
}

function isSame(a: readonly number[] | null, b: readonly number[]): boolean {
  return a !== null && a.length === b.length && a.every((number, i) => Object.is(number, b[i]));
}
