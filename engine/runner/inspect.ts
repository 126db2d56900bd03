import type { Cell, ChainTerm, FullTensor, NodeDetail, NodeId, SlotId, SumTerm } from '../protocol';
import type { FindOp } from '../stream/executor';
import { isFloat } from '../tensor/dtype';
import { sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { checkGradient } from './checkGradient';
import { type Cells, NONE_CELL, PENDING_CELL } from './frames';
import { localDerivatives } from './localDerivatives';
import { contributionAt, gradientAt, NONE, type Pass, passAt, valueAt } from './moments';
import type { StepView } from './timeline';

/** What the play head shows of a step. */
interface Place {
  readonly view: StepView;
  readonly passed: number;
  readonly pass: Pass | null;
  readonly cells: Cells;
}

/** Everything about one node at the play head; null for a node that the step does not have. */
export async function inspect(
  view: StepView,
  passed: number,
  id: NodeId,
  cells: Cells,
  findOp: FindOp,
): Promise<NodeDetail | null> {
  const { graph, moments } = view;
  const node = graph.structure.nodes.findIndex((one) => one.id === id);
  if (node < 0) return null;
  const slot = graph.slots.findIndex((one) => one.node === node);
  const place: Place = { view, passed, pass: passAt(moments, passed), cells };
  const own = [valueAt(moments, slot, passed), gradientAt(moments, slot, passed, place.pass)];
  await cells.fill(own.flatMap((one) => (one === null || one === NONE ? [] : [view.tensor(one)])));
  const [value, gradient] = own.map((one) => cellOf(place, one));
  const record = graph.nodeOf.indexOf(node);
  const visited = record >= 0 && wasVisited(place, id);
  const chain = visited ? await chainOf(place, record, findOp) : [];
  const sum = await sumOf(place, slot);
  const check = visited ? await check64(place, record, findOp) : null;
  return { node: id, slot: graph.slots[slot].id, value, gradient, chain, sum, check };
}

/** A tensor of the play head, whole; null where there is none. */
export async function readTensor(
  view: StepView,
  passed: number,
  id: SlotId,
  what: 'value' | 'gradient',
): Promise<FullTensor | null> {
  const { graph, moments } = view;
  const slot = graph.slots.findIndex((one) => one.id === id);
  if (slot < 0) return null;
  const place =
    what === 'value' ? valueAt(moments, slot, passed) : gradientAt(moments, slot, passed, passAt(moments, passed));
  if (place === null || place === NONE) return null;
  const tensor = view.tensor(place);
  return { shape: tensor.shape, dtype: tensor.dtype, data: await tensor.backend.read(tensor) };
}

function cellOf({ view, cells }: Place, place: number | null): Cell {
  if (place === null) return PENDING_CELL;
  return place === NONE ? NONE_CELL : cells.of(view.tensor(place));
}

function wasVisited({ view, passed, pass }: Place, id: NodeId): boolean {
  if (pass === null) return false;
  const { marks } = view.moments;
  for (let i = Math.min(passed, marks.length) - 1; i >= pass.after; i--) {
    if (marks[i].kind === 'visit' && marks[i].node === id) return true;
  }
  return false;
}

/** Upstream gradient of the first output that has one, with that output's number. */
function upstreamOf({ view, passed, pass }: Place, record: number): { output: number; tensor: Tensor } | null {
  const { graph, moments } = view;
  const { outputs } = graph.records[record];
  for (let output = 0; output < outputs.length; output++) {
    const place = gradientAt(moments, graph.slotOf[outputs[output]], passed, pass);
    if (place !== null && place !== NONE) return { output, tensor: view.tensor(place) };
  }
  return null;
}

async function chainOf(place: Place, record: number, findOp: FindOp): Promise<ChainTerm[]> {
  const { view, passed, pass, cells } = place;
  const { graph, moments } = view;
  const upstream = upstreamOf(place, record);
  if (upstream === null) return [];
  const { inputs, outputs } = graph.records[record];
  const followed = inputs.map((input) => graph.slots[graph.slotOf[input]].watched && isFloat(view.tensor(input).dtype));
  const locals = localDerivatives(view, record, upstream.output, followed, findOp);
  const carried = inputs.map((_, i) =>
    contributionAt(moments, graph.firstEdge[record] + i, graph.slotOf[outputs[0]], passed, pass),
  );
  const shown = carried.flatMap((one) => (one === null || one === NONE ? [] : [view.tensor(one)]));
  const made = locals.tensors.flatMap((one) => one ?? []);
  try {
    await cells.fill([upstream.tensor, ...shown, ...made, ...[...inputs, ...outputs].map((one) => view.tensor(one))]);
    return inputs.flatMap((input, i) => {
      if (!followed[i]) return [];
      const source = graph.structure.nodes[graph.slots[graph.slotOf[input]].node];
      const local = locals.tensors[i];
      return [
        {
          edge: graph.structure.edges[graph.firstEdge[record] + i].id,
          input: source.id,
          inputLabel: source.label,
          upstream: cells.view(upstream.tensor),
          local: local && cells.view(local),
          localText: textOf(place, record, i, findOp),
          contribution: cellOf(place, carried[i]),
        },
      ];
    });
  } finally {
    locals.dispose();
  }
}

/** The derivative with numbers in it, where all operands are single numbers. */
function textOf({ view, cells }: Place, record: number, input: number, findOp: FindOp): string | null {
  const { op: name, inputs, outputs, attributes } = view.graph.records[record];
  if (name === 'customGradient') return null;
  const { derivativeText } = findOp(name);
  const numbers = [...inputs, ...outputs].map((one) => cells.view(view.tensor(one)).data);
  if (derivativeText === undefined || numbers.some((data) => data?.length !== 1)) return null;
  const short = numbers.map((data) => shortNumber(data![0]));
  return derivativeText(input, short.slice(0, inputs.length), short[inputs.length], attributes as never);
}

/** A float32 without the digits that it does not have: 0.1, not 0.10000000149. */
function shortNumber(x: number): number {
  return Number.isFinite(x) ? Number(x.toPrecision(6)) : x;
}

async function sumOf({ view, passed, pass, cells }: Place, slot: number): Promise<SumTerm[]> {
  if (pass === null) return [];
  const { moments, graph } = view;
  const terms = moments.terms[slot].filter(({ from }) => from >= pass.from && from <= passed);
  await cells.fill(terms.flatMap(({ contribution, sum }) => [view.tensor(contribution), view.tensor(sum)]));
  return terms.map(({ edge, contribution, sum }) => {
    const { id, target } = graph.structure.edges[edge];
    const from = graph.structure.nodes.find((one) => one.id === target)!;
    return {
      edge: id,
      from: from.id,
      fromLabel: from.label,
      contribution: cells.view(view.tensor(contribution)),
      runningSum: cells.view(view.tensor(sum)),
    };
  });
}

async function check64(place: Place, record: number, findOp: FindOp): Promise<NodeDetail['check']> {
  const { view, passed, pass } = place;
  const { graph, moments } = view;
  const { op, inputs, outputs, attributes } = graph.records[record];
  const upstream = upstreamOf(place, record);
  if (upstream === null || op === 'customGradient') return null;
  const contributions = inputs.map((input, i) => {
    const found = contributionAt(moments, graph.firstEdge[record] + i, graph.slotOf[outputs[0]], passed, pass);
    const carried = found === null || found === NONE ? null : view.tensor(found);
    return carried !== null && sameShape(carried.shape, view.tensor(input).shape) ? carried : null;
  });
  const found = await checkGradient({
    op: findOp(op),
    attributes,
    inputs: inputs.map((input) => view.tensor(input)),
    output: upstream.output,
    upstream: upstream.tensor,
    contributions,
  });
  if (found === null) return null;
  const { input, ...facts } = found;
  return { ...facts, input: graph.structure.nodes[graph.slots[graph.slotOf[inputs[input]]].node].id };
}
