import type { WgslProgram } from '../../tensor/backend';
import type { DType } from '../../tensor/dtype';
import type { TensorSpec } from '../../tensor/tensor';
import { elementwiseWgsl } from './elementwise';

/**
 * y[i] = x[i] in another dtype: float to int32 cuts towards zero and stops at the ends of the range,
 * NaN gives 0; all but 0 is true, NaN included.
 */
export function castWgsl(x: TensorSpec, y: TensorSpec): WgslProgram {
  const name = `cast to ${y.dtype}`;
  return elementwiseWgsl({ name, inputs: [['x', x]], outputs: [y], values: [castText(x.dtype, y.dtype)] });
}

function castText(from: DType, to: DType): string {
  if (from === to) return 'x';
  if (to === 'float32') return from === 'bool' ? 'select(0.0, 1.0, x)' : 'f32(x)';
  if (to === 'bool') return from === 'float32' ? '(bitcast<u32>(x) << 1u) != 0u' : 'x != 0';
  if (from === 'bool') return 'select(0i, 1i, x)';
  // 2147483520 is the largest float32 below 2³¹.
  const clamped = 'select(i32(clamp(x, -2147483648.0, 2147483520.0)), 2147483647i, x >= 2147483648.0)';
  return `select(${clamped}, 0i, isNan(x))`;
}
