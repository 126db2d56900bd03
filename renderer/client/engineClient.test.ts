import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Command, EngineEvent, NodeId } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { dropPort, request, sendCommand, takePort } from './engineClient';

const node = 'x' as NodeId;
const loss = (step: number): EngineEvent => ({ type: 'losses', reset: false, points: [{ step, loss: 1 / step }] });

/** The engine's end of a port: what it was sent, and a way to speak. */
function connect() {
  const { port1, port2 } = new MessageChannel();
  const received: Command[] = [];
  port1.onmessage = ({ data }: MessageEvent<Command>) => received.push(data);
  takePort(port2);
  return { received, say: (event: EngineEvent) => port1.postMessage(event), close: () => port1.close() };
}

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setTimeout(callback, 16));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
});
afterEach(() => {
  dropPort('the test is over');
  vi.unstubAllGlobals();
});

it('asks a new port for everything before any other command', async () => {
  const engine = connect();
  sendCommand({ type: 'stepForward' });
  await vi.waitFor(() => expect(engine.received.map(({ type }) => type)).toEqual(['attach', 'stepForward']));
  engine.close();
});

it('gives an answer to whoever asked, whatever the order', async () => {
  const engine = connect();
  const first = request({ type: 'inspect', node });
  const second = request({ type: 'exportWeights', format: 'safetensors', optimizer: false });
  await vi.waitFor(() => expect(engine.received).toHaveLength(3));
  const [, inspect, exportWeights] = engine.received as Extract<Command, { request: unknown }>[];
  engine.say({ type: 'weightsExported', request: exportWeights.request, result: { ok: false, message: 'no weights' } });
  engine.say({ type: 'inspected', request: inspect.request, detail: null });
  expect(await second).toEqual({ ok: false, message: 'no weights' });
  expect(await first).toBeNull();
  engine.close();
});

it('applies what comes between two frames in one change of the mirror', async () => {
  const engine = connect();
  let changes = 0;
  const unsubscribe = useEngineStore.subscribe(() => changes++);
  for (let step = 1; step <= 50; step++) engine.say(loss(step));
  await vi.waitFor(() => expect(useEngineStore.getState().losses).toHaveLength(50));
  expect(changes).toBeLessThan(10);
  unsubscribe();
  engine.close();
});

it('refuses what was asked when the port is lost, and what is asked after that', async () => {
  const engine = connect();
  const asked = request({ type: 'inspect', node });
  dropPort('The engine stopped before it answered.');
  await expect(asked).rejects.toThrow('The engine stopped before it answered.');
  await expect(request({ type: 'inspect', node })).rejects.toThrow('The engine is not running');
  engine.close();
});

it('sends nothing to a new engine that was meant for a lost one', async () => {
  connect().close();
  dropPort('gone');
  sendCommand({ type: 'play', speed: 2 });
  const engine = connect();
  await vi.waitFor(() => expect(engine.received.map(({ type }) => type)).toEqual(['attach']));
  engine.close();
});
