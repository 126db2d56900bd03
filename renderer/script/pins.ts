import type { TunableKey } from '../../engine/protocol';
import { sendCommand } from '../client/engineClient';
import { useEngineStore } from '../stores/engineStore';
import { createPinSender } from './pinSender';

/** The one pin sender of the window: every start value goes through it. */
const sender = createPinSender({
  send: (key, value) => sendCommand({ type: 'setPin', key, value }),
  nextFrame: (callback) => requestAnimationFrame(callback),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
});

// The engine answers a pin with the start values of the run that has it.
useEngineStore.subscribe((now, before) => {
  if (now.tunables === before.tunables) return;
  sender.answered((key) => now.tunables.find((tunable) => tunable.key === key)?.start ?? null);
});

/** Pins a start value soon; of several the newest wins. */
export function pin(key: TunableKey, value: readonly number[]): void {
  sender.offer(key, value);
}

export function unpin(key: TunableKey): void {
  sendCommand({ type: 'setPin', key, value: null });
}

export function unpinAll(): void {
  sendCommand({ type: 'clearPins' });
}

/** Whether the newest pin has been answered, so that the engine's value is the one to show. */
export function pinsSettled(): boolean {
  return sender.idle();
}
