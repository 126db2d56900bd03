import { ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, type Shape } from '../../tensor/shape';

/*
 * The diagonals of matrices. Diagonal k holds the elements with column − row = k, so 0 is the main one,
 * 1 the one above it. A band is diagonals `lower` to `upper`; as a tensor it is `[…, upper − lower + 1,
 * longest]`, the uppermost diagonal first, shorter ones padded on the side that `align` says; a band of
 * one diagonal has no axis for it: `[…, length]`.
 */

export type Align = 'LEFT_RIGHT' | 'RIGHT_LEFT' | 'LEFT_LEFT' | 'RIGHT_RIGHT';

/** One diagonal, or the lowest and the highest of a band. */
export type Diagonals = number | readonly [lower: number, upper: number];

export interface Band {
  readonly rows: number;
  readonly columns: number;
  readonly lower: number;
  readonly upper: number;
  /** Elements of the longest diagonal. */
  readonly longest: number;
  /** Whether diagonals above, and below, the main one stand at the left. */
  readonly leftAbove: boolean;
  readonly leftBelow: boolean;
}

/** Throws `ValueError` for diagonals that are none and another `align`. */
export function bandOf(
  op: string,
  rows: number,
  columns: number,
  [lower, upper]: readonly number[],
  align: string,
): Band {
  const [above, below] = demandAlign(op, align).split('_');
  for (const k of [lower, upper]) {
    if (k !== 0 && (k <= -rows || k >= columns)) {
      throw new ValueError(`${op}: k ${k} is no diagonal of a matrix of shape ${formatShape([rows, columns])}`);
    }
  }
  const longest = Math.max(0, Math.min(rows + Math.min(upper, 0), columns - Math.max(lower, 0)));
  return { rows, columns, lower, upper, longest, leftAbove: above === 'LEFT', leftBelow: below === 'LEFT' };
}

/** Where diagonal `k` begins among `longest` places. */
export function bandOffset({ rows, columns, longest, leftAbove, leftBelow }: Band, k: number): number {
  if ((k >= 0 && leftAbove) || (k <= 0 && leftBelow)) return 0;
  return longest - Math.min(rows + Math.min(k, 0), columns - Math.max(k, 0));
}

/** Calls `use(element, place)` for each element of one matrix in the band, and its place in the band. */
export function walkBand(band: Band, use: (element: number, place: number) => void): void {
  const { rows, columns, lower, upper, longest } = band;
  for (let k = upper, d = 0; k >= lower; k--, d++) {
    const length = Math.min(rows + Math.min(k, 0), columns - Math.max(k, 0));
    const offset = d * longest + bandOffset(band, k);
    const first = Math.max(0, -k) * columns + Math.max(0, k);
    for (let p = 0; p < length; p++) use(first + p * (columns + 1), offset + p);
  }
}

/** `k` as the pair that ops carry. Throws `ValueError` unless it is a whole number or two in order. */
export function diagonalPair(op: string, k: Diagonals): readonly [number, number] {
  const pair = typeof k === 'number' ? ([k, k] as const) : k;
  if (!Array.isArray(pair) || pair.length !== 2 || !pair.every(Number.isInteger) || pair[0] > pair[1]) {
    throw new ValueError(`${op}: expected k as a whole number or two of them in order, got ${JSON.stringify(k)}`);
  }
  return pair;
}

/** Throws `ShapeError` where `shape` holds no matrices. */
export function demandMatrices(op: string, shape: Shape): [rows: number, columns: number] {
  if (shape.length < 2) throw new ShapeError(`${op}: expected at least two axes, got shape ${formatShape(shape)}`);
  return [shape[shape.length - 2], shape[shape.length - 1]];
}

/** As `demandMatrices`, for square ones. */
export function demandSquare(op: string, shape: Shape): number {
  const [rows, columns] = demandMatrices(op, shape);
  if (rows !== columns) throw new ShapeError(`${op}: expected square matrices, got shape ${formatShape(shape)}`);
  return rows;
}

function demandAlign(op: string, align: string): string {
  if (['LEFT_RIGHT', 'RIGHT_LEFT', 'LEFT_LEFT', 'RIGHT_RIGHT'].includes(align)) return align;
  throw new ValueError(
    `${op}: expected align LEFT_RIGHT, RIGHT_LEFT, LEFT_LEFT or RIGHT_RIGHT, got ${JSON.stringify(align)}`,
  );
}
