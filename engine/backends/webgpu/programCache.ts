import type { Attributes, GpuTraits, Kernel, WgslProgram } from '../../tensor/backend';
import type { TensorSpec } from '../../tensor/tensor';

/** Programs kept per kernel. Attributes that change with every step (a decaying rate) would fill any cache. */
const MAX_PROGRAMS = 64;

/**
 * A kernel's program for given shapes and attributes, made once: the steps of a training run repeat
 * their shapes, and laying out strides and parameters costs as much as the dispatch itself.
 */
export class ProgramCache {
  private readonly programs = new WeakMap<Kernel, Map<string, WgslProgram>>();

  constructor(private readonly gpu: GpuTraits) {}

  programFor(
    kernel: Kernel,
    inputs: readonly TensorSpec[],
    outputs: readonly TensorSpec[],
    attributes: Attributes,
  ): WgslProgram {
    let known = this.programs.get(kernel);
    if (known === undefined) this.programs.set(kernel, (known = new Map()));
    const key = keyOf(inputs, outputs, attributes);
    let program = known.get(key);
    if (program === undefined) {
      program = kernel.wgsl!(inputs, outputs, attributes as never, this.gpu);
      if (known.size >= MAX_PROGRAMS) known.clear();
      known.set(key, program);
    }
    return program;
  }
}

function keyOf(inputs: readonly TensorSpec[], outputs: readonly TensorSpec[], attributes: Attributes): string {
  let key = '';
  for (let i = 0; i < inputs.length; i++) key += `${inputs[i].dtype}${inputs[i].shape.join()};`;
  for (let i = 0; i < outputs.length; i++) key += `>${outputs[i].dtype}${outputs[i].shape.join()}`;
  for (const name in attributes) key += `|${name}=${written(attributes[name])}`;
  return key;
}

/** As JSON, but for the numbers that JSON does not know. */
function written(value: Attributes[string]): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `${value}`;
  return Array.isArray(value) ? `[${value.map(written).join()}]` : JSON.stringify(value);
}
