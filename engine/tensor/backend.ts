import type { TypedArray } from './dtype';
import type { LaneKernel } from './lanes';
import type { Tensor, TensorSpec } from './tensor';

/** Options of an op, plain data: numbers, strings, booleans, null and arrays of them. */
export type Attributes = Readonly<Record<string, AttributeValue>>;
export type AttributeValue = number | string | boolean | null | undefined | readonly AttributeValue[];

/**
 * Where tensors live and kernels run. The engine never asks which world it is in: a `GPU` object,
 * a command stream or plain memory all come in as a backend. Tensors are immutable, so storage may
 * be shared between them.
 */
export interface Backend {
  readonly name: 'cpu' | 'webgpu' | 'stream';
  /** Gives `tensor` storage that holds a copy of `data` (or `data` itself, which the caller then leaves alone). */
  upload(tensor: Tensor, data: TypedArray): void;
  /** Runs a kernel: fills the storage of every output. All inputs live on this backend. */
  run(kernel: Kernel, inputs: readonly Tensor[], outputs: readonly Tensor[], attributes: Attributes): void;
  /** Lets `target` share the storage of `source`; sizes agree. */
  alias(source: Tensor, target: Tensor): void;
  /** A copy of the numbers. */
  read(tensor: Tensor): Promise<TypedArray>;
  /** As `read`, where the backend can answer at once; throws elsewhere. */
  readSync(tensor: Tensor): TypedArray;
  free(tensor: Tensor): void;
  /** Prepares kernels that run together again and again; null where running them one by one is as good. */
  plan?(schedule: Schedule): Plan | null;
  /** Of a GPU, for which kernels are joined ahead: as many storage buffers as one kernel binds. */
  readonly mostBuffers?: number;
}

/**
 * Kernels in the order in which they run, over numbered values, with work of the host between them.
 * Each value is given by one item, or is a constant, before another takes it.
 */
export interface Schedule {
  readonly values: readonly TensorSpec[];
  readonly constants: readonly { readonly value: number; readonly tensor: Tensor }[];
  readonly items: readonly (KernelItem | HostItem)[];
}

export interface KernelItem {
  readonly kind: 'kernel';
  readonly kernel: Kernel;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly attributes: Attributes;
  /** The attributes of each run, where they change. */
  readonly renew: (() => Attributes) | null;
}

export interface HostItem {
  readonly kind: 'host';
  /** Values that it binds to tensors, and values that it takes as tensors. */
  readonly gives: readonly number[];
  readonly takes: readonly number[];
  readonly run: (host: PlanHost) => void;
}

/** What work of the host can do with the values of a run. */
export interface PlanHost {
  bind(value: number, tensor: Tensor): void;
  /** A value as a tensor that outlives the run. */
  take(value: number): Tensor;
}

export interface Plan {
  run(): void;
}

/** The part of an op that a backend sees. */
export interface Kernel {
  readonly name: string;
  /**
   * The reference: loops over typed arrays, with the same result on every machine; but sums of products (`matmul`) may
   * differ in their last digits, since they are rounded once a term where the runtime can and twice elsewhere.
   */
  readonly cpu: CpuKernel;
  /** An elementwise op's one output in SIMD lanes, with the same result as `cpu`; for float32, and bools on the way. */
  readonly lanes?: LaneKernel;
  /** A reduction: where one number comes of all `n` elements, it is this function of their sum. */
  readonly ofSum?: (sum: number, n: number) => number;
  /** An elementwise op's one float32 output as a WGSL expression in its float32 inputs, for kernels of several ops. */
  readonly wgslValue?: WgslValue;
  /** A small kernel's one float32 output, number by number, from whole float32 inputs, for kernels of several ops; null for large ones. */
  readonly wgslWhole?: (inputs: readonly TensorSpec[], output: TensorSpec, attributes: never) => WgslWhole | null;
  /** A rule of one pass over operands of one shape, for kernels that follow it on several variables. */
  readonly wgslRule?: WgslRule;
  /** WGSL for these shapes. Null: the op only moves no numbers (see `aliases`) or is not for the GPU. */
  readonly wgsl: WgslKernel | null;
  /** Output 0 is input 0 with another shape: no kernel runs, storage is shared. */
  readonly aliases?: boolean;
}

export interface WgslValue {
  /** The inputs' names in the expression. */
  readonly letters: readonly string[];
  readonly expression: string;
  /** Functions that it calls. */
  readonly helpers: string;
}

export interface WgslWhole {
  /** Statements that return the number `at` of the output, from arrays by these names. */
  readonly body: (inputs: readonly string[], at: string) => string;
  /** Functions that it calls. */
  readonly helpers: string;
}

export interface WgslRule {
  /** The inputs' names in the rule. */
  readonly letters: readonly string[];
  /** Statements before the values. */
  readonly body: string;
  /** The expression of each output. */
  readonly values: readonly string[];
  /** Functions that they call. */
  readonly helpers: string;
  /** Numbers of the rule, by the names they have in it. */
  readonly floats: (attributes: never) => readonly (readonly [name: string, value: number])[];
}

/** Storage and spec together, as a CPU kernel sees a tensor. */
export interface CpuOperand extends TensorSpec {
  readonly storage: TypedArray;
  readonly size: number;
}

/** Writes every element of every output. */
export type CpuKernel = (inputs: readonly CpuOperand[], outputs: readonly CpuOperand[], attributes: never) => void;

export type WgslKernel = (
  inputs: readonly TensorSpec[],
  outputs: readonly TensorSpec[],
  attributes: never,
  gpu: GpuTraits,
) => WgslProgram;

/** What a kernel's text and its shares may depend on besides shapes and attributes. */
export interface GpuTraits {
  /** The adapter computes on the CPU. */
  readonly software: boolean;
}

/**
 * One or more compute passes. Each pass binds, in this order, its `reads` (read-only storage), its
 * `writes` (read-write storage), and last, when there are `params`, a uniform
 * `array<vec4<u32>, ceil(n / 4)>`.
 */
export interface WgslProgram {
  readonly passes: readonly WgslPass[];
  /** Sizes in elements (4 bytes) of scratch buffers that live for this program only. */
  readonly scratch?: readonly number[];
}

export interface WgslPass {
  /** Everything that changes `source`; also the pipeline's label. */
  readonly key: string;
  readonly source: () => string;
  readonly reads: readonly BufferRef[];
  readonly writes: readonly BufferRef[];
  /** 32-bit words: integers as they are, floats through `floatBits`. */
  readonly params: readonly number[];
  readonly workgroups: readonly [number, number, number];
}

/** Which buffer a binding takes: an input, an output or a scratch buffer of the program, by index. */
export type BufferRef = { input: number } | { output: number } | { scratch: number };
