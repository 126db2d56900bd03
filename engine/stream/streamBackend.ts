import { context } from '../tape/context';
import type { Attributes, Backend, Kernel } from '../tensor/backend';
import type { TypedArray } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import type { StreamSink } from './items';

/** Answers a read of the script's side: row-major numbers, waiting for them if need be. Throws when the tensor is gone. */
export type StreamReader = (tensor: Tensor) => TypedArray;

/** What stands in `Tensor.storage`: the numbers themselves are in the other world. */
const ELSEWHERE = 'elsewhere';

/**
 * The backend of the world where a script runs: it computes nothing. Shapes are inferred by
 * `execute` before it is called, so errors are thrown on their own line, and every call becomes one
 * item of the command stream. Only reads wait.
 */
export class StreamBackend implements Backend {
  readonly name = 'stream';

  constructor(
    private readonly sink: StreamSink,
    private readonly reader: StreamReader,
  ) {}

  upload(tensor: Tensor, data: TypedArray): void {
    tensor.storage = ELSEWHERE;
    const { id, shape, dtype } = tensor;
    this.sink.push({ t: 'upload', id, shape, dtype, data, line: context.line });
  }

  run(kernel: Kernel, inputs: readonly Tensor[], outputs: readonly Tensor[], attributes: Attributes): void {
    for (let i = 0; i < outputs.length; i++) outputs[i].storage = ELSEWHERE;
    this.sink.push({
      t: 'op',
      op: kernel.name,
      inputs: idsOf(inputs),
      outputs: idsOf(outputs),
      attributes,
      line: context.line,
    });
  }

  alias(source: Tensor, target: Tensor): void {
    target.storage = ELSEWHERE;
    this.sink.push({ t: 'alias', source: source.id, target: target.id, shape: target.shape, dtype: target.dtype });
  }

  async read(tensor: Tensor): Promise<TypedArray> {
    return this.reader(tensor);
  }

  readSync(tensor: Tensor): TypedArray {
    return this.reader(tensor);
  }

  free(tensor: Tensor): void {
    this.sink.push({ t: 'free', id: tensor.id });
  }
}

export function idsOf(tensors: readonly Tensor[]): number[] {
  const ids = new Array<number>(tensors.length);
  for (let i = 0; i < tensors.length; i++) ids[i] = tensors[i].id;
  return ids;
}
