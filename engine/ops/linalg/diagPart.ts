import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import {
  type Align,
  type Band,
  bandOf,
  demandMatrices,
  diagonalPair,
  type Diagonals,
  walkBand,
} from '../families/band';
import { demandHeld } from '../families/options';
import { defineOp } from '../op';
import { diagPartWgsl } from '../wgsl/band';
import { diag } from './diag';

type DiagPartAttributes = {
  readonly k: readonly [number, number];
  readonly paddingValue: number;
  readonly align: Align;
};

export interface DiagPartOptions {
  /** The diagonal, or the lowest and the highest of a band; 0 is the main one, positive ones stand above it. */
  k?: Diagonals;
  /** What stands beside the shorter diagonals of a band. */
  paddingValue?: number;
  /** Where diagonals above, and below, the main one stand in a band. */
  align?: Align;
}

/**
 * `[…, m, n]` → `[…, length]` for one diagonal, `[…, number, longest]` for a band, the uppermost diagonal
 * first. Any dtype. Throws for a vector and for a diagonal that the matrix does not have.
 */
export const diagPart = defineOp(
  {
    name: 'diagPart',
    tf: {
      names: ['tf.linalg.diag_part'],
      signature: [
        { name: 'input' },
        { name: 'name', default: 'diag_part' },
        { name: 'k', default: 0 },
        { name: 'padding_value', default: 0 },
        { name: 'align', default: 'RIGHT_LEFT' },
      ],
    },
    doc: 'The diagonal, or some diagonals, of matrices.',
    inputs: ['u'],
    formula: String.raw`y_i = u_{ii}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = \operatorname{diag}\!\left(\frac{\partial L}{\partial y}\right)`,
    ],
    elementwise: false,
    infer: ([x], attributes: DiagPartAttributes) => {
      demandHeld('diagPart', 'paddingValue', attributes.paddingValue, x.dtype);
      const { lower, upper, longest } = bandIn(x.shape, attributes);
      const number = upper - lower + 1;
      return [{ shape: [...x.shape.slice(0, -2), ...(number === 1 ? [] : [number]), longest], dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: DiagPartAttributes) => {
      const band = bandIn(x.shape, attributes);
      const [of, to] = [band.rows * band.columns, (band.upper - band.lower + 1) * band.longest];
      y.storage.fill(attributes.paddingValue);
      for (let px = 0, py = 0; py < y.size; px += of, py += to) {
        walkBand(band, (element, place) => (y.storage[py + place] = x.storage[px + element]));
      }
    },
    wgsl: ([x], [y], attributes: DiagPartAttributes) =>
      diagPartWgsl(y, bandIn(x.shape, attributes), attributes.paddingValue),
    gradient: ([dy], { inputs: [x], attributes: { k, align } }): Tensor[] => {
      const [numRows, numCols] = x.shape.slice(-2);
      return [x.size === 0 ? x : diag(dy!, { k, numRows, numCols, align })];
    },
    samples: () => {
      const of = (shape: number[], k: readonly [number, number], align: Align = 'RIGHT_LEFT', paddingValue = 0) => ({
        inputs: [{ shape }],
        attributes: { k, paddingValue, align },
      });
      return [
        of([3, 3], [0, 0]),
        of([2, 2, 4], [1, 1]),
        of([3, 4], [-1, 2]),
        of([4, 3], [-2, 1], 'LEFT_RIGHT', 7),
        of([2, 3, 3], [1, 2], 'LEFT_LEFT'),
        of([3, 2], [-2, -1], 'RIGHT_RIGHT', -1),
      ];
    },
  },
  (run) =>
    (input: TensorLike, { k = 0, paddingValue = 0, align = 'RIGHT_LEFT' }: DiagPartOptions = {}) =>
      run([input], { k: diagonalPair('diagPart', k), paddingValue, align }),
);

function bandIn(shape: readonly number[], { k, align }: DiagPartAttributes): Band {
  const [rows, columns] = demandMatrices('diagPart', shape);
  return bandOf('diagPart', rows, columns, k, align);
}
