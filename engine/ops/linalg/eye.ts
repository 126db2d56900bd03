import type { CpuOperand } from '../../tensor/backend';
import type { DType } from '../../tensor/dtype';
import { ShapeError } from '../../tensor/errors';
import { formatShape, type Shape } from '../../tensor/shape';
import { demandDType, demandList } from '../families/options';
import { defineOp } from '../op';
import { generateWgsl } from '../wgsl/move';
import { wgslType } from '../wgsl/thread';

type EyeAttributes = { readonly shape: Shape; readonly dtype: DType };

export interface EyeOptions {
  /** As many as rows where not said. */
  numColumns?: number | null;
  /** Leading axes, along which the matrix repeats. */
  batchShape?: Shape | null;
  dtype?: DType;
}

/** `[…batch, m, n]` of ones on the main diagonal and zeros elsewhere. */
export const eye = defineOp(
  {
    name: 'eye',
    tf: {
      names: ['tf.eye', 'tf.linalg.eye'],
      signature: [
        { name: 'num_rows' },
        { name: 'num_columns', default: null },
        { name: 'batch_shape', default: null },
        { name: 'dtype', default: 'float32' },
      ],
    },
    doc: 'The identity matrix, or a batch of it.',
    inputs: [],
    formula: 'y_{ij} = [i = j]',
    derivatives: [],
    elementwise: false,
    infer: (_, { shape, dtype }: EyeAttributes) => {
      demandDType('eye', dtype);
      if (!shape.every((size) => Number.isInteger(size) && size >= 0)) {
        throw new ShapeError(`eye: expected whole sizes of 0 or more, got ${formatShape(shape)}`);
      }
      return [{ shape, dtype }];
    },
    cpu: (_: readonly CpuOperand[], [y]: readonly CpuOperand[]) => {
      const [rows, columns] = y.shape.slice(-2);
      y.storage.fill(0);
      for (let start = 0; start < y.size; start += rows * columns) {
        for (let i = 0; i < Math.min(rows, columns); i++) y.storage[start + i * (columns + 1)] = 1;
      }
    },
    wgsl: (_, [y]) => {
      const [rows, columns] = y.shape.slice(-2);
      const type = wgslType(y.dtype);
      return generateWgsl('eye', y, `select(${type}(0), ${type}(1), i % columns == (i / columns) % rows)`, [
        ['rows', rows, 'u32'],
        ['columns', columns, 'u32'],
      ]);
    },
    gradient: null,
    samples: () => [
      { inputs: [], attributes: { shape: [3, 3] as Shape, dtype: 'float32' as DType } },
      { inputs: [], attributes: { shape: [2, 3, 2] as Shape, dtype: 'int32' as DType } },
      { inputs: [], attributes: { shape: [2, 4] as Shape, dtype: 'bool' as DType } },
    ],
  },
  (run) =>
    (numRows: number, { numColumns, batchShape, dtype = 'float32' }: EyeOptions = {}) => {
      demandList('eye', 'batchShape', batchShape ?? []);
      return run([], { shape: [...(batchShape ?? []), numRows, numColumns ?? numRows], dtype });
    },
);
