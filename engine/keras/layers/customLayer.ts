import { allocate } from '../../tensor/dtype';
import { fromData } from '../../tensor/convert';
import { tidy } from '../../tensor/lifetime';
import { sizeOf } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';
import { untraced, withoutTapes, withScope } from '../../tape/context';
import type { Config } from '../config';
import { type InputShape, isShapeList, KerasTensor, type OpenShape } from '../kerasTensor';
import { symbolsIn } from '../structure';
import { type CallOptions, Layer, type LayerOptions, type SymbolicInput } from './layer';

/** What a script writes of a layer: Python's `call`, `build` and `compute_output_shape`. */
export interface LayerHooks {
  call(inputs: Tensor | readonly Tensor[], options: CallOptions): Tensor | Tensor[];
  build?(inputShape: InputShape): void;
  computeOutputShape?(inputShape: InputShape): InputShape;
  getConfig?(): Config;
}

/** A layer whose function is a script's. Its weights and the layers inside are those it is told of. */
export class CustomLayer extends Layer {
  constructor(
    className: string,
    private readonly hooks: LayerHooks,
    options: LayerOptions = {},
  ) {
    super(className, options, { takes: 'either', keepsIntegers: true, supportsMasking: true });
  }

  override get isCustom(): boolean {
    return true;
  }

  /** Takes in a layer that the script keeps under this attribute. */
  track(attribute: string, layer: Layer): void {
    this.own(attribute, layer);
  }

  untrack(layer: Layer): void {
    this.disown(layer);
  }

  computeOutputShape(inputShape: InputShape): InputShape {
    return this.hooks.computeOutputShape?.(inputShape) ?? probeShape(this.hooks, inputShape);
  }

  override computeOutputSpec(inputs: SymbolicInput): KerasTensor | KerasTensor[] {
    return symbolsOf(this.hooks, inputs);
  }

  /** Without a `build` of its own, a run on symbols finds out what is inside, as in Keras. */
  override build(inputShape: InputShape): void {
    const known = this.built;
    super.build(inputShape);
    if (!known && this.hooks.build === undefined) withScope(this.name, () => probeShape(this.hooks, inputShape));
  }

  override getConfig(): Config {
    return { ...super.getConfig(), ...this.hooks.getConfig?.() };
  }

  protected override makeWeights(inputShape: InputShape): void {
    this.hooks.build?.(inputShape);
  }

  protected forward(inputs: Tensor | readonly Tensor[], options: CallOptions): Tensor | Tensor[] {
    return this.hooks.call(inputs, options);
  }
}

/** Sizes that stand for an unknown one: what differs between two runs with them is unknown too, as Keras finds out. */
const STAND_INS = [83, 89] as const;

/** The symbols that a script's function gives for these: by its own word, or by two runs on zeros that nobody sees. */
export function symbolsOf(hooks: LayerHooks, inputs: SymbolicInput): KerasTensor | KerasTensor[] {
  const symbols = symbolsIn(inputs);
  const one = inputs instanceof KerasTensor;
  const given = hooks.computeOutputShape?.(one ? inputs.shape : symbols.map(({ shape }) => shape));
  if (given !== undefined) {
    return isShapeList(given)
      ? given.map((shape) => new KerasTensor(shape, symbols[0].dtype))
      : new KerasTensor(given, symbols[0].dtype);
  }
  const specs = probed((values) => hooks.call(one ? values[0] : values, {}), symbols);
  const outputs = specs.map(({ shape, dtype }) => new KerasTensor(shape, dtype));
  return outputs.length === 1 ? outputs[0] : outputs;
}

/** The shape that comes out of two runs on zeros. */
export function probeShape(hooks: LayerHooks, inputShape: InputShape): InputShape {
  const list = isShapeList(inputShape);
  const shapes = list ? inputShape : [inputShape];
  const specs = probed(
    (values) => hooks.call(list ? values : values[0], {}),
    shapes.map((shape) => ({ shape, dtype: 'float32' as const })),
  );
  return specs.length === 1 ? specs[0].shape : specs.map(({ shape }) => shape);
}

interface OpenSpec {
  readonly shape: OpenShape;
  readonly dtype: Tensor['dtype'];
}

function probed(call: (inputs: Tensor[]) => Tensor | Tensor[], inputs: readonly OpenSpec[]): OpenSpec[] {
  const [first, second] = STAND_INS.map((size) => runOnZeros(call, inputs, size));
  return first.map(({ shape, dtype }, i) => ({
    shape: shape.map((size, axis) => (size === second[i].shape[axis] ? size : null)),
    dtype,
  }));
}

function runOnZeros(
  call: (inputs: Tensor[]) => Tensor | Tensor[],
  inputs: readonly OpenSpec[],
  size: number,
): OpenSpec[] {
  const run = () => {
    const zeros = inputs.map(({ shape, dtype }) => {
      const full = shape.map((one) => one ?? size);
      return fromData(allocate(dtype, sizeOf(full)), full, dtype);
    });
    const outputs = call(zeros);
    const list = outputs instanceof Tensor ? [outputs] : outputs;
    return list.map(({ shape, dtype }): OpenSpec => ({ shape: [...shape], dtype }));
  };
  return untraced(() => withoutTapes(() => tidy(run)));
}
