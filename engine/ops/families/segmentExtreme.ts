import type { CpuOperand, WgslProgram } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import type { DType } from '../../tensor/dtype';
import { sizeOf } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { cast } from '../elementwise/cast';
import { divide } from '../elementwise/divide';
import { equal } from '../elementwise/equal';
import { where } from '../elementwise/where';
import { defineOp, type OpFunction } from '../op';
import { gather } from '../shapes/gather';
import { gatherGradient } from '../shapes/gatherGradient';
import { bindingWgsl } from '../wgsl/elementwise';
import { BITS, EXTREMES } from '../wgsl/math';
import { wordOf } from '../wgsl/move';
import { ENTRY, paramsWgsl, workgroupsFor, wgslType } from '../wgsl/thread';
import { asSegmentIds, demandSegments, type SegmentAttributes } from './segments';

type SegmentFunction = OpFunction<
  (data: TensorLike, segmentIds: TensorLike, numSegments: number) => Tensor,
  SegmentAttributes
>;

/**
 * The largest or the smallest of the slices with one id: data `[…i, …s]`, ids int32 `[…i]` → `[numSegments,
 * …s]`. NaN wins; a segment without slices has the lowest (or highest) finite number, as in TensorFlow.
 * Several equal ones share the gradient evenly.
 */
export function segmentExtreme(which: 'Max' | 'Min', doc: string): SegmentFunction {
  const name = `unsortedSegment${which}`;
  const symbol = which === 'Max' ? String.raw`\max` : String.raw`\min`;
  const wins = which === 'Max' ? (one: number, best: number) => one > best : (one: number, best: number) => one < best;
  return defineOp(
    {
      name,
      tf: {
        names: [`tf.math.unsorted_segment_${which.toLowerCase()}`],
        signature: [{ name: 'data' }, { name: 'segment_ids' }, { name: 'num_segments' }],
      },
      doc,
      inputs: ['u', 'k'],
      formula: String.raw`y_s = ${symbol}_{i :\, k_i = s} u_i`,
      derivatives: [
        String.raw`\frac{\partial y_s}{\partial u_i} = \frac{[u_i = y_s]}{\#\{j : k_j = s,\ u_j = y_s\}}`,
        null,
      ],
      elementwise: false,
      infer: ([data, ids], attributes: SegmentAttributes) => {
        demandSegments(name, data, ids, attributes);
        return [{ shape: [attributes.numSegments, ...data.shape.slice(ids.shape.length)], dtype: data.dtype }];
      },
      cpu: ([data, ids]: readonly CpuOperand[], [y]: readonly CpuOperand[], { numSegments }: SegmentAttributes) => {
        const inner = sizeOf(y.shape.slice(1));
        y.storage.fill(emptyValue(which, y.dtype));
        for (let i = 0; i < ids.size; i++) {
          const id = ids.storage[i];
          if (id < 0 || id >= numSegments) continue;
          for (let k = 0; k < inner; k++) {
            const [one, at] = [data.storage[i * inner + k], id * inner + k];
            const best = y.storage[at];
            if (wins(one, best) || one !== one) y.storage[at] = one;
          }
        }
      },
      wgsl: ([data, ids], [y]) => segmentExtremeWgsl(which, data, ids, y),
      gradient: ([dy], { inputs: [data, ids], outputs: [y], attributes: { numSegments } }): (Tensor | null)[] => {
        const chosen = equal(data, gather(y, ids));
        const shares = divide(dy!, gatherGradient(cast(chosen, data.dtype), ids, 0, numSegments));
        return [where(chosen, gather(shares, ids), 0), null];
      },
      samples: () => [
        {
          inputs: [{ shape: [5] }, { shape: [5], values: [2, 0, 2, -1, 1], dtype: 'int32' as const }],
          attributes: { numSegments: 3 },
        },
        {
          inputs: [{ shape: [2, 2, 3] }, { shape: [2, 2], values: [0, 1, 1, 0], dtype: 'int32' as const }],
          attributes: { numSegments: 2 },
        },
      ],
    },
    (run) => (data: TensorLike, segmentIds: TensorLike, numSegments: number) =>
      run([convert(data, undefined, name), asSegmentIds(name, segmentIds, numSegments)], { numSegments }),
  );
}

function emptyValue(which: 'Max' | 'Min', dtype: DType): number {
  if (dtype === 'int32') return which === 'Max' ? -2147483648 : 2147483647;
  const most = dtype === 'float32' ? 3.4028234663852886e38 : Number.MAX_VALUE;
  return which === 'Max' ? -most : most;
}

/** One thread an element of y walks all ids. One pass; bindings data, ids, y; parameters n, inner, number of ids, the value of an empty segment. */
function segmentExtremeWgsl(which: 'Max' | 'Min', data: TensorSpec, ids: TensorSpec, y: TensorSpec): WgslProgram {
  const n = sizeOf(y.shape);
  const type = wgslType(data.dtype);
  const choose = `${which.toLowerCase()}${type === 'f32' ? 'F' : ''}`;
  return {
    passes: [
      {
        key: `unsortedSegment${which}:${type}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read', 'ids', 'i32')}
${bindingWgsl(2, 'read_write', 'y', type)}
${paramsWgsl(3, 4)}
${BITS}
${EXTREMES}
${ENTRY}
  let inner = param(1u);
  let own = i32(i / inner);
  var best = bitcast<${type}>(param(3u));
  for (var k = 0u; k < param(2u); k++) {
    if (ids[k] == own) { best = ${choose}(best, x[k * inner + i % inner]); }
  }
  y[i] = best;
}`,
        reads: [{ input: 0 }, { input: 1 }],
        writes: [{ output: 0 }],
        params: [n, sizeOf(y.shape.slice(1)), sizeOf(ids.shape), wordOf(emptyValue(which, y.dtype), y.dtype)],
        workgroups: workgroupsFor(n),
      },
    ],
  };
}
