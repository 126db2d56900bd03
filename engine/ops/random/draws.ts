/** What the ops that draw random numbers have in common. */
import { type Seed, type Stream, streamFor, type StreamSource } from '../../random/streams';
import type { CpuOperand, WgslProgram } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import { type DType, isFloat } from '../../tensor/dtype';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { broadcastShapes, formatShape, type Shape } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { add } from '../elementwise/add';
import { multiply } from '../elementwise/multiply';
import { floatBits } from '../wgsl/math';
import { type RandomWgsl, randomWgsl } from '../wgsl/random';
import { execute, type OpDef, type OpFunction, type Sample } from '../op';

export type DrawAttributes = Stream & { readonly shape: Shape; readonly dtype: DType };

/**
 * An op without inputs: every element of `shape` is drawn by the stream and its own place alone, the
 * same on both backends. A replay of a traced function draws from the next stream.
 */
export function draw<A extends DrawAttributes>(
  op: OpDef<A>,
  source: StreamSource,
  rest: Omit<A, keyof Stream>,
): Tensor {
  const renew = () => ({ ...rest, ...source() }) as unknown as A;
  return execute(op, [], renew(), renew)[0];
}

export function inferDraw(name: string, { shape, dtype }: DrawAttributes, whole = false): TensorSpec[] {
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new ShapeError(`${name}: expected whole sizes of 0 or more, got ${formatShape([shape].flat())}`);
  }
  if (!isFloat(dtype) && !(whole && dtype === 'int32')) {
    throw new DTypeError(`${name}: expected a float dtype${whole ? ' or int32' : ''}, got ${dtype}`);
  }
  return [{ shape, dtype }];
}

export interface NormalOptions {
  mean?: TensorLike;
  stddev?: TensorLike;
  dtype?: 'float32' | 'float64';
  seed?: Seed;
}

export type NormalAttributes = DrawAttributes & { readonly mean: number; readonly stddev: number };

export interface NormalDefinition {
  name: string;
  tfName: string;
  doc: string;
  formula: string;
  fill: (y: CpuOperand['storage'], stream: Stream, mean: number, stddev: number) => void;
  /** Without what the stream and the mean say. */
  wgsl: Pick<RandomWgsl, 'perThread' | 'values' | 'helpers' | 'body'>;
}

/**
 * `shape` → numbers around `mean`, `stddev` wide. Either may be a tensor that broadcasts with the
 * shape; then gradients pass to it. Throws for a dtype that is not float.
 */
export function normalOp(
  definition: NormalDefinition,
): OpFunction<(shape: Shape, options?: NormalOptions) => Tensor, NormalAttributes> {
  const { name, tfName, doc, formula, fill } = definition;
  const op: OpDef<NormalAttributes> = {
    name,
    tf: {
      names: [tfName],
      signature: [
        { name: 'shape' },
        { name: 'mean', default: 0 },
        { name: 'stddev', default: 1 },
        { name: 'dtype', default: 'float32' },
        { name: 'seed', default: null },
      ],
    },
    doc,
    inputs: [],
    formula,
    derivatives: [],
    elementwise: false,
    infer: (_, attributes) => inferDraw(name, attributes),
    cpu: (_: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: NormalAttributes) =>
      fill(y.storage, attributes, attributes.mean, attributes.stddev),
    wgsl: (_, [y], attributes: NormalAttributes): WgslProgram =>
      randomWgsl(y, {
        name,
        stream: attributes,
        ...definition.wgsl,
        words: [
          ['mean', floatBits(attributes.mean), 'f32'],
          ['stddev', floatBits(attributes.stddev), 'f32'],
        ],
      }),
    gradient: null,
    samples: normalSamples,
  };
  const of = (shape: Shape, { mean = 0, stddev = 1, dtype = 'float32', seed }: NormalOptions = {}): Tensor => {
    const drawn = (center: number, width: number) =>
      draw(op, () => streamFor(name, seed), { shape, dtype, mean: center, stddev: width });
    if (typeof mean === 'number' && typeof stddev === 'number') return drawn(mean, stddev);
    const [width, center] = [stddev, mean].map((one) => convert(one, dtype, name));
    const alone = drawn(0, 1);
    for (const one of [width, center]) broadcastShapes(name, alone.shape, one.shape);
    return add(multiply(alone, width), center);
  };
  return Object.assign(of, { op });
}

function normalSamples(): Sample<NormalAttributes>[] {
  const of = (shape: Shape, mean: number, stddev: number, stream: number, dtype: DType = 'float32') => ({
    inputs: [],
    attributes: { shape, dtype, mean, stddev, key: [1234567, 89] as [number, number], stream },
  });
  return [of([], 0, 1, 0), of([3, 5], 0, 1, 1), of([2, 3, 50], -3, 0.25, 7), of([0, 4], 0, 1, 1)];
}
