import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, type Shape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { type Align, type Band, bandOf, diagonalPair, type Diagonals, walkBand } from '../families/band';
import { demandHeld } from '../families/options';
import { defineOp } from '../op';
import { diagWgsl } from '../wgsl/band';
import { diagPart } from './diagPart';

type DiagAttributes = {
  readonly k: readonly [number, number];
  readonly numRows: number;
  readonly numCols: number;
  readonly paddingValue: number;
  readonly align: Align;
};

export interface DiagOptions {
  /** Which diagonal it becomes, or the lowest and the highest of a band; positive ones stand above the main one. */
  k?: Diagonals;
  /** Rows of each matrix; −1: as many as it takes, and as many as columns where those are not given either. */
  numRows?: number;
  numCols?: number;
  /** What stands off the diagonals. */
  paddingValue?: number;
  /** Where diagonals above, and below, the main one stand in a band. */
  align?: Align;
}

/**
 * `[…, length]`, or `[…, number, longest]` for a band, → `[…, m, n]`. Any dtype. Throws for a scalar, for a
 * band with another number of diagonals, and for sizes that do not fit their length.
 */
export const diag = defineOp(
  {
    name: 'diag',
    tf: {
      names: ['tf.linalg.diag'],
      signature: [
        { name: 'diagonal' },
        { name: 'name', default: 'diag' },
        { name: 'k', default: 0 },
        { name: 'num_rows', default: -1 },
        { name: 'num_cols', default: -1 },
        { name: 'padding_value', default: 0 },
        { name: 'align', default: 'RIGHT_LEFT' },
      ],
    },
    doc: 'Matrices with the given diagonals, and one number elsewhere.',
    inputs: ['u'],
    formula: String.raw`y_{ij} = [i = j]\,u_i`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = \operatorname{diagPart}\!\left(\frac{\partial L}{\partial y}\right)`,
    ],
    elementwise: false,
    infer: ([x], attributes: DiagAttributes) => {
      demandHeld('diag', 'paddingValue', attributes.paddingValue, x.dtype);
      const { rows, columns } = bandFor(x.shape, attributes);
      return [{ shape: [...batchOf(x.shape, attributes), rows, columns], dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: DiagAttributes) => {
      const band = bandFor(x.shape, attributes);
      const [to, of] = [band.rows * band.columns, (band.upper - band.lower + 1) * band.longest];
      y.storage.fill(attributes.paddingValue);
      for (let px = 0, py = 0; py < y.size; px += of, py += to) {
        walkBand(band, (element, place) => (y.storage[py + element] = x.storage[px + place]));
      }
    },
    wgsl: ([x], [y], attributes: DiagAttributes) => diagWgsl(y, bandFor(x.shape, attributes), attributes.paddingValue),
    gradient: ([dy], { attributes: { k, align } }): Tensor[] => [diagPart(dy!, { k, align })],
    samples: () => {
      const rest = { numRows: -1, numCols: -1, paddingValue: 0, align: 'RIGHT_LEFT' as Align };
      return [
        { inputs: [{ shape: [3] }], attributes: { ...rest, k: [0, 0] as const } },
        { inputs: [{ shape: [2, 2] }], attributes: { ...rest, k: [-1, -1] as const, paddingValue: 9 } },
        { inputs: [{ shape: [2] }], attributes: { ...rest, k: [1, 1] as const, numRows: 2, numCols: 4 } },
        { inputs: [{ shape: [2, 3, 3] }], attributes: { ...rest, k: [-1, 1] as const } },
        {
          inputs: [{ shape: [2, 3] }],
          attributes: { ...rest, k: [0, 1] as const, numRows: 3, align: 'LEFT_RIGHT' as Align },
        },
      ];
    },
  },
  (run) =>
    (
      diagonal: TensorLike,
      { k = 0, numRows = -1, numCols = -1, paddingValue = 0, align = 'RIGHT_LEFT' }: DiagOptions = {},
    ) =>
      run([diagonal], { k: diagonalPair('diag', k), numRows, numCols, paddingValue, align }),
);

function batchOf(shape: Shape, { k: [lower, upper] }: DiagAttributes): Shape {
  return shape.slice(0, lower === upper ? -1 : -2);
}

/** The band that the tensor is, in matrices of the size that was asked for. */
function bandFor(shape: Shape, { k, numRows, numCols, align }: DiagAttributes): Band {
  const [lower, upper] = k;
  const number = upper - lower + 1;
  const fine = number === 1 ? shape.length >= 1 : shape.length >= 2 && shape[shape.length - 2] === number;
  if (!fine) {
    const expected = number === 1 ? 'at least one axis' : `[…, ${number}, length] for ${number} diagonals`;
    throw new ShapeError(`diag: expected ${expected}, got shape ${formatShape(shape)}`);
  }
  for (const [name, size] of Object.entries({ numRows, numCols })) {
    if (!Number.isInteger(size) || size < -1) {
      throw new ValueError(`diag: expected ${name} as a whole number, or -1, got ${String(size)}`);
    }
  }
  const longest = shape[shape.length - 1];
  const least = [longest - Math.min(upper, 0), longest + Math.max(lower, 0)];
  const square = numRows === -1 && numCols === -1 ? Math.max(...least) : null;
  const [rows, columns] = [numRows, numCols].map((one, i) => square ?? (one === -1 ? least[i] : one));
  if (rows < least[0] || columns < least[1] || (square === null && rows !== least[0] && columns !== least[1])) {
    throw new ValueError(
      `diag: diagonals ${lower} to ${upper} of length ${longest} do not fit numRows ${numRows}, numCols ${numCols}`,
    );
  }
  return bandOf('diag', rows, columns, k, align);
}
