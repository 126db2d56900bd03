import { binary } from '../families/binary';
import { factorText, numberText } from '../families/numberText';
import { fillLike } from '../shapes/fill';
import { greater } from './greater';
import { log } from './log';
import { multiply } from './multiply';
import { subtract } from './subtract';
import { where } from './where';
import { EXP, LOG, POW } from '../wgsl/math';

/**
 * 0⁰ is 1. The gradient of the exponent is 0 where the base is not positive, where no real value
 * makes sense, and that of the base is y·uⁿ⁻¹ also at 0: both as in TensorFlow.
 */
export const pow = binary({
  name: 'pow',
  tfNames: ['tf.pow', 'tf.math.pow'],
  doc: 'Raises the first tensor to the power of the second, element by element.',
  formula: 'y = a^b',
  derivatives: [
    String.raw`\frac{\partial y}{\partial a} = b\,a^{b-1}`,
    String.raw`\frac{\partial y}{\partial b} = a^b \ln a`,
  ],
  derivativeText: (input, a, b, y) => {
    if (input === 1) return a > 0 ? `${numberText(y)} · ln ${factorText(a)}` : '0';
    if (b === 2) return `2 · ${factorText(a)}`;
    return `${numberText(b)} · ${factorText(a)}^${factorText(b - 1)}`;
  },
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] ** b[pb];
  },
  wgsl: (dtype) => (dtype === 'int32' ? 'powI(a, b)' : 'powF(a, b)'),
  wgslHelpers: EXP + LOG + POW,
  ranges: [
    [0.5, 2],
    [-2, 2],
  ],
  gradient: (dy, a, b, y, needs) => {
    const da = needs[0] ? multiply(dy, multiply(b, pow(a, subtract(b, 1)))) : null;
    if (!needs[1]) return [da, null];
    const positive = greater(a, 0);
    const logA = where(positive, log(where(positive, a, fillLike(a, 1))), 0);
    return [da, multiply(dy, multiply(y, logA))];
  },
});
