import { expect, it } from 'vitest';
import { layoutGraph, type Box, type Layout, type LayoutInput } from './layoutGraph';

type Item = LayoutInput['items'][number];

function graph(lines: string, groups: LayoutInput['groups'] = [], groupOf: Record<string, string> = {}): LayoutInput {
  const items: Item[] = [];
  const edges: LayoutInput['edges'][number][] = [];
  for (const line of lines.trim().split('\n')) {
    const [id, ...inputs] = line.trim().split(/\s+/);
    items.push({ id, group: groupOf[id] ?? null, isLeaf: inputs.length === 0, height: 83 });
    inputs.forEach((source, i) => edges.push({ id: `${source}>${id}#${i}`, source, target: id }));
  }
  return { items, edges, groups };
}

const neuron = graph(
  `x
   kernel
   matmul x kernel
   bias
   add matmul bias
   yTrue
   subtract add yTrue
   square subtract
   mean square`,
  [
    { id: 'sequential', parent: null },
    { id: 'dense', parent: 'sequential' },
  ],
  { kernel: 'dense', matmul: 'dense', bias: 'dense', add: 'dense' },
);

/** `layers` dense layers of four ops each, with a skip connection over every third. */
function deep(layers: number): LayoutInput {
  const lines = ['h0'];
  for (let i = 0; i < layers; i++) {
    lines.push(`w${i}`, `m${i} h${i} w${i}`, `b${i}`, `a${i} m${i} b${i}`);
    lines.push(i % 3 === 2 ? `h${i + 1} a${i} h${i - 1}` : `h${i + 1} a${i}`);
  }
  return graph(lines.join('\n'));
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function overlaps(layout: Layout): string[] {
  const items = Object.entries(layout.items).sort(([, a], [, b]) => a.x - b.x);
  const found: string[] = [];
  items.forEach(([id, box], i) => {
    for (let j = i + 1; j < items.length && items[j][1].x < box.x + box.width; j++) {
      if (overlap(box, items[j][1])) found.push(`${id} and ${items[j][0]}`);
    }
  });
  return found;
}

it('gives the same places for the same graph', () => {
  expect(layoutGraph(neuron)).toEqual(layoutGraph(structuredClone(neuron)));
  expect(layoutGraph(deep(30))).toEqual(layoutGraph(deep(30)));
});

it('places every item once and nothing upon anything', () => {
  for (const input of [neuron, deep(3), deep(30), deep(150)]) {
    const layout = layoutGraph(input);
    expect(Object.keys(layout.items).sort()).toEqual(input.items.map((item) => item.id).sort());
    expect(overlaps(layout)).toEqual([]);
    for (const box of Object.values(layout.items)) {
      expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= layout.width && box.y + box.height <= layout.height).toBe(
        true,
      );
    }
  }
});

it('puts what an op takes to its left, or above it in a folded chain', () => {
  for (const input of [neuron, deep(30), deep(150)]) {
    const layout = layoutGraph(input);
    const folded = new Set(layout.vertical);
    for (const edge of input.edges) {
      const source = layout.items[edge.source];
      const target = layout.items[edge.target];
      if (folded.has(edge.id)) {
        expect([source.x, source.y < target.y]).toEqual([target.x, true]);
      } else {
        expect(source.x + source.width).toBeLessThan(target.x);
      }
    }
  }
});

it('frames the members of a group and nobody else', () => {
  const layout = layoutGraph(neuron);
  const inside = (frame: Box, box: Box): boolean =>
    box.x > frame.x &&
    box.y > frame.y &&
    box.x + box.width < frame.x + frame.width &&
    box.y + box.height < frame.y + frame.height;
  for (const group of ['sequential', 'dense']) {
    const members = Object.keys(layout.items).filter((id) => inside(layout.groups[group], layout.items[id]));
    expect(members.sort()).toEqual(['add', 'bias', 'kernel', 'matmul']);
    const strangers = ['x', 'yTrue', 'subtract', 'square', 'mean'];
    expect(strangers.filter((id) => overlap(layout.groups[group], layout.items[id]))).toEqual([]);
  }
  expect(inside(layout.groups.sequential, layout.groups.dense)).toBe(true);
});

it('survives a group that is left and entered again', () => {
  const shared = graph('x\na x\nb a\nc b', [{ id: 'g', parent: null }], { a: 'g', c: 'g' });
  const layout = layoutGraph(shared);
  expect(overlaps(layout)).toEqual([]);
  expect(overlap(layout.groups.g, layout.items.b)).toBe(false);
});

it('keeps two uses of one value apart as edges and together as places', () => {
  const layout = layoutGraph(graph('x\nmultiply x x'));
  expect(layout.items.x.y).toBe(layout.items.multiply.y);
});

it.each([
  ['over several columns', graph('w\nx\na x w\nv\nb a v w\nc b a w\nd c a b')],
  ['into and out of a group', neuron],
])('routes an edge %s around what it crosses', (_, input) => {
  const layout = layoutGraph(input);
  for (const [edge, points] of Object.entries(layout.routes)) {
    for (const { x, y } of points) {
      const hit = Object.entries(layout.items).filter(([, box]) => overlap(box, { x, y, width: 0.1, height: 0.1 }));
      expect([edge, hit.map(([id]) => id)]).toEqual([edge, []]);
    }
  }
});

it('gives an edge across a column points to pass', () => {
  const { routes } = layoutGraph(graph('w\nx\na x w\nv\nb a v w\nc b a w\nd c a b'));
  expect(Object.values(routes).flat().length).toBeGreaterThan(0);
});

it('finishes a tape of 3,500 nodes', () => {
  const input = deep(700);
  expect(input.items.length).toBeGreaterThan(3500);
  expect(overlaps(layoutGraph(input))).toEqual([]);
});

it('lays out nothing as nothing', () => {
  expect(layoutGraph({ items: [], edges: [], groups: [] })).toMatchObject({ items: {}, width: 0, height: 0 });
});
