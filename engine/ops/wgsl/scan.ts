import type { BufferRef, WgslPass, WgslProgram } from '../../tensor/backend';
import { normalizeAxis, sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { bindingWgsl } from './elementwise';
import { BITS } from './math';
import type { ReduceText } from './reduce';
import { ENTRY, paramsWgsl, workgroupsFor, wgslType } from './thread';

/** A scan, as the reduction it is the running value of. */
export type ScanText = Omit<ReduceText, 'finish'> & {
  /** The result from the running value `a`; `a` where not said. */
  finish?: string;
};

/** Up to here one thread takes a whole line. */
const LONG = 256;

/**
 * Running values of lines along `axis`: y[k] joins x[0] … x[k], without x[k] itself when `exclusive`,
 * from the other end when `reverse`. A long line of n elements is cut into √n pieces of √n: a thread
 * joins each piece, a thread walks the pieces of each line, and a thread walks each piece again from
 * what stands before it; three passes, else one. Workgroups of 64. Bindings: x, the pieces, y;
 * parameters: threads, n, step between elements, pieces of a line, elements of a piece.
 */
export function scanWgsl(
  name: string,
  text: ScanText,
  x: TensorSpec,
  axis: number,
  exclusive: boolean,
  reverse: boolean,
): WgslProgram {
  const at = normalizeAxis(name, axis, x.shape.length);
  const n = x.shape[at];
  const inner = sizeOf(x.shape.slice(at + 1));
  const lines = sizeOf(x.shape.slice(0, at)) * inner;
  const size = n <= LONG ? Math.max(1, n) : Math.ceil(Math.sqrt(n));
  const pieces = n <= LONG ? 1 : Math.ceil(n / size);
  const type = text.type ?? wgslType(x.dtype);
  const element = wgslType(x.dtype);
  const key = `${name}:${x.dtype}:${exclusive ? 'exclusive' : 'inclusive'}:${reverse ? 'reverse' : 'forward'}`;
  const head = (bindings: readonly string[]) => `${bindings.join('\n')}
${paramsWgsl(bindings.length, 5)}
${BITS}
${text.helpers ?? ''}
fn combine(a: ${type}, b: ${type}) -> ${type} { return ${text.combine}; }
${ENTRY}
  let n = param(1u);
  let step = param(2u);
  let pieces = param(3u);
  let size = param(4u);`;
  const walk = (body: string) => `  let line = i / pieces;
  let first = (i % pieces) * size;
  let start = (line / step) * n * step + line % step;
  for (var k = first; k < min(n, first + size); k++) {
    let at = start + ${reverse ? '(n - 1u - k)' : 'k'} * step;
    let x = xs[at];
${body}
  }`;
  const next = `    a = combine(a, ${text.element ?? 'x'});`;
  const put = `    ys[at] = ${text.finish ?? 'a'};`;
  const pass = (stage: string, threads: number, source: () => string, reads: BufferRef[], writes: BufferRef[]) =>
    ({
      key: `${key}:${stage}`,
      source,
      reads,
      writes,
      params: [threads, n, inner, pieces, size],
      workgroups: workgroupsFor(threads),
    }) satisfies WgslPass;
  const whole = pieces === 1;
  const walkPieces = pass(
    whole ? 'whole' : 'walk',
    lines * pieces,
    () => {
      const bindings = [bindingWgsl(0, 'read', 'xs', element)];
      if (!whole) bindings.push(bindingWgsl(1, 'read', 'before', type));
      bindings.push(bindingWgsl(bindings.length, 'read_write', 'ys', element));
      return `${head(bindings)}
  var a: ${type} = ${whole ? text.start : 'before[i]'};
${walk(exclusive ? `${put}\n${next}` : `${next}\n${put}`)}
}`;
    },
    whole ? [{ input: 0 }] : [{ input: 0 }, { scratch: 1 }],
    [{ output: 0 }],
  );
  if (whole) return { passes: [walkPieces] };
  const words = lines * pieces * (type === 'vec2f' ? 2 : 1);
  const join = pass(
    'join',
    lines * pieces,
    () => `${head([bindingWgsl(0, 'read', 'xs', element), bindingWgsl(1, 'read_write', 'joined', type)])}
  var a: ${type} = ${text.start};
${walk(next)}
  joined[i] = a;
}`,
    [{ input: 0 }],
    [{ scratch: 0 }],
  );
  const walkLines = pass(
    'lines',
    lines,
    () => `${head([bindingWgsl(0, 'read', 'joined', type), bindingWgsl(1, 'read_write', 'before', type)])}
  var a: ${type} = ${text.start};
  for (var k = i * pieces; k < (i + 1u) * pieces; k++) {
    before[k] = a;
    a = combine(a, joined[k]);
  }
}`,
    [{ scratch: 0 }],
    [{ scratch: 1 }],
  );
  return { passes: [join, walkLines, walkPieces], scratch: [words, words] };
}
