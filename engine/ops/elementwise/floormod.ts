import { binary } from '../families/binary';
import { numberText } from '../families/numberText';
import { floordiv, FLOOR_QUOTIENT } from './floordiv';
import { multiply } from './multiply';
import { negative } from './negative';

function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

// Long division by powers of two times |b|, each difference of which is exact.
const REMAINDER = `fn remainderF(a: f32, b: f32) -> f32 {
  if (!isFinite(a) || isNan(b) || b == 0.0) { return nanF(); }
  var rest = abs(a);
  let divisor = bitcast<u32>(abs(b));
  while (isFinite(b) && rest >= abs(b)) {
    var part = bitcast<f32>(divisor + ((bitcast<u32>(rest) & 0x7f800000u) - (divisor & 0x7f800000u)));
    if (part > rest) { part *= 0.5; }
    rest -= part;
  }
  rest = select(rest, -rest, a < 0.0);
  return select(rest, rest + b, rest != 0.0 && (rest < 0.0) != (b < 0.0));
}
`;

export const floormod = binary({
  name: 'floormod',
  tfNames: ['tf.math.floormod', 'tf.math.mod'],
  doc: 'What is left of a division rounded down; it has the sign of the divisor.',
  formula: String.raw`y = a - b \left\lfloor \frac{a}{b} \right\rfloor`,
  derivatives: [
    String.raw`\frac{\partial y}{\partial a} = 1`,
    String.raw`\frac{\partial y}{\partial b} = -\left\lfloor \frac{a}{b} \right\rfloor`,
  ],
  derivativeText: (input, a, b) => (input === 0 ? '1' : numberText(-Math.floor(a / b))),
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = remainder(a[pa], b[pb]);
  },
  wgsl: (dtype) => (dtype === 'int32' ? 'select(a - b * floorQuotient(a, b), 0, b == 0)' : 'remainderF(a, b)'),
  wgslHelpers: REMAINDER + FLOOR_QUOTIENT,
  ranges: [
    [0.2, 0.9],
    [1.1, 2],
  ],
  gradient: (dy, a, b, _, needs) => [dy, needs[1] ? multiply(dy, negative(floordiv(a, b))) : null],
});
