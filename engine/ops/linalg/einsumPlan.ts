import { ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, type Shape } from '../../tensor/shape';

/*
 * What an einsum equation says: the labels of every axis of the operands and of the result. Axes that an
 * ellipsis stands for get labels of their own, `…0` for the last one, `…1` for the one before it.
 */

export interface EinsumPlan {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  /** The size of each label; of the broadcast axes the larger one. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Throws `ValueError` for an equation that is none, `ShapeError` for operands that do not fit it. */
export function planEinsum(equation: string, shapes: readonly Shape[]): EinsumPlan {
  const [left, right, ...more] = String(equation).replace(/ /g, '').split('->');
  const terms = left.split(',');
  if (more.length > 0 || ![...terms, right ?? ''].every((one) => /^[a-zA-Z]*(\.\.\.)?[a-zA-Z]*$/.test(one))) {
    throw new ValueError(`einsum: expected an equation of letters, like 'ij,jk->ik', got '${String(equation)}'`);
  }
  if (terms.length !== shapes.length) {
    throw new ValueError(`einsum: '${equation}' is about ${terms.length} tensors, got ${shapes.length}`);
  }
  const inputs = terms.map((term, i) => labelsOf(equation, term, shapes[i]));
  const sizes = sizesOf(equation, inputs, shapes);
  const broadcast = [...sizes.keys()].filter((label) => label.length > 1);
  broadcast.sort((a, b) => Number(b.slice(1)) - Number(a.slice(1)));
  return { inputs, output: outputLabels(equation, right ?? implied(left), broadcast, sizes), sizes };
}

function labelsOf(equation: string, term: string, shape: Shape): string[] {
  const [before, after] = term.split('...');
  const named = before.length + (after?.length ?? 0);
  if (after === undefined ? named !== shape.length : named > shape.length) {
    throw new ShapeError(`einsum: '${term}' of '${equation}' does not fit a tensor of shape ${formatShape(shape)}`);
  }
  const spread = after === undefined ? 0 : shape.length - named;
  return [...before, ...Array.from({ length: spread }, (_, i) => `…${spread - 1 - i}`), ...(after ?? '')];
}

function sizesOf(equation: string, inputs: EinsumPlan['inputs'], shapes: readonly Shape[]): Map<string, number> {
  const sizes = new Map<string, number>();
  inputs.forEach((labels, i) =>
    labels.forEach((label, axis) => {
      const size = shapes[i][axis];
      const known = sizes.get(label);
      const broadcasts = label.length > 1;
      if (known === undefined || (broadcasts && known === 1)) sizes.set(label, size);
      else if (known !== size && !(broadcasts && size === 1)) {
        const name = broadcasts ? 'the ellipsis' : `'${label}'`;
        throw new ShapeError(
          `einsum: ${name} of '${equation}' is ${known} and ${size} long in ${shapes.map(formatShape).join(', ')}`,
        );
      }
    }),
  );
  return sizes;
}

/** Without `->` the result has the ellipsis, then every letter that stands once, in the order of the alphabet. */
function implied(left: string): string {
  const letters = [...left.replace(/[.,]/g, '')];
  const once = letters.filter((one) => letters.indexOf(one) === letters.lastIndexOf(one)).sort();
  return (left.includes('...') ? '...' : '') + once.join('');
}

function outputLabels(
  equation: string,
  term: string,
  broadcast: readonly string[],
  sizes: ReadonlyMap<string, number>,
): string[] {
  const [before, after] = term.split('...');
  if (after === undefined && broadcast.length > 0) {
    throw new ValueError(`einsum: the result of '${equation}' has no ellipsis for the axes that one stands for`);
  }
  const output = [...before, ...(after === undefined ? [] : broadcast), ...(after ?? '')];
  const unknown = output.find((label) => !sizes.has(label));
  if (unknown !== undefined) {
    throw new ValueError(`einsum: '${unknown}' stands in the result of '${equation}' alone`);
  }
  if (new Set(output).size !== output.length) {
    throw new ValueError(`einsum: a letter stands twice in the result of '${equation}'`);
  }
  return output;
}
