import { expect, it } from 'vitest';
import type { GraphNode, GraphSnapshot } from '../../engine/protocol';
import { searchNodes } from './searchNodes';

const node = (label: string, facts: Partial<GraphNode> = {}): GraphNode =>
  ({ label, kind: 'op', op: label, assignedTo: null, group: null, line: null, ...facts }) as GraphNode;

const nodes = [
  node('kernel', { kind: 'variable', op: null, group: 'd' as GraphNode['group'] }),
  node('matmul', { group: 'd' as GraphNode['group'], line: 14 }),
  node('mean', { assignedTo: 'loss', line: 15 }),
];
const snapshot = {
  nodes,
  edges: [],
  groups: [
    { id: 's', label: 'sequential', parent: null },
    { id: 'd', label: 'dense', parent: 's' },
  ],
} as unknown as GraphSnapshot;
const labels = (query: string) => searchNodes(snapshot, query).map((found) => found.label);

it('finds by name, op, scope, kind and line, in tape order', () => {
  expect(labels('MAT')).toEqual(['matmul']);
  expect(labels('loss')).toEqual(['mean']);
  expect(labels('sequential/dense')).toEqual(['kernel', 'matmul']);
  expect(labels('dense variable')).toEqual(['kernel']);
  expect(labels(':15')).toEqual(['mean']);
});

it('finds nothing for nothing', () => {
  expect(labels('  ')).toEqual([]);
  expect(labels('softmax')).toEqual([]);
});
