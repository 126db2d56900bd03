import { expect, test } from 'vitest';
import { judgeImport } from './importDirections.mjs';

const judge = (from: string, source: string, more: { typeOnly?: boolean; names?: string[]; isTest?: boolean } = {}) =>
  judgeImport({ from, source, typeOnly: false, names: null, isTest: false, ...more });

test('the engine imports neither Electron, React nor the other rooms', () => {
  expect(judge('engine/runner/run.ts', '../../electron/bridge', { typeOnly: true })).toMatch(
    /imports nothing from electron/,
  );
  expect(judge('engine/runner/run.ts', '../../renderer/stores/x')).toMatch(/imports nothing from renderer/);
  for (const name of ['electron', 'react', '@xyflow/react']) {
    expect(judge('engine/ops/add.ts', name)).toMatch(/no interface and no Electron/);
  }
  expect(judge('engine/ops/add.ts', 'node:fs')).toMatch(/does not exist/);
  expect(judge('engine/ops/add.ts', 'react-free-name')).toBeNull();
});

test('a layer of the engine imports only what stands before it', () => {
  expect(judge('engine/tape/tape.ts', '../tensor/shape')).toBeNull();
  expect(judge('engine/tensor/shape.ts', '../tape/tape')).toMatch(/stands before/);
  expect(judge('engine/ops/add.ts', '../keras/dense', { typeOnly: true })).toMatch(/stands before/);
  expect(judge('engine/ops/add.ts', '../protocol', { typeOnly: true })).toBeNull();
  expect(judge('engine/ops/add.ts', '../protocol', { names: ['SMALL_TENSOR'] })).toMatch(/below the runner/);
  expect(judge('engine/keras/dense.ts', '../index')).toMatch(/stands before/);
  expect(judge('engine/ops/add.test.ts', '../keras/dense', { isTest: true })).toBeNull();
  expect(judge('engine/protocol/frame.ts', '../tensor/dtype')).toMatch(/depends on nothing/);
});

test('the renderer takes types of the protocol and the bridge, and the one value SMALL_TENSOR', () => {
  expect(judge('renderer/graph/Node.tsx', '../../engine/protocol', { typeOnly: true })).toBeNull();
  expect(judge('renderer/graph/Node.tsx', '../../engine/protocol', { names: ['SMALL_TENSOR'] })).toBeNull();
  expect(judge('renderer/graph/Node.tsx', '../../engine/protocol', { names: ['other'] })).toMatch(/only types/);
  expect(judge('renderer/graph/Node.tsx', '../../engine/ops/add', { typeOnly: true })).toMatch(/reach it as data/);
  expect(judge('renderer/client/port.ts', 'electron')).toMatch(/window\.tapedeck/);
});

test('main does no maths, the host joins the two, and nothing imports e2e', () => {
  expect(judge('electron/main/index.ts', '../../engine/index')).toMatch(/no maths/);
  expect(judge('electron/host/engineWorker.ts', '../../engine/index')).toBeNull();
  expect(judge('electron/main/index.ts', '../../renderer/app')).toMatch(/none of its code/);
  expect(judge('electron/main/index.ts', '../../e2e/support/launch')).toMatch(/journeys/);
});
