import type { Compose, Composition, PartialWeight } from './composed';

const ZEROS = { class_name: 'Zeros', config: {} };

/**
 * softmax(Q Kᵀ / √keyDim) V with a Dense layer for each projection of each head: TensorFlow.js multiplies
 * matrices in batches of rank 3 at most, so the heads are apart, and joined before the last projection.
 * Called on `[query, value]` or `[query, value, key]`.
 */
export const attention: Compose = (c, config) => {
  const {
    num_heads: heads,
    key_dim: keyDim,
    value_dim: valueDim,
    use_bias: useBias,
  } = config as {
    num_heads: number;
    key_dim: number;
    value_dim: number;
    use_bias: boolean;
  };
  const [query, value, key = value] = c.inputs;
  const projection = (x: number, place: number, units: number, head: number) => {
    const [, , size] = c.shapes[x];
    return dense(c, x, units, useBias, (of) => [
      headOf('kernel', of(place, 0), [size!, units], { rows: size!, heads, units, head }),
      headOf('bias', of(place, 1), [units], { rows: 1, heads, units, head }),
    ]);
  };
  const attended = Array.from({ length: heads }, (_, head) => {
    const q = c.rescale(projection(query, 0, keyDim, head), 1 / Math.sqrt(keyDim));
    const k = projection(key, 1, keyDim, head);
    const v = projection(value, 2, valueDim, head);
    const scores = c.activate(c.add('Dot', { axes: [2, 2], normalize: false }, [q, k]), 'softmax');
    return c.add('Dot', { axes: [2, 1], normalize: false }, [scores, v]);
  });
  const joined = heads === 1 ? attended[0] : c.add('Concatenate', { axis: -1 }, attended);
  const [size] = (config.output_shape as readonly [number] | null) ?? [c.shapes[query][2]!];
  const whole = (width: number) => ({ rows: 1, width, stride: width, offset: 0 });
  return dense(c, joined, size, useBias, (of) => [
    { name: 'kernel', of: of(3, 0), shape: [heads * valueDim, size], block: whole(heads * valueDim * size) },
    { name: 'bias', of: of(3, 1), shape: [size], block: whole(size) },
  ]);
};

type PlaceOf = (projection: number, weight: number) => number;

function dense(
  c: Composition,
  x: number,
  units: number,
  useBias: boolean,
  weights: (of: PlaceOf) => [kernel: PartialWeight, bias: PartialWeight],
): number {
  const each = useBias ? 2 : 1;
  const [kernel, bias] = weights((projection, weight) => projection * each + weight);
  const config = { units, use_bias: useBias, activation: 'linear', kernel_initializer: ZEROS, bias_initializer: ZEROS };
  return c.add('Dense', config, [x], useBias ? [kernel, bias] : [kernel]);
}

/** One head's part of `[rows, heads, units]`. */
function headOf(
  name: string,
  of: number,
  shape: readonly number[],
  { rows, heads, units, head }: Readonly<Record<'rows' | 'heads' | 'units' | 'head', number>>,
): PartialWeight {
  return { name, of, shape, block: { rows, width: units, stride: heads * units, offset: head * units } };
}
