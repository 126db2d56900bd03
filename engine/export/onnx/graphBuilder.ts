import type { Variable } from '../../tape/variable';
import type { DType } from '../../tensor/dtype';
import type { OpenShape } from '../../keras/kerasTensor';
import {
  type AttributeProto,
  DATA_TYPES,
  type GraphProto,
  literal,
  type NodeProto,
  onnx,
  type OnnxDType,
  type TensorProto,
  type ValueInfoProto,
} from './schema';

/** A tensor that flows through the graph, by its name. */
export class Value {
  constructor(
    readonly name: string,
    /** The batch, axis 0, is always open. */
    readonly shape: OpenShape,
    readonly dtype: DType,
    /** Of a sequence: which steps count. */
    readonly mask: Mask = null,
  ) {}
}

/** Writes a mask, bool, and gives its name; null where all counts. */
export type Mask = (() => string) | null;

/** An attribute of a node. A bare number is an integer, as axes and counts are. */
export type Attribute =
  | number
  | readonly number[]
  | string
  | { readonly float: number }
  | { readonly strings: readonly string[] }
  | { readonly tensor: TensorProto }
  | { readonly graph: GraphProto };

type Attributes = Readonly<Record<string, Attribute | undefined>>;

/**
 * Writes down nodes one after another, each under the scope of its layer. An operand is the name of a
 * tensor; what an op gives is named after the op: `dense/MatMul`. Constants are nodes, so that the
 * graph's initializers are the weights and nothing else.
 */
export class GraphBuilder {
  private readonly nodes: NodeProto[] = [];
  private readonly constants = new Map<string, string>();
  private scope = '';

  constructor(
    private readonly weights: ReadonlyMap<Variable, string>,
    private readonly taken: Set<string>,
  ) {}

  /** One node with one output. */
  op(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.ops(type, inputs, attributes, 1)[0];
  }

  /** One node with several outputs. */
  ops(type: string, inputs: readonly string[], attributes: Attributes, outputs: number): string[] {
    const name = this.unique(this.scope === '' ? type : `${this.scope}/${type}`);
    const output = Array.from({ length: outputs }, (_, i) => (i === 0 ? name : this.unique(`${name}_output`)));
    const attribute = Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [attributeProto(key, value)],
    );
    this.nodes.push({ opType: type, name, input: [...inputs], output, attribute });
    return output;
  }

  /** A node whose output has this very name. */
  rename(value: string, name: string): void {
    this.nodes.push({ opType: 'Identity', name: this.unique(`${name}/Identity`), input: [value], output: [name] });
  }

  /** Numbers as they stand: a scalar, or a list of them unless a shape is given. */
  constant(values: number | readonly number[], dtype: OnnxDType, shape?: readonly number[]): string {
    const key = `${dtype} ${String(shape)} ${typeof values} ${typeof values === 'number' && Object.is(values, -0) ? '-0' : String(values)}`;
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.tensor(literal(values, dtype, shape));
    this.constants.set(key, name);
    return name;
  }

  tensor(value: TensorProto): string {
    return this.op('Constant', [], { value: { tensor: value } });
  }

  /** Axes, sizes and the like. */
  ints(...values: readonly number[]): string {
    return this.constant(values, 'int64');
  }

  /** The initializer of a variable. */
  weight(variable: Variable): string {
    const name = this.weights.get(variable);
    if (name === undefined) throw new Error(`internal: ${variable.path} is no weight of the model`);
    return name;
  }

  transpose(x: string, perm: readonly number[]): string {
    return perm.every((axis, i) => axis === i) ? x : this.op('Transpose', [x], { perm });
  }

  cast(x: string, from: OnnxDType, to: OnnxDType): string {
    return from === to ? x : this.op('Cast', [x], { to: DATA_TYPES[to] });
  }

  /** What `write` writes stands under `name` inside the scope around it. */
  within<T>(name: string, write: () => T): T {
    const outer = this.scope;
    this.scope = outer === '' ? name : `${outer}/${name}`;
    try {
      return write();
    } finally {
      this.scope = outer;
    }
  }

  /**
   * The graph that a loop runs in each round: `inputs` and what `write` returns are its tensors, all of
   * one dtype unless said. It sees the weights and all that stands before the loop.
   */
  body(
    name: string,
    inputs: readonly (readonly [name: string, dtype: OnnxDType])[],
    write: (inner: GraphBuilder, names: readonly string[]) => readonly (readonly [value: string, dtype: OnnxDType])[],
  ): GraphProto {
    const inner = new GraphBuilder(this.weights, this.taken);
    inner.scope = this.scope === '' ? name : `${this.scope}/${name}`;
    const names = inputs.map(([one]) => inner.unique(`${inner.scope}/${one}`));
    const results = write(inner, names).map(([value, dtype]) => [inner.op('Identity', [value]), dtype] as const);
    return {
      name: inner.scope,
      node: inner.nodes,
      input: names.map((one, i) => valueInfo(one, inputs[i][1])),
      output: results.map(([value, dtype]) => valueInfo(value, dtype)),
    };
  }

  finish(name: string, inputs: readonly Value[], outputs: readonly Value[], initializer: TensorProto[]): GraphProto {
    const info = (value: Value) => valueInfo(value.name, value.dtype, value.shape);
    return { name, node: this.nodes, initializer, input: inputs.map(info), output: outputs.map(info) };
  }

  /** The name, or the first of `name_1`, `name_2`, … that is free. */
  unique(name: string): string {
    let free = name;
    for (let n = 1; this.taken.has(free); n++) free = `${name}_${n}`;
    this.taken.add(free);
    return free;
  }
}

function valueInfo(name: string, dtype: OnnxDType, shape?: OpenShape): ValueInfoProto {
  const dim = shape?.map((size, axis) =>
    axis > 0 && size !== null ? { dimValue: size } : { dimParam: axis === 0 ? 'batch' : `${name}_${axis}` },
  );
  return { name, type: { tensorType: { elemType: DATA_TYPES[dtype], ...(dim && { shape: { dim } }) } } };
}

function attributeProto(name: string, value: Attribute): AttributeProto {
  const type = onnx.AttributeProto.AttributeType;
  if (typeof value === 'number') return { name, type: type.INT, i: value };
  if (typeof value === 'string') return { name, type: type.STRING, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: type.FLOAT, f: value.float };
  if ('tensor' in value) return { name, type: type.TENSOR, t: value.tensor };
  if ('graph' in value) return { name, type: type.GRAPH, g: value.graph };
  if ('strings' in value) {
    return { name, type: type.STRINGS, strings: value.strings.map((one) => new TextEncoder().encode(one)) };
  }
  return { name, type: type.INTS, ints: [...value] };
}
