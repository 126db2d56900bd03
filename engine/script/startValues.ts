/** Tells of every start value that a script has, and puts a person's pins in their place. */
import type { StreamSink } from '../stream/items';
import { type StartValue, tunables } from '../tape/tunables';
import { sizeOf } from '../tensor/shape';
import type { SMALL_TENSOR } from '../protocol/tensorView';

/** The type keeps it the protocol's number. */
const SMALL: typeof SMALL_TENSOR = 64;

export type Pins = Readonly<Record<string, ArrayLike<number>>>;

/** Answers the engine's question for start values during a run. A pin of another size is passed over. */
export function installStartValues(sink: StreamSink, pins: Pins): () => void {
  tunables.resolve = (value) => resolve(value, sink, pins);
  return () => {
    tunables.resolve = null;
  };
}

function resolve(value: StartValue, sink: StreamSink, pins: Pins): ArrayLike<number> | null {
  const { key, label, kind, shape, variable } = value;
  const size = sizeOf(shape);
  const pin = Object.hasOwn(pins, key) && pins[key].length === size ? pins[key] : null;
  // Nobody is shown where a state starts: the numbers need not be read.
  const small = size <= SMALL && kind !== 'state';
  const start = small ? Array.from(pin ?? value.proposed()) : null;
  sink.push({ t: 'tunable', key, label, kind, shape, start, pinned: pin !== null, variable });
  return pin;
}
