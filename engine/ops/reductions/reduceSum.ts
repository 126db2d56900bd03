import { sumOf } from '../../backends/cpu/lanes/sum';
import { sumRowsResident } from '../../backends/cpu/wasmRows';
import { spread } from '../shapes/broadcastTo';
import { reduce } from '../families/reduce';
import { sumText } from '../wgsl/reduce';

export const reduceSum = reduce({
  name: 'reduceSum',
  tfNames: ['tf.reduce_sum', 'tf.math.reduce_sum'],
  doc: 'Adds up the elements along the given axes, or all of them.',
  formula: String.raw`y = \sum_i u_i`,
  derivative: String.raw`\frac{\partial y}{\partial u_i} = 1`,
  derivativeText: () => '1',
  loop: sumOf,
  ofSum: (sum) => sum,
  rows: sumRowsResident,
  wgsl: (dtype) => sumText(dtype),
  gradient: (dy, x) => spread(dy, x.shape),
});
