/**
 * Protocol buffers as a hostile file may hold them: the fields of one message, one after another, each
 * checked before it is touched. The decoder that the schema brings reads a whole file into objects, a
 * hundred bytes for every two of an empty message, and follows messages in messages to any depth; weights
 * need three levels of them. https://protobuf.dev/programming-guides/encoding
 */

/** A field of a message. A number (wire type 0) has its value; all others are the bytes from `start` to `end`. */
export interface Field {
  readonly number: number;
  readonly wire: number;
  /** As a signed 64-bit integer; beyond 2⁵³ it is not exact. */
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

/** A part of a file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

export class WireError extends Error {
  override readonly name = 'WireError';
}

/** Messages of fields that say nothing would keep a reader busy for minutes. */
const MOST_FIELDS = 5_000_000;

/** One file, and how much of it was read. */
export class Wire {
  private fields = 0;

  constructor(readonly bytes: Uint8Array) {}

  /** The fields of the message that lies there, in order. Throws `WireError` where they are none. */
  *fieldsOf({ start, end }: Span): Generator<Field> {
    let at = start;
    while (at < end) {
      if (++this.fields > MOST_FIELDS) throw new WireError(`has more than ${MOST_FIELDS} fields`);
      const tag = this.varint(at, end);
      const number = Math.floor(tag.value / 8);
      const wire = tag.value & 7;
      if (number < 1 || number >= 2 ** 29) throw new WireError(`has field ${number} at byte ${at}`);
      at = tag.end;
      const field = this.contentOf(wire, at, end);
      yield { number, wire, ...field };
      at = field.end;
    }
  }

  /** How many numbers are written one behind another there. */
  countVarints({ start, end }: Span): number {
    let count = 0;
    for (let at = start; at < end; at++) if (this.bytes[at] < 0x80) count++;
    return count;
  }

  /** The numbers that are written one behind another there. */
  *varintsOf({ start, end }: Span): Generator<number> {
    for (let at = start; at < end;) {
      const one = this.varint(at, end);
      yield one.value;
      at = one.end;
    }
  }

  private contentOf(wire: number, at: number, end: number): Omit<Field, 'number' | 'wire'> {
    if (wire === VARINT) return { ...this.varint(at, end), start: at };
    const length = wire === BYTES ? this.varint(at, end) : null;
    const start = length === null ? at : length.end;
    const size = length === null ? sizeOf(wire, at) : length.value;
    if (size < 0 || size > end - start) {
      throw new WireError(`says that ${size} bytes follow byte ${start} where ${end - start} are left`);
    }
    return { value: 0, start, end: start + size };
  }

  /** Seven bits a byte, the lowest first, at most 64. */
  private varint(start: number, limit: number): { value: number; end: number } {
    const { bytes } = this;
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      if (start + i >= limit) throw new WireError(`ends within the number at byte ${start}`);
      const byte = bytes[start + i];
      const bits = byte & 0x7f;
      const shift = 7 * i;
      if (shift < 32) low |= bits << shift;
      if (shift > 24) high |= shift < 32 ? bits >>> (32 - shift) : bits << (shift - 32);
      if (byte < 0x80) return { value: high * 2 ** 32 + (low >>> 0), end: start + i + 1 };
    }
    throw new WireError(`has a number of more than ten bytes at byte ${start}`);
  }
}

function sizeOf(wire: number, at: number): number {
  if (wire === FIXED32) return 4;
  if (wire === FIXED64) return 8;
  throw new WireError(`has a field of type ${wire} at byte ${at}`);
}
