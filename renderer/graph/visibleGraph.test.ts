import { expect, it } from 'vitest';
import type { GraphSnapshot, GroupId } from '../../engine/protocol';
import { MANY_NODES, visibleGraph } from './visibleGraph';

const dense = 'sequential/dense' as GroupId;

function snapshotOf(
  nodes: [id: string, group: string | null, inputs?: string[]][],
  groups: [id: string, parent: string | null][],
): GraphSnapshot {
  return {
    structure: 1,
    nodes: nodes.map(([id, group]) => ({ id, group, outputs: [{}], kind: 'op' })),
    edges: nodes.flatMap(([id, , inputs = []]) =>
      inputs.map((source, i) => ({ id: `${source}>${id}#${i}`, source, target: id, inputIndex: i })),
    ),
    groups: groups.map(([id, parent]) => ({ id, label: id.split('/').at(-1), parent })),
    ops: {},
  } as unknown as GraphSnapshot;
}

const small = snapshotOf(
  [
    ['x', null],
    ['kernel', dense],
    ['matmul', dense, ['x', 'kernel']],
    ['tanh', dense, ['matmul']],
    ['loss', null, ['tanh', 'x']],
  ],
  [
    ['sequential', null],
    [dense, 'sequential'],
  ],
);

it('shows everything in a small graph, with one frame for a group within a group', () => {
  const graph = visibleGraph(small, {});
  expect(graph.items.map((item) => item.id)).toEqual(['x', 'kernel', 'matmul', 'tanh', 'loss']);
  expect(graph.groups).toEqual([{ id: dense, label: 'sequential / dense', parent: null }]);
});

it('puts a closed group in place of what is in it', () => {
  const graph = visibleGraph(small, { [dense]: false });
  expect(graph.items.map((item) => item.id)).toEqual(['x', dense, 'loss']);
  expect(graph.items[1]).toMatchObject({ kind: 'group', members: ['kernel', 'matmul', 'tanh'] });
  expect(graph.edges.map(({ source, target }) => [source, target])).toEqual([
    ['x', dense],
    [dense, 'loss'],
    ['x', 'loss'],
  ]);
});

it('lets the outermost closed group win', () => {
  const nested = snapshotOf(
    [
      ['x', null],
      ['scale', 'sequential', ['x']],
      ['matmul', dense, ['scale']],
      ['loss', null, ['matmul']],
    ],
    [
      ['sequential', null],
      [dense, 'sequential'],
    ],
  );
  const graph = visibleGraph(nested, { [dense]: true, ['sequential' as GroupId]: false });
  expect(graph.items.map((item) => item.id)).toEqual(['x', 'sequential', 'loss']);
});

it('opens and closes a group with the one in which it stands alone', () => {
  const closed = visibleGraph(small, { [dense]: false });
  expect(closed.items[1]).toMatchObject({ kind: 'group', label: 'sequential', group: null });
  expect(closed.groups).toEqual([]);
  const open = visibleGraph(small, { [dense]: true });
  expect(open.items).toHaveLength(5);
});

it('bundles the uses that go through a closed group, and keeps two uses of a value by one op apart', () => {
  const twice = snapshotOf(
    [
      ['x', null],
      ['a', 'g', ['x']],
      ['b', 'g', ['x']],
      ['square', null, ['x', 'x']],
    ],
    [['g', null]],
  );
  const graph = visibleGraph(twice, { ['g' as GroupId]: false });
  expect(graph.edges.map((edge) => edge.carries)).toEqual([['x>a#0', 'x>b#0'], ['x>square#0'], ['x>square#1']]);
});

it('starts closed when there are many nodes', () => {
  const many = snapshotOf(
    Array.from({ length: MANY_NODES + 1 }, (_, i) => [`n${i}`, 'g']),
    [['g', null]],
  );
  expect(visibleGraph(many, {}).items.map((item) => item.id)).toEqual(['g']);
  expect(visibleGraph(many, { ['g' as GroupId]: true }).items).toHaveLength(MANY_NODES + 1);
});
