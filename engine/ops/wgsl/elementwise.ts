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
  /** Inputs that `body` reads where it likes, as arrays `in_<letter>`; bound behind the others. */
  whole?: readonly (readonly [letter: string, spec: TensorSpec])[];
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

/** From this many elements on a thread has four of them; fewer would leave too few threads. */
const FOURS_FROM = 1024;

/**
 * y[i] = f(a[…], b[…], …), broadcast. One pass, workgroups of 64, one thread an element; or four neighbours by vectors,
 * where they are neighbours in each input too, or one and the same number. Bindings: inputs, outputs, parameters.
 * Parameters: number of threads, the float attributes, then per merged axis its size and the stride of each input (outermost
 * first), all counted in vectors where there are vectors.
 */
export function elementwiseWgsl(given: ElementwiseWgsl): WgslProgram {
  const { name, inputs, whole = [], outputs, floats = [] } = given;
  const { shape } = outputs[0];
  const n = sizeOf(shape);
  const merged = mergeAxes(
    shape,
    inputs.map(([, spec]) => broadcastStrides(spec.shape, shape)),
  );
  const rank = merged.sizes.length;
  const fours = n >= FOURS_FROM && walksFours(merged);
  const steps = merged.strides.map((one) => one[rank - 1]);
  const { sizes, strides } = fours ? inVectors(merged) : merged;
  // The last vector may reach past the end, into the rest of its buffer.
  const threads = fours ? Math.ceil(n / 4) : n;
  const params = [threads, ...floats.map(([, value]) => floatBits(value))];
  for (let axis = 0; axis < rank; axis++) params.push(sizes[axis], ...strides.map((one) => one[axis]));
  const bound = [...inputs, ...whole];
  const types = [...bound.map(([, { dtype }]) => dtype), ...outputs.map(({ dtype }) => dtype)];
  const vectors = fours ? steps.map((step) => step === 1) : null;
  return {
    passes: [
      {
        key: `${name}:${types.join()}:${rank}${fours ? `:fours:${steps.join('')}` : ''}`,
        source: () => sourceOf(given, rank, params.length, vectors),
        reads: given.reads ?? bound.map((_, k) => ({ input: k })),
        writes: given.writes ?? outputs.map((_, k) => ({ output: k })),
        params,
        workgroups: workgroupsFor(threads),
      },
    ],
  };
}

interface Walk {
  readonly sizes: readonly number[];
  /** Of each input. */
  readonly strides: readonly (readonly number[])[];
}

/** Whether every vector of the output has one vector, or one number, of each input. */
export function walksFours({ sizes, strides }: Walk): boolean {
  const last = sizes.length - 1;
  if (last > 0 && sizes[last] % 4 !== 0) return false;
  return strides.every((one) => {
    if (one[last] === 0) return true;
    return one[last] === 1 && one.slice(0, last).every((stride) => stride % 4 === 0);
  });
}

function inVectors({ sizes, strides }: Walk): Walk {
  const last = sizes.length - 1;
  return {
    sizes: sizes.map((size, axis) => (axis === last ? Math.ceil(size / 4) : size)),
    strides: strides.map((one) =>
      one[last] === 0 ? one : one.map((stride, axis) => (axis === last ? stride : stride / 4)),
    ),
  };
}

/** `vectors`: which inputs are read by vectors of four; null where the outputs are not written so. */
function sourceOf(
  { inputs, whole = [], outputs, values, body = '', helpers = '', floats = [] }: ElementwiseWgsl,
  rank: number,
  params: number,
  vectors: readonly boolean[] | null,
): string {
  const letters = inputs.map(([letter]) => letter);
  const typeOf = ({ dtype }: TensorSpec, vector: boolean) => (vector ? fourOf(wgslType(dtype)) : wgslType(dtype));
  return [
    ...inputs.map(([letter, spec], k) => bindingWgsl(k, 'read', `in_${letter}`, typeOf(spec, vectors?.[k] ?? false))),
    ...whole.map(([letter, spec], k) => bindingWgsl(inputs.length + k, 'read', `in_${letter}`, typeOf(spec, false))),
    ...outputs.map((spec, k) =>
      bindingWgsl(inputs.length + whole.length + k, 'read_write', `out_${k}`, typeOf(spec, vectors !== null)),
    ),
    paramsWgsl(inputs.length + whole.length + outputs.length, params),
    BITS,
    helpers,
    ENTRY,
    ...floats.map(([one], k) => `  let ${one} = paramF(${1 + k}u);`),
    offsetsWgsl(letters, rank, 1 + floats.length),
    ...(vectors === null ? [] : inputs.map(([letter]) => `  let all_${letter} = in_${letter}[at_${letter}];`)),
    ...(vectors === null ? [] : outputs.map((spec, k) => `  var four_${k} = ${typeOf(spec, true)}();`)),
    ...(vectors === null ? [element(null)] : [0, 1, 2, 3].map((c) => `  {\n${element(c)}\n  }`)),
    ...(vectors === null ? [] : outputs.map((_, k) => `  out_${k}[i] = four_${k};`)),
    '}',
  ].join('\n');

  function element(c: number | null): string {
    const wordOf = (letter: string, k: number) => {
      if (c === null) return `in_${letter}[at_${letter}]`;
      return vectors![k] ? `all_${letter}[${c}]` : `all_${letter}`;
    };
    return [
      ...inputs.map(([letter, { dtype }], k) => `  let ${letter} = ${load(wordOf(letter, k), dtype)};`),
      body,
      ...outputs.map(
        ({ dtype }, k) => `  ${c === null ? `out_${k}[i]` : `four_${k}[${c}]`} = ${store(values[k], dtype)};`,
      ),
    ].join('\n');
  }
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

/** Four words as one vector. */
export type FourType = 'vec4f' | 'vec4i' | 'vec4u';

export function fourOf(type: WgslType): FourType {
  return `vec4${type[0] as 'f' | 'i' | 'u'}`;
}

/** Declares a storage buffer. */
export function bindingWgsl(
  binding: number,
  access: 'read' | 'read_write',
  name: string,
  type: WgslType | 'vec2f' | FourType,
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
