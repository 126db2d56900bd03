import type { Cell, GraphNode, NotebookState, TimelineView } from '../../engine/protocol';
import type { GraphIndex } from '../stores/graphIndex';
import { describeLine } from '../stores/sourcePlace';
import { formatNumber } from '../values';

/** A piece of a sentence; names of nodes are strong. */
export type Words = readonly (string | { name: string })[];

/** What the next step of the play head will do, in one sentence; numbers only where they are known already. */
export function nextMoment(
  timeline: TimelineView,
  graph: GraphIndex,
  gradientOf: (slot: string) => Cell,
  notebook: NotebookState | null = null,
): Words {
  const { head, moments } = timeline;
  if (head.passed >= moments.length) return afterTheStep(timeline, notebook !== null);
  const moment = moments[head.passed];
  const node = moment.node === null ? undefined : graph.nodes.get(moment.node);
  const who = notebook === null ? 'the script' : 'the cell';
  const name = node ? { name: nameOf(node) } : who;
  const onLine = moment.line === null ? '' : ` (${describeLine(notebook, moment.line)})`;
  switch (moment.kind) {
    case 'op':
      return ['→ computes ', name, `${onLine}.`];
    case 'visit':
      if (!node) return ['← goes back through ops of an earlier training step, which are not drawn in this one.'];
      return ['← reaches ', name, ': every contribution to its gradient has arrived.'];
    case 'contribution': {
      const edge = moment.edge === null ? undefined : graph.edges.get(moment.edge);
      const input = edge && graph.nodes.get(edge.source);
      if (!node || !edge || !input) return ['← carries a gradient back.'];
      const upstream = scalarText(gradientOf(node.outputs[0].id));
      const others = (graph.inputs.get(node.id) ?? [])
        .map((each) => graph.nodes.get(each.source))
        .filter((each) => each !== undefined && !each.watched);
      const unwatched = others.flatMap((other) => ['; ', { name: nameOf(other!) }, ' is not watched']);
      return [`← carries ${upstream} back through `, name, ' to ', { name: nameOf(input) }, ...unwatched, '.'];
    }
    case 'update':
      return ['the optimizer changes ', name, `${onLine}.`];
    case 'assign':
      return [`${who} assigns to `, name, `${onLine}.`];
    case 'error':
      return [`${who} fails${onLine}.`];
  }
}

function afterTheStep({ head, steps, complete }: TimelineView, isNotebook: boolean): Words {
  if (head.step < steps) return [`→ training step ${head.step + 1} begins.`];
  if (complete)
    return [`${isNotebook ? 'The cells have run' : 'The script has ended'}. Every moment can still be looked at.`];
  return [`→ the ${isNotebook ? 'notebook' : 'script'} goes on to training step ${head.step + 1}.`];
}

/** The script's own name where there is one, as the graph has it. */
export function nameOf(node: GraphNode): string {
  return node.assignedTo ?? node.label;
}

function scalarText(cell: Cell): string {
  if (cell.state !== 'tensor') return 'the gradient';
  const { data, dtype } = cell.tensor;
  return data?.length === 1 ? formatNumber(data[0], { dtype, significant: 6 }) : 'the gradient';
}
