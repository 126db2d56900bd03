/** Python that several formats' snippets share: what to do with `w`, the tensors by name, once it is loaded. */
import type { Loading } from './format';

type Tensors = Loading['tensors'];

/** A text as Python writes it; JSON's escapes are Python's too. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The weights into a Keras model of the same layers. */
export function kerasLines(tensors: Tensors): string {
  const names = tensors.map(({ name }) => `    w[${quoted(name)}],\n`).join('');
  return `model.set_weights([\n${names}])`;
}

/** Kernels and the biases beside them as the parameters of linear layers, in order. */
export function torchLines(tensors: Tensors): string {
  const kernels = tensors.filter(({ name, shape }) => lastPart(name) === 'kernel' && shape.length === 2);
  if (kernels.length === 0) return 'for name, tensor in w.items():\n    print(name, tuple(tensor.shape))';
  const lines = kernels.flatMap((kernel, i) => {
    const target = kernels.length === 1 ? 'linear' : `linear${i + 1}`;
    const biasName = kernel.name.slice(0, -'kernel'.length) + 'bias';
    const weight = `${target}.weight.data = w[${quoted(kernel.name)}].T`;
    const hasBias = tensors.some(({ name }) => name === biasName);
    return hasBias ? [weight, `${target}.bias.data = w[${quoted(biasName)}]`] : [weight];
  });
  return `# A Dense kernel is [in, out]; torch.nn.Linear wants [out, in].\n${lines.join('\n')}`;
}

/** One of the arrays by its name. */
export function printLines(tensors: Tensors): string {
  if (tensors.length === 0) return 'print(dict(w))';
  const [{ name, shape }] = tensors;
  return `print(w[${quoted(name)}])  # an array of shape (${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
