import { bindingWgsl } from '../ops/wgsl/elementwise';
import { ENTRY, paramsWgsl, workgroupsFor } from '../ops/wgsl/thread';
import type { WgslProgram } from '../tensor/backend';

/** Words of the work list per thread: first element, end of the tensor, step, whether it holds floats. */
export const WORK_WORDS = 4;
/** Words that a thread leaves: min, max, two of the sum, squares, zeros, NaN, Inf. */
export const ANSWER_WORDS = 8;

/**
 * Each thread walks its elements twice, first for min, max and the counts, then for the sums, which
 * need the scale. Floats are compared as integers that order the same way, since a GPU may take
 * denormal numbers for zeros, and NaN and Inf are told by their bits. Bindings: the tensors' words,
 * the work list, the answers; parameter: threads. Workgroups of 64, one pass.
 */
export function summaryProgram(threads: number): WgslProgram {
  const pass = {
    key: 'summary',
    source: () => SOURCE,
    reads: [{ input: 0 }, { input: 1 }],
    writes: [{ output: 0 }],
    params: [threads],
    workgroups: workgroupsFor(threads),
  };
  return { passes: [pass] };
}

const SOURCE = `${bindingWgsl(0, 'read', 'words', 'u32')}
${bindingWgsl(1, 'read', 'work', 'u32')}
${bindingWgsl(2, 'read_write', 'answers', 'u32')}
${paramsWgsl(3, 1)}
fn ordered(bits: u32) -> u32 { return select(bits | 0x80000000u, ~bits, (bits >> 31u) == 1u); }
fn unordered(key: u32) -> u32 { return select(~key, key & 0x7fffffffu, (key >> 31u) == 1u); }
${ENTRY}
  let start = work[i * 4u];
  let end = work[i * 4u + 1u];
  let step = work[i * 4u + 2u];
  let answer = i * ${ANSWER_WORDS}u;
  var zeros = 0u;
  var nans = 0u;
  var infs = 0u;
  if (work[i * 4u + 3u] == 0u) {
    var low = 2147483647;
    var high = -2147483647 - 1;
    var lower = 0u;
    var upper = 0;
    for (var at = start; at < end; at += step) {
      let x = bitcast<i32>(words[at]);
      low = min(low, x);
      high = max(high, x);
      lower += words[at] & 0xffffu;
      upper += x >> 16u;
      if (x == 0) { zeros++; }
    }
    let scale = max(1.0, max(abs(f32(low)), abs(f32(high))));
    var squares = 0.0;
    for (var at = start; at < end; at += step) {
      let x = f32(bitcast<i32>(words[at])) / scale;
      squares += x * x;
    }
    answers[answer] = bitcast<u32>(low);
    answers[answer + 1u] = bitcast<u32>(high);
    answers[answer + 2u] = lower;
    answers[answer + 3u] = bitcast<u32>(upper);
    answers[answer + 4u] = bitcast<u32>(squares);
  } else {
    var low = 0xffffffffu;
    var high = 0u;
    var largest = 0u;
    for (var at = start; at < end; at += step) {
      let size = words[at] & 0x7fffffffu;
      if (size > 0x7f800000u) {
        nans++;
      } else if (size == 0x7f800000u) {
        infs++;
      } else {
        let key = ordered(words[at]);
        low = min(low, key);
        high = max(high, key);
        largest = max(largest, size);
        if (size == 0u) { zeros++; }
      }
    }
    let exponent = largest & 0x7f800000u;
    let scale = bitcast<f32>(select(exponent, 0x3f800000u, exponent == 0u));
    var sum = 0.0;
    var squares = 0.0;
    for (var at = start; at < end; at += step) {
      if ((words[at] & 0x7f800000u) != 0x7f800000u) {
        let x = bitcast<f32>(words[at]) / scale;
        sum += x;
        squares += x * x;
      }
    }
    answers[answer] = unordered(low);
    answers[answer + 1u] = unordered(high);
    answers[answer + 2u] = bitcast<u32>(sum);
    answers[answer + 3u] = 0u;
    answers[answer + 4u] = bitcast<u32>(squares);
  }
  answers[answer + 5u] = zeros;
  answers[answer + 6u] = nans;
  answers[answer + 7u] = infs;
}`;
