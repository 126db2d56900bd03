import type { TensorLike } from '../../tensor/convert';
import type { Lane, LaneBuilder } from '../../tensor/lanes';
import type { Tensor } from '../../tensor/tensor';
import type { OpFunction } from '../op';
import { binary } from './binary';
import type { WgslText } from '../wgsl/elementwise';
import type { BinaryLoop } from './broadcast';

export interface ComparisonDefinition {
  name: string;
  tfNames: readonly string[];
  doc: string;
  /** KaTeX of the relation. */
  symbol: string;
  loop: BinaryLoop;
  /** The same in SIMD lanes: a mask. */
  lanes?: (b: LaneBuilder, x: Lane, y: Lane) => Lane;
  /** A WGSL expression in `a` and `b` that is a bool. */
  wgsl: WgslText;
  accepts?: 'number' | 'bool' | 'any';
}

/** A relation between two tensors, broadcast; the result is bool and carries no gradient. */
export function comparison(definition: ComparisonDefinition): OpFunction<(a: TensorLike, b: TensorLike) => Tensor> {
  const { symbol, accepts = 'number', ...rest } = definition;
  return binary({
    ...rest,
    formula: String.raw`y = [a ${symbol} b]`,
    derivatives: [null, null],
    output: 'bool',
    accepts,
    gradient: null,
  });
}
