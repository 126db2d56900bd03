import type { TensorLike } from '../../tensor/convert';
import { DTypeError } from '../../tensor/errors';
import { sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { multiply } from '../elementwise/multiply';
import { reduceSum } from '../reductions/reduceSum';
import { reshape } from '../shapes/reshape';
import { transpose } from '../shapes/transpose';
import { diagPart } from './diagPart';
import { planEinsum } from './einsumPlan';
import { matmul } from './matmul';

type EinsumAttributes = { readonly equation: string };

/** A tensor with a label for each axis. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

type Sizes = ReadonlyMap<string, number>;

/**
 * Sums of products by index letters: `einsum('ij,jk->ik', a, b)` is the matrix product. A letter twice in
 * one operand takes its diagonal, one that the result lacks is summed, `...` stands for axes that
 * broadcast; without `->` the result has the letters that stand once, in the order of the alphabet.
 * Numbers of one dtype.
 *
 * Diagonals are taken first and letters of one operand alone summed; then the pair with the smallest
 * product is joined by one batched matmul (or, where nothing is summed, a broadcast product), until one
 * tensor is left. Throws for an equation that is none and operands that do not fit it.
 */
export const einsum = defineComposite(
  {
    name: 'einsum',
    tf: {
      names: ['tf.einsum', 'tf.linalg.einsum'],
      signature: [{ name: 'equation' }, { name: '*inputs' }],
    },
    doc: 'Sums of products over the axes that an equation names.',
    formula: String.raw`y_{ik} = \sum_j a_{ij}\,b_{jk}`,
    differentiable: true,
    evaluate: (inputs: readonly Tensor[], { equation }: EinsumAttributes) => {
      demandNumbers(inputs);
      const plan = planEinsum(
        equation,
        inputs.map(({ shape }) => shape),
      );
      let operands = inputs.map((tensor, i) => diagonals(withoutOnes({ tensor, labels: plan.inputs[i] }, plan.sizes)));
      operands = operands.map((one, i) => sumAlone(one, neededBy(operands, [i], plan.output)));
      while (operands.length > 1) {
        const [i, j] = cheapestPair(operands, plan.output, plan.sizes);
        const joined = join(operands[i], operands[j], neededBy(operands, [i, j], plan.output), plan.sizes);
        operands = [...operands.filter((_, at) => at !== i && at !== j), joined];
      }
      return arranged(sumAlone(operands[0], new Set(plan.output)), plan.output);
    },
    samples: () => {
      const of = (equation: string, ...shapes: number[][]) => ({
        inputs: shapes.map((shape) => ({ shape })),
        attributes: { equation },
      });
      return [
        of('ij,jk->ik', [2, 3], [3, 4]),
        of('ij,kj', [2, 3], [4, 3]),
        of('ii->i', [3, 3]),
        of('ii', [3, 3]),
        of('iji->j', [2, 3, 2]),
        of('ij->', [2, 3]),
        of('ba', [2, 3]),
        of('i,j->ji', [2], [3]),
        of('i,i->', [3], [3]),
        of('ij,ij,ij->i', [2, 3], [2, 3], [2, 3]),
        of('bij,bjk->bki', [2, 2, 3], [2, 3, 2]),
        of('...ij,...jk->...ik', [2, 1, 2, 3], [3, 3, 2]),
        of('i...,i...', [2, 3], [2, 1]),
        of('ab,bcd,de->ace', [2, 3], [3, 2, 2], [2, 3]),
        of('ibj,jki->kb', [2, 3, 4], [4, 2, 2]),
      ];
    },
  },
  (run) =>
    (equation: string, ...inputs: TensorLike[]) =>
      run(inputs, { equation }),
);

function demandNumbers(inputs: readonly Tensor[]): void {
  const dtypes = inputs.map(({ dtype }) => dtype);
  if (new Set(dtypes).size > 1 || dtypes[0] === 'bool') {
    throw new DTypeError(`einsum: expected numbers of one dtype, got ${dtypes.join(', ')}`);
  }
}

/** Axes of size 1 that another operand broadcasts are factors for all of it: they need no axis. */
function withoutOnes({ tensor, labels }: Labelled, sizes: Sizes): Labelled {
  const keep = labels.map((label, axis) => tensor.shape[axis] === sizes.get(label));
  if (keep.every(Boolean)) return { tensor, labels };
  const pick = <T>(list: readonly T[]) => list.filter((_, axis) => keep[axis]);
  return { tensor: reshape(tensor, pick(tensor.shape)), labels: pick(labels) };
}

/** Every label once: the diagonal over each pair of axes that share one. */
function diagonals({ tensor, labels }: Labelled): Labelled {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (second < 0) return { tensor, labels };
  const first = labels.indexOf(labels[second]);
  const rest = labels.map((_, axis) => axis).filter((axis) => axis !== first && axis !== second);
  const moved = arrangedBy(tensor, [...rest, first, second]);
  return diagonals({ tensor: diagPart(moved), labels: [...rest, first].map((axis) => labels[axis]) });
}

/** The labels that the result, or any operand but those at `places`, has. */
function neededBy(operands: readonly Labelled[], places: readonly number[], output: readonly string[]): Set<string> {
  return new Set([...output, ...operands.flatMap(({ labels }, i) => (places.includes(i) ? [] : labels))]);
}

/** Sums over the axes that nothing else needs. */
function sumAlone({ tensor, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const axis = [...labels.keys()].filter((one) => !needed.has(labels[one]));
  if (axis.length === 0) return { tensor, labels };
  return { tensor: reduceSum(tensor, { axis }), labels: labels.filter((label) => needed.has(label)) };
}

/** The two operands whose product is the smallest, as opt_einsum's greedy search has it. */
function cheapestPair(operands: readonly Labelled[], output: readonly string[], sizes: Sizes): [number, number] {
  let best: [number, number] = [0, 1];
  let least = Infinity;
  for (let i = 0; i < operands.length; i++) {
    for (let j = i + 1; j < operands.length; j++) {
      const needed = neededBy(operands, [i, j], output);
      const joined = new Set([...operands[i].labels, ...operands[j].labels].filter((label) => needed.has(label)));
      const growth = sizeOf(lengths([...joined], sizes)) - operands[i].tensor.size - operands[j].tensor.size;
      if (growth < least) [best, least] = [[i, j], growth];
    }
  }
  return best;
}

/** The product of two operands, summed over the labels that only they have. */
function join(a: Labelled, b: Labelled, needed: ReadonlySet<string>, sizes: Sizes): Labelled {
  const [left, right] = [
    sumAlone(a, new Set([...needed, ...b.labels])),
    sumAlone(b, new Set([...needed, ...a.labels])),
  ];
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const summed = shared.filter((label) => !needed.has(label));
  if (summed.length === 0) return product(left, right);
  const batch = shared.filter((label) => needed.has(label));
  const ownA = left.labels.filter((label) => !shared.includes(label));
  const ownB = right.labels.filter((label) => !shared.includes(label));
  const [x, transposeA] = matrices(left, batch, ownA, summed, sizes);
  const [y, flipped] = matrices(right, batch, ownB, summed, sizes);
  const labels = [...batch, ...ownA, ...ownB];
  const result = matmul(x, y, { transposeA, transposeB: !flipped });
  return { tensor: reshaped(result, lengths(labels, sizes)), labels };
}

/**
 * `[…batch, own, summed]`, or the last two the other way round where the axes stand so already: the
 * product reads a transposed matrix at no cost.
 */
function matrices(
  one: Labelled,
  batch: readonly string[],
  own: readonly string[],
  summed: readonly string[],
  sizes: Sizes,
): [matrices: Tensor, transposed: boolean] {
  const flipped = one.labels.join() === [...batch, ...summed, ...own].join();
  const [rows, columns] = flipped ? [summed, own] : [own, summed];
  const tensor = arranged(one, [...batch, ...rows, ...columns]);
  const count = (labels: readonly string[]) => sizeOf(lengths(labels, sizes));
  const whole = batch.length === 0 ? [] : [count(batch)];
  return [reshaped(tensor, [...whole, count(rows), count(columns)]), flipped];
}

/** Nothing to sum: a broadcast product. */
function product(a: Labelled, b: Labelled): Labelled {
  const labels = [...a.labels, ...b.labels.filter((label) => !a.labels.includes(label))];
  const spread = ({ tensor, labels: own }: Labelled) => {
    const inOrder = labels.filter((label) => own.includes(label));
    const moved = arranged({ tensor, labels: own }, inOrder);
    // Leading axes that are missing broadcast by themselves.
    const from = labels.findIndex((label) => own.includes(label));
    const shape =
      from < 0
        ? []
        : labels.slice(from).map((label) => (own.includes(label) ? moved.shape[inOrder.indexOf(label)] : 1));
    return reshaped(moved, shape);
  };
  return { tensor: multiply(spread(a), spread(b)), labels };
}

/** The axes in the order of `labels`. */
function arranged({ tensor, labels: own }: Labelled, labels: readonly string[]): Tensor {
  return arrangedBy(
    tensor,
    labels.map((label) => own.indexOf(label)),
  );
}

function arrangedBy(tensor: Tensor, perm: readonly number[]): Tensor {
  return perm.every((axis, at) => axis === at) ? tensor : transpose(tensor, { perm });
}

function reshaped(tensor: Tensor, shape: readonly number[]): Tensor {
  return tensor.shape.join() === shape.join() ? tensor : reshape(tensor, shape);
}

function lengths(labels: readonly string[], sizes: Sizes): number[] {
  return labels.map((label) => sizes.get(label)!);
}
