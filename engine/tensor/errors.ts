/**
 * Errors that a person's script can cause. Each message names the op, what was expected and what
 * came. Our own bugs are plain `Error`s whose message starts with `internal:`.
 */
export class ShapeError extends Error {
  override readonly name: string = 'ShapeError';
}

export class DTypeError extends Error {
  override readonly name: string = 'DTypeError';
}

/** A value, axis or option that is out of range, or a call in the wrong state. */
export class ValueError extends Error {
  override readonly name: string = 'ValueError';
}
