import type { AnyComposite, AnyOp } from '../ops/catalogue';
import { DTypeError, ShapeError, ValueError } from '../tensor/errors';

/** What is wrong with an error: a person must read from it whose it is and what to change. Null where nothing is. */
export function faultOf(op: AnyOp | AnyComposite, { name, message, stack }: Error): string | null {
  const kinds = [ShapeError, DTypeError, ValueError].map((kind) => kind.name);
  const owner = 'evaluate' in op ? /^[a-zA-Z0-9.]+: / : new RegExp(`^${op.name}: `);
  if (!kinds.includes(name)) return `throws ${stack}`;
  return owner.test(message) ? null : `throws without naming the op: ${message}`;
}
