import { context } from '../../tape/context';
import { fromData } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import { formatShape, stridesOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';

/**
 * `tf.where(condition)`: `[…]` of any dtype → int32 `[n, rank]`, the places of its n elements that are
 * not 0, row by row (TensorFlow gives int64). n depends on the numbers, so they have to be read at the
 * call. Throws where they cannot be: with tensors on a GPU, and in a `tf.function`, which would keep
 * the first answer.
 */
export function indicesOfTrue(condition: Tensor): Tensor {
  const { shape, rank } = condition;
  if (context.trace !== null) {
    throw new ValueError(
      `where: how many elements of ${formatShape(shape)} are true is not known inside a tf.function; ` +
        'call where(condition) outside it, or give x and y',
    );
  }
  const given = numbersOf(condition);
  const places = [...given.keys()].filter((place) => given[place] !== 0);
  const strides = stridesOf(shape);
  const indices = Int32Array.from(
    places.flatMap((place) => shape.map((size, axis) => Math.floor(place / strides[axis]) % size)),
  );
  return fromData(indices, [places.length, rank], 'int32');
}

function numbersOf(condition: Tensor) {
  if (condition.backend.name !== 'webgpu') return condition.dataSync();
  throw new ValueError(
    `where: the places of true elements of ${formatShape(condition.shape)} cannot be told at once on webgpu; ` +
      'give x and y, or read `await condition.data()` and look there',
  );
}
