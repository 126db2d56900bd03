import type { WeightEntry } from '../../engine/protocol';
import { elementCount } from '../values';

const BYTES: Readonly<Record<WeightEntry['dtype'], number>> = { float64: 8, float32: 4, int32: 4, bool: 1 };

/** Bytes that a tensor takes in the file. */
export function entryBytes({ dtype, shape }: WeightEntry): number {
  return BYTES[dtype] * elementCount(shape);
}

export interface Snippet {
  title: string;
  code: string;
}

/** How to load the file elsewhere, written out for these very tensors. */
export function loadingSnippets(fileName: string, tensors: readonly WeightEntry[]): Snippet[] {
  const file = JSON.stringify(fileName);
  const names = tensors.map(({ name }) => `    w[${JSON.stringify(name)}],`).join('\n');
  return [
    {
      title: 'Keras and NumPy',
      code: `from safetensors.numpy import load_file

w = load_file(${file})
model.set_weights([
${names}
])`,
    },
    {
      title: 'PyTorch',
      code: `from safetensors.torch import load_file

w = load_file(${file})
# A Dense kernel is [in, out]; torch.nn.Linear wants [out, in].
${torchLines(tensors)}`,
    },
  ];
}

/** Kernels and the biases beside them as the parameters of linear layers, in order. */
function torchLines(tensors: readonly WeightEntry[]): string {
  const kernels = tensors.filter(({ name, shape }) => lastPart(name) === 'kernel' && shape.length === 2);
  if (kernels.length === 0) return 'for name, tensor in w.items():\n    print(name, tuple(tensor.shape))';
  return kernels
    .flatMap((kernel, i) => {
      const target = kernels.length === 1 ? 'linear' : `linear${i + 1}`;
      const biasName = kernel.name.slice(0, -'kernel'.length) + 'bias';
      const hasBias = tensors.some(({ name }) => name === biasName);
      const lines = [`${target}.weight.data = w[${JSON.stringify(kernel.name)}].T`];
      if (hasBias) lines.push(`${target}.bias.data = w[${JSON.stringify(biasName)}]`);
      return lines;
    })
    .join('\n');
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
