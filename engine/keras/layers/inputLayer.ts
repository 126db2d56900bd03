import type { DType } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import type { Config } from '../config';
import { KerasTensor } from '../kerasTensor';
import { Layer, type OpenShape } from './layer';

export interface InputOptions {
  /** Without the batch axis; null where any size will do. */
  shape?: OpenShape | null;
  batchSize?: number | null;
  /** With the batch axis, instead of `shape`. */
  batchShape?: OpenShape | null;
  dtype?: DType | null;
  name?: string | null;
}

/** Where a model's input comes in: the shape and dtype that it has. */
export class InputLayer extends Layer {
  readonly batchShape: OpenShape;

  constructor({ shape, batchSize = null, batchShape, dtype, ...rest }: InputOptions) {
    super('InputLayer', { dtype: dtype ?? 'float32', ...rest });
    this.batchShape = fullShape(shape ?? null, batchSize, batchShape ?? null);
    this.built = true;
    this.recordCall([], {}, new KerasTensor(this.batchShape, this.dtype, { name: rest.name }));
  }

  computeOutputShape(): OpenShape {
    return this.batchShape;
  }

  override getConfig(): Config {
    return {
      batch_shape: this.batchShape,
      dtype: this.dtype,
      sparse: false,
      ragged: false,
      name: this.name,
      optional: false,
    };
  }

  protected forward(inputs: Tensor): Tensor {
    return inputs;
  }
}

/** `keras.Input`: the symbol of an input, from which layers make the graph of a model. */
export function Input(options: InputOptions): KerasTensor {
  return new InputLayer(options).output as KerasTensor;
}

function fullShape(shape: OpenShape | null, batchSize: number | null, batchShape: OpenShape | null): OpenShape {
  if (shape !== null && batchShape !== null) {
    throw new ValueError('You cannot pass both `shape` and `batch_shape` at the same time.');
  }
  if (batchSize !== null && batchShape !== null) {
    throw new ValueError('You cannot pass both `batch_size` and `batch_shape` at the same time.');
  }
  if (batchShape !== null) return checked(batchShape);
  if (shape === null) throw new ValueError('You must pass a `shape` argument.');
  return [batchSize, ...checked(shape)];
}

function checked(shape: OpenShape): OpenShape {
  const fits = Array.isArray(shape) && shape.every((size) => size === null || (Number.isInteger(size) && size >= 0));
  if (fits) return shape;
  throw new ValueError(
    `Cannot convert '${JSON.stringify(shape)}' to a shape: expected an array of sizes, null where any will do.`,
  );
}
