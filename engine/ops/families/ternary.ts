import type { CpuOperand } from '../../tensor/backend';
import type { TypedArray } from '../../tensor/dtype';
import { broadcastStrides, mergeAxes } from './broadcast';

/** As `BinaryLoop`, for three operands: `n` elements of `y` from `py` on. */
export type TernaryLoop = (
  a: TypedArray,
  pa: number,
  sa: number,
  b: TypedArray,
  pb: number,
  sb: number,
  c: TypedArray,
  pc: number,
  sc: number,
  y: TypedArray,
  py: number,
  n: number,
) => void;

/** Runs `loop` over three operands broadcast to `y`, in as few runs as the shapes allow. */
export function broadcastTernary(loop: TernaryLoop, operands: readonly CpuOperand[], y: CpuOperand): void {
  const n = y.size;
  if (n === 0) return;
  const [a, b, c] = operands;
  if (operands.every(({ size }) => size === n || size === 1)) {
    const step = ({ size }: CpuOperand) => (size === n ? 1 : 0);
    loop(a.storage, 0, step(a), b.storage, 0, step(b), c.storage, 0, step(c), y.storage, 0, n);
    return;
  }
  const { sizes, strides } = mergeAxes(
    y.shape,
    operands.map((one) => broadcastStrides(one.shape, y.shape)),
  );
  const [sa, sb, sc] = strides;
  const inner = sizes.length - 1;
  const run = sizes[inner];
  const index = new Array<number>(inner).fill(0);
  for (let py = 0, pa = 0, pb = 0, pc = 0; py < n; py += run) {
    loop(a.storage, pa, sa[inner], b.storage, pb, sb[inner], c.storage, pc, sc[inner], y.storage, py, run);
    for (let axis = inner - 1; axis >= 0; axis--) {
      pa += sa[axis];
      pb += sb[axis];
      pc += sc[axis];
      if (++index[axis] < sizes[axis]) break;
      pa -= sa[axis] * sizes[axis];
      pb -= sb[axis] * sizes[axis];
      pc -= sc[axis] * sizes[axis];
      index[axis] = 0;
    }
  }
}
