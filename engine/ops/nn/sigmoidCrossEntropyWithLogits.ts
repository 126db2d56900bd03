import { binary } from '../families/binary';
import { factorText, numberText } from '../families/numberText';
import { multiply } from '../elementwise/multiply';
import { negative } from '../elementwise/negative';
import { sigmoid } from '../elementwise/sigmoid';
import { subtract } from '../elementwise/subtract';
import { EXP, LOG } from '../wgsl/math';

/** max(b, 0) − a·b + ln(1 + e^−|b|), which overflows nowhere. `a` are the labels, `b` the logits, of one shape. */
export const sigmoidCrossEntropyWithLogits = binary({
  name: 'sigmoidCrossEntropyWithLogits',
  tfNames: ['tf.nn.sigmoid_cross_entropy_with_logits'],
  parameters: ['labels', 'logits'],
  doc: 'Cross-entropy between probabilities and the logistic function of logits, element by element.',
  formula: String.raw`y = -a \ln \sigma(b) - (1 - a) \ln (1 - \sigma(b))`,
  derivatives: [
    String.raw`\frac{\partial y}{\partial a} = -b`,
    String.raw`\frac{\partial y}{\partial b} = \sigma(b) - a`,
  ],
  derivativeText: (input, a, b) =>
    input === 0 ? numberText(-b) : `${numberText(1 / (1 + Math.exp(-b)))} − ${factorText(a)}`,
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) {
      const u = b[pb];
      y[py + i] = Math.max(u, 0) - u * a[pa] + Math.log1p(Math.exp(-Math.abs(u)));
    }
  },
  lanes: (b, x, y) => {
    const u = b.double(y);
    const tail = b.log1p(b.exp(b.neg(b.abs(u))));
    return b.add(b.sub(b.max(u, 0), b.mul(u, b.double(x))), tail);
  },
  wgsl: 'max(b, 0.0) - a * b + log1pF(expF(-abs(b)))',
  wgslHelpers: EXP + LOG,
  accepts: 'float',
  broadcasts: false,
  ranges: [
    [0, 1],
    [-3, 3],
  ],
  gradient: (dy, a, b, _, needs) => [
    needs[0] ? negative(multiply(dy, b)) : null,
    needs[1] ? multiply(dy, subtract(sigmoid(b), a)) : null,
  ],
});
