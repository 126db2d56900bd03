import type { BufferRef, WgslProgram, WgslValue } from '../../tensor/backend';
import type { DType } from '../../tensor/dtype';
import { sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { broadcastStrides, mergeAxes } from '../families/broadcast';
import { BITS, floatBits } from './math';
import { ENTRY, paramsWgsl, workgroupsFor, type WgslType, wgslType } from './thread';

export { wgslType, workgroupsFor } from './thread';

export interface ElementwiseWgsl {
  /** The kernel's name, with whatever attributes change the text. */
  name: string;
  /** The inputs by the letters they have in `values`; broadcast to the shape of the outputs. */
  inputs: readonly (readonly [letter: string, spec: TensorSpec])[];
  /** One for each output, all of one shape. */
  outputs: readonly TensorSpec[];
  /** WGSL expression of each output in the letters: f32 or i32 after the dtype, bool for a bool tensor. */
  values: readonly string[];
  /** Statements before the values. */
  body?: string;
  /** Functions that the expressions call. */
  helpers?: string;
  /** Attributes that are numbers, by the names they have in `values`; they do not change the text. */
  floats?: readonly (readonly [name: string, value: number])[];
  /** Which buffers are bound, where it is not the program's inputs and outputs in order. */
  reads?: readonly BufferRef[];
  writes?: readonly BufferRef[];
}

/**
 * y[i] = f(a[…], b[…], …), broadcast. One thread an element, workgroups of 64, one pass. Bindings:
 * inputs, outputs, parameters. Parameters: n, the float attributes, then per merged axis its size and
 * the stride of each input (outermost first).
 */
export function elementwiseWgsl(given: ElementwiseWgsl): WgslProgram {
  const { name, inputs, outputs, values, body = '', helpers = '', floats = [] } = given;
  const { shape } = outputs[0];
  const n = sizeOf(shape);
  const { sizes, strides } = mergeAxes(
    shape,
    inputs.map(([, spec]) => broadcastStrides(spec.shape, shape)),
  );
  const rank = sizes.length;
  const first = 1 + floats.length;
  const params = [n, ...floats.map(([, value]) => floatBits(value))];
  for (let axis = 0; axis < rank; axis++) params.push(sizes[axis], ...strides.map((one) => one[axis]));
  const types = [...inputs.map(([, { dtype }]) => dtype), ...outputs.map(({ dtype }) => dtype)];
  return {
    passes: [
      {
        key: `${name}:${types.join()}:${rank}`,
        source: () =>
          [
            ...inputs.map(([letter, { dtype }], k) => bindingWgsl(k, 'read', `in_${letter}`, wgslType(dtype))),
            ...outputs.map(({ dtype }, k) => bindingWgsl(inputs.length + k, 'read_write', `out_${k}`, wgslType(dtype))),
            paramsWgsl(inputs.length + outputs.length, params.length),
            BITS,
            helpers,
            ENTRY,
            ...floats.map(([one], k) => `  let ${one} = paramF(${1 + k}u);`),
            offsetsWgsl(
              inputs.map(([letter]) => letter),
              rank,
              first,
            ),
            ...inputs.map(([letter, { dtype }]) => `  let ${letter} = ${load(`in_${letter}[at_${letter}]`, dtype)};`),
            body,
            ...outputs.map(({ dtype }, k) => `  out_${k}[i] = ${store(values[k], dtype)};`),
            '}',
          ].join('\n'),
        reads: given.reads ?? inputs.map((_, k) => ({ input: k })),
        writes: given.writes ?? outputs.map((_, k) => ({ output: k })),
        params,
        workgroups: workgroupsFor(n),
      },
    ],
  };
}

/** A WGSL expression, or one that depends on the dtype of the operands. */
export type WgslText = string | ((dtype: DType) => string);

export function textFor(text: WgslText, dtype: DType): string {
  return typeof text === 'string' ? text : text(dtype);
}

/** What an op of a family gives to kernels of several ops. */
export function valueText(
  letters: readonly string[],
  { wgsl, wgslHelpers = '' }: { wgsl: WgslText; wgslHelpers?: string },
): WgslValue {
  return { letters, expression: textFor(wgsl, 'float32'), helpers: wgslHelpers };
}

/** y[i] = f(x[i]). `outputType` is the dtype of the result. */
export function unaryWgsl(
  name: string,
  expression: string,
  helpers: string,
  x: TensorSpec,
  outputType = x.dtype,
): WgslProgram {
  const y = { shape: x.shape, dtype: outputType };
  return elementwiseWgsl({ name, inputs: [['x', x]], outputs: [y], values: [expression], helpers });
}

/** y[i] = f(a[…], b[…]), broadcast. */
export function binaryWgsl(
  name: string,
  expression: string,
  helpers: string,
  a: TensorSpec,
  b: TensorSpec,
  y: TensorSpec,
): WgslProgram {
  const inputs = [
    ['a', a],
    ['b', b],
  ] as const;
  return elementwiseWgsl({ name, inputs, outputs: [y], values: [expression], helpers });
}

/** Declares a storage buffer. */
export function bindingWgsl(
  binding: number,
  access: 'read' | 'read_write',
  name: string,
  type: WgslType | 'vec2f' | 'vec4f',
): string {
  return `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<${type}>;`;
}

/** A stored word as a value of the dtype: bool is a u32 in memory. */
export function load(word: string, dtype: TensorSpec['dtype']): string {
  return dtype === 'bool' ? `(${word} != 0u)` : word;
}

export function store(value: string, dtype: TensorSpec['dtype']): string {
  return dtype === 'bool' ? `select(0u, 1u, ${value})` : value;
}

/** `at_<letter>` for each letter: where element `i` of the output finds its operand. */
function offsetsWgsl(letters: readonly string[], rank: number, first: number): string {
  const step = 1 + letters.length;
  const stride = (axis: number, k: number) => `param(${first + axis * step + 1 + k}u)`;
  if (rank === 1) return letters.map((letter, k) => `  let at_${letter} = i * ${stride(0, k)};`).join('\n');
  const lines = ['  var rest = i;', ...letters.map((letter) => `  var at_${letter} = 0u;`)];
  for (let axis = rank - 1; axis >= 0; axis--) {
    const size = `param(${first + axis * step}u)`;
    const adds = letters.map((letter, k) => `at_${letter} += k * ${stride(axis, k)};`).join(' ');
    lines.push(axis === 0 ? `  { let k = rest; ${adds} }` : `  { let k = rest % ${size}; rest /= ${size}; ${adds} }`);
  }
  return lines.join('\n');
}
