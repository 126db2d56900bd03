import { isReadable, type TensorLike } from '../../tensor/convert';
import { ShapeError, ValueError } from '../../tensor/errors';
import { formatShape } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { broadcastTo } from './broadcastTo';
import { reshape } from './reshape';

export interface MeshgridOptions {
  /** `xy`: of two, the first runs along the columns, as x does in a plot. `ij`: along the rows, as in a matrix. */
  indexing?: 'xy' | 'ij';
}

type MeshgridAttributes = { readonly indexing: string };

/**
 * `meshgrid(x, y, …, { indexing })`: n tensors `[a]`, `[b]`, … → n of shape `[b, a, …]` (`xy`) or
 * `[a, b, …]` (`ij`), each repeated along the axes of the others. Throws for a tensor of rank 2 and more.
 */
export const meshgrid = defineComposite(
  {
    name: 'meshgrid',
    tf: { names: ['tf.meshgrid'], signature: [{ name: '*args' }, { name: 'indexing', default: 'xy' }] },
    doc: 'Coordinates of every point of a grid, from the coordinates along its sides.',
    formula: String.raw`x_{ij} = u_j,\ y_{ij} = v_i`,
    differentiable: true,
    evaluate: (inputs, { indexing }: MeshgridAttributes): readonly Tensor[] => {
      if (indexing !== 'xy' && indexing !== 'ij') {
        throw new ValueError(`meshgrid: expected indexing xy or ij, got ${String(indexing)}`);
      }
      for (const { rank, shape } of inputs) {
        if (rank > 1) throw new ShapeError(`meshgrid: expected tensors of rank 0 or 1, got ${formatShape(shape)}`);
      }
      // Which axis each input runs along.
      const axes = inputs.map((_, i) => (indexing === 'xy' && i < 2 && inputs.length > 1 ? 1 - i : i));
      const shape = axes.map((input) => inputs[input].size);
      return inputs.map((x, i) => {
        const own = reshape(
          x,
          shape.map((size, axis) => (axis === axes[i] ? size : 1)),
        );
        return broadcastTo(own, shape);
      });
    },
    samples: () => [
      { inputs: [{ shape: [3] }, { shape: [2] }], attributes: { indexing: 'xy' } },
      { inputs: [{ shape: [3] }, { shape: [2] }, { shape: [2] }], attributes: { indexing: 'xy' } },
      { inputs: [{ shape: [3] }, { shape: [] }, { shape: [2] }], attributes: { indexing: 'ij' } },
      { inputs: [{ shape: [3] }], attributes: { indexing: 'xy' } },
    ],
  },
  (run) =>
    (...args: (TensorLike | MeshgridOptions)[]) => {
      const last = args[args.length - 1];
      const hasOptions = args.length > 0 && !isTensorLike(last);
      const { indexing = 'xy' } = hasOptions ? (last as MeshgridOptions) : {};
      return run((hasOptions ? args.slice(0, -1) : args) as TensorLike[], { indexing });
    },
);

function isTensorLike(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return value instanceof Tensor || isReadable(value) || Array.isArray(value) || ArrayBuffer.isView(value);
}
