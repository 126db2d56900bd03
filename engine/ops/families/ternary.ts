import type { CpuOperand } from '../../tensor/backend';
import { stridesOf } from '../../tensor/shape';
import { broadcastStrides, mergeAxes } from './broadcast';

/** The element of the result from one element of each operand. */
export type TernaryElement = (a: number, b: number, c: number) => number;

/** Three operands broadcast to `y`, element by element. */
export function broadcastTernary(element: TernaryElement, operands: readonly CpuOperand[], y: CpuOperand): void {
  const [a, b, c] = operands.map((one) => one.storage);
  const out = y.storage;
  const n = y.size;
  const whole = operands.map((one) => one.size === n);
  if (operands.every((one, i) => whole[i] || one.size === 1)) {
    const [sa, sb, sc] = whole.map(Number);
    for (let i = 0; i < n; i++) out[i] = element(a[i * sa], b[i * sb], c[i * sc]);
    return;
  }
  if (n === 0) return;
  const { sizes, strides } = mergeAxes(
    y.shape,
    operands.map((one) => broadcastStrides(one.shape, y.shape)),
  );
  const steps = stridesOf(sizes);
  const [sa, sb, sc] = strides;
  for (let i = 0; i < n; i++) {
    let pa = 0;
    let pb = 0;
    let pc = 0;
    for (let axis = 0, rest = i; axis < sizes.length; axis++) {
      const k = Math.floor(rest / steps[axis]);
      rest -= k * steps[axis];
      pa += k * sa[axis];
      pb += k * sb[axis];
      pc += k * sc[axis];
    }
    out[i] = element(a[pa], b[pb], c[pc]);
  }
}
