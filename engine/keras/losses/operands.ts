import { convert, type TensorLike } from '../../tensor/convert';
import { isFloat } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import { sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { cast } from '../../ops/elementwise/cast';
import { withLastAxis, withoutLastAxis } from '../lastAxis';
import { tuple } from '../names';

/** `keras.config.epsilon()`: what Keras keeps away from 0 by. */
export const EPSILON = 1e-7;

/** Labels and predictions as Keras' functions take them: both of the predictions' dtype, floats. */
export function floats(yTrue: TensorLike, yPred: TensorLike): [labels: Tensor, predictions: Tensor] {
  const given = convert(yPred);
  const predictions = isFloat(given.dtype) ? given : cast(given, 'float32');
  return [castTo(convert(yTrue), predictions.dtype), predictions];
}

/** As `floats`, and of one rank where a last axis of size 1 is all that parts them. */
export function pair(yTrue: TensorLike, yPred: TensorLike): [labels: Tensor, predictions: Tensor] {
  return squeezeOrExpandToSameRank(...floats(yTrue, yPred));
}

/** The tensor in this dtype; itself where it is already. */
export function castTo(x: Tensor, dtype: Tensor['dtype']): Tensor {
  return x.dtype === dtype ? x : cast(x, dtype);
}

/**
 * Where ranks differ by one and the longer shape ends in 1, that axis goes, or the shorter one gets it
 * when it is a vector (unless `expandVectors` is false). Source: `keras/src/losses/loss.py`,
 * `squeeze_or_expand_to_same_rank`.
 */
export function squeezeOrExpandToSameRank(a: Tensor, b: Tensor, expandVectors = true): [Tensor, Tensor] {
  if (a.rank === b.rank + 1 && a.shape[b.rank] === 1) {
    return b.rank === 1 && expandVectors ? [a, withLastAxis(b)] : [withoutLastAxis(a), b];
  }
  if (b.rank === a.rank + 1 && b.shape[a.rank] === 1) {
    return a.rank === 1 && expandVectors ? [withLastAxis(a), b] : [a, withoutLastAxis(b)];
  }
  return [a, b];
}

/** Throws `ValueError` in Keras' words unless labels and predictions have one shape. */
export function demandSameShape(op: string, labels: Tensor, predictions: Tensor): void {
  if (sameShape(labels.shape, predictions.shape)) return;
  const what = labels.rank === predictions.rank ? 'shape' : 'rank (ndim)';
  throw new ValueError(
    `${op}: arguments \`target\` and \`output\` must have the same ${what}. Received: target.shape=${tuple(labels.shape)}, output.shape=${tuple(predictions.shape)}`,
  );
}
