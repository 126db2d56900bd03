import { bindingWgsl } from '../ops/wgsl/elementwise';
import { BITS } from '../ops/wgsl/math';
import { ENTRY, paramsWgsl, workgroupsFor } from '../ops/wgsl/thread';
import type { Kernel, KernelItem } from '../tensor/backend';
import { sizeOf } from '../tensor/shape';
import type { TensorSpec } from '../tensor/tensor';
import { helpersOf, idOf, wholeOf } from './fuse';

/**
 * Small products and reductions as one kernel, a thread a result. One pass. Bindings: the inputs, each once, the
 * outputs, parameters: threads.
 */
export function joinedWholes(members: readonly KernelItem[], values: readonly TensorSpec[]): KernelItem {
  const inputs = [...new Set(members.flatMap((one) => one.inputs))];
  const outputs = members.flatMap((one) => one.outputs);
  const sizes = outputs.map((one) => sizeOf(values[one].shape));
  const threads = sizes.reduce((sum, size) => sum + size, 0);
  const wholes = members.map((one) => wholeOf(one, values)!);
  const arrays = members.map((one) => one.inputs.map((input) => `in_${inputs.indexOf(input)}`));
  const source = [
    ...inputs.map((_, k) => bindingWgsl(k, 'read', `in_${k}`, 'f32')),
    ...outputs.map((_, k) => bindingWgsl(inputs.length + k, 'read_write', `out_${k}`, 'f32')),
    paramsWgsl(inputs.length + outputs.length, 1),
    BITS,
    ...new Set(wholes.flatMap(({ helpers }) => helpersOf(helpers))),
    ...wholes.map(({ body }, k) => `fn whole_${k}(at: u32) -> f32 {\n${body(arrays[k], 'at')}\n}`),
    ENTRY,
    '  var at = i;',
    ...sizes.map((size, k) => `  if (at < ${size}u) { out_${k}[at] = whole_${k}(at); return; }\n  at -= ${size}u;`),
    '}',
  ].join('\n');
  const key = `wholes side by side ${idOf(source)}`;
  const kernel: Kernel = {
    name: key,
    cpu: () => {
      throw new Error('internal: kernels that were joined for a GPU ran on the CPU');
    },
    wgsl: () => ({
      passes: [
        {
          key,
          source: () => source,
          reads: inputs.map((_, k) => ({ input: k })),
          writes: outputs.map((_, k) => ({ output: k })),
          params: [threads],
          workgroups: workgroupsFor(threads),
        },
      ],
    }),
  };
  return { kind: 'kernel', kernel, inputs, outputs, attributes: {}, renew: null };
}
