/** Tensors that are made from nothing but numbers: `tf.constant`, `tf.zeros` and what goes with them. */
import { convert, type TensorLike } from '../tensor/convert';
import type { DType } from '../tensor/dtype';
import { ShapeError } from '../tensor/errors';
import { formatShape, type Shape, sizeOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { demandDType, demandList } from './families/options';
import { defineComposite } from './composite';
import type { Parameter, Sample } from './op';
import { broadcastTo } from './shapes/broadcastTo';
import { fill } from './shapes/fill';
import { reshape } from './shapes/reshape';

interface DTypeOptions {
  dtype?: DType | null;
}

export interface ConstantOptions extends DTypeOptions {
  /** The values are read row-major into it; a single value fills it. */
  shape?: Shape | null;
}

/** A tensor of the given numbers. Throws `ShapeError` for ragged arrays or a shape that they do not fill. */
export const constant = defineComposite(
  {
    name: 'constant',
    tf: {
      names: ['tf.constant'],
      signature: [{ name: 'value' }, { name: 'dtype', default: null }, { name: 'shape', default: null }],
    },
    doc: 'A tensor of the given numbers.',
    formula: 'y_i = c_i',
    differentiable: false,
    evaluate: ([tensor], { shape }: { readonly shape: Shape | null }): Tensor => {
      if (shape === null) return tensor;
      demandList('constant', 'a shape', shape);
      if (tensor.size === 1 && sizeOf(shape) !== 1) return broadcastTo(reshape(tensor, []), shape);
      if (tensor.size === sizeOf(shape)) return reshape(tensor, shape);
      throw new ShapeError(`constant: shape ${formatShape(shape)} wants ${sizeOf(shape)} elements, got ${tensor.size}`);
    },
    samples: () => [
      { inputs: [{ shape: [4] }], attributes: { shape: [2, 2] } },
      { inputs: [{ shape: [1] }], attributes: { shape: [3] } },
      { inputs: [{ shape: [2] }], attributes: { shape: null } },
    ],
  },
  (run) =>
    (value: TensorLike, { dtype, shape = null }: ConstantOptions = {}) =>
      run([convert(value, dtype ?? undefined, 'constant')], { shape }),
);

/** A tensor or variable as it is, anything else as `constant` does. */
export const convertToTensor = defineComposite(
  {
    name: 'convertToTensor',
    tf: {
      names: ['tf.convert_to_tensor'],
      signature: [{ name: 'value' }, { name: 'dtype', default: null }],
    },
    doc: 'The value as a tensor.',
    formula: 'y = u',
    differentiable: true,
    evaluate: ([tensor]): Tensor => tensor,
    samples: () => [{ inputs: [{ shape: [2] }], attributes: {} }],
  },
  (run) =>
    (value: TensorLike, { dtype }: DTypeOptions = {}) =>
      run([convert(value, dtype ?? undefined, 'convertToTensor')], {}),
);

export const zeros = filled('zeros', 0);
export const ones = filled('ones', 1);
export const zerosLike = filledLike('zerosLike', 'tf.zeros_like', 0);
export const onesLike = filledLike('onesLike', 'tf.ones_like', 1);

/** `shape` → one number everywhere; one size alone is a list of one, as in TensorFlow. Throws for sizes that are not whole numbers of 0 or more. */
function filled(name: 'zeros' | 'ones', value: number) {
  return defineComposite(
    {
      name,
      tf: { names: [`tf.${name}`], signature: [{ name: 'shape' }, { name: 'dtype', default: 'float32' } as Parameter] },
      doc: `A tensor of ${name}.`,
      formula: `y_i = ${value}`,
      differentiable: false,
      evaluate: (_, { shape, dtype }: { readonly shape: Shape; readonly dtype: DType }): Tensor => {
        demandDType(name, dtype);
        if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) {
          throw new ShapeError(`${name}: expected whole sizes of 0 or more, got ${formatShape([shape].flat())}`);
        }
        return fill(shape, value, { dtype });
      },
      samples: (): Sample<{ readonly shape: Shape; readonly dtype: DType }>[] => [
        { inputs: [], attributes: { shape: [2, 3], dtype: 'float32' } },
        { inputs: [], attributes: { shape: [], dtype: 'int32' } },
        { inputs: [], attributes: { shape: [2, 0], dtype: 'bool' } },
      ],
    },
    (run) =>
      (shape: Shape | number, { dtype }: DTypeOptions = {}) =>
        run([], { shape: typeof shape === 'number' ? [shape] : shape, dtype: dtype ?? 'float32' }),
  );
}

/** In the shape of `input`, and in its dtype unless another is given. */
function filledLike(name: string, tfName: string, value: number) {
  return defineComposite(
    {
      name,
      tf: { names: [tfName], signature: [{ name: 'input' }, { name: 'dtype', default: null } as Parameter] },
      doc: `A tensor of ${value === 0 ? 'zeros' : 'ones'} in the shape of another.`,
      formula: `y_i = ${value}`,
      differentiable: false,
      evaluate: ([x], { dtype }: { readonly dtype: DType | null }): Tensor => {
        demandDType(name, dtype ?? x.dtype);
        return fill(x.shape, value, { dtype: dtype ?? x.dtype });
      },
      samples: (): Sample<{ readonly dtype: DType | null }>[] => [
        { inputs: [{ shape: [2, 3] }], attributes: { dtype: null } },
        { inputs: [{ shape: [2], dtype: 'int32' }], attributes: { dtype: 'float32' } },
        { inputs: [{ shape: [], dtype: 'bool' }], attributes: { dtype: null } },
      ],
    },
    (run) =>
      (input: TensorLike, { dtype = null }: DTypeOptions = {}) =>
        run([input], { dtype }),
  );
}
