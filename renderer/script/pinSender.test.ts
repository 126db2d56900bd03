import { beforeEach, expect, it } from 'vitest';
import type { TunableKey } from '../../engine/protocol';
import { createPinSender, type PinSender } from './pinSender';

const x = 'x' as TunableKey;
const y = 'y' as TunableKey;
let sent: [string, number][];
let frames: (() => void)[];
let timers: Set<() => void>;
let sender: PinSender;

beforeEach(() => {
  sent = [];
  frames = [];
  timers = new Set();
  sender = createPinSender({
    send: (key, [value]) => sent.push([key, value]),
    nextFrame: (callback) => frames.push(callback),
    after: (_, callback) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
  });
});

const paint = () => frames.splice(0).forEach((callback) => callback());

/** The engine tells the start values that it was sent last. */
const answer = () => sender.answered((key) => [sent.findLast(([name]) => name === key)![1]]);

it('does not take the answer to an older pin for its own', () => {
  sender.offer(x, [1]);
  paint();
  sender.answered(() => [0.5]);
  expect(sender.idle()).toBe(false);
  sender.answered(() => null);
  expect(sender.idle()).toBe(false);
  answer();
  expect(sender.idle()).toBe(true);
});

it('sends once per frame, and only the newest', () => {
  for (const value of [1, 2, 3]) sender.offer(x, [value]);
  expect(sent).toEqual([]);
  paint();
  expect(sent).toEqual([['x', 3]]);
});

it('holds the next back until the first was answered, then sends the newest', () => {
  sender.offer(x, [1]);
  paint();
  for (const value of [2, 3, 4]) {
    sender.offer(x, [value]);
    paint();
  }
  expect(sent).toEqual([['x', 1]]);
  answer();
  paint();
  expect(sent).toEqual([
    ['x', 1],
    ['x', 4],
  ]);
});

it('never queues: after the last answer nothing is left', () => {
  for (let value = 0; value < 100; value++) sender.offer(x, [value]);
  paint();
  answer();
  paint();
  expect(sent).toEqual([['x', 99]]);
  expect(sender.idle()).toBe(true);
});

it('sends two start values one after the other', () => {
  sender.offer(x, [1]);
  sender.offer(y, [2]);
  paint();
  answer();
  paint();
  expect(sent).toEqual([
    ['x', 1],
    ['y', 2],
  ]);
});

it('goes on without an answer after a while', () => {
  sender.offer(x, [1]);
  paint();
  sender.offer(x, [2]);
  [...timers].forEach((expire) => expire());
  paint();
  expect(sent.at(-1)).toEqual(['x', 2]);
});

it('ignores answers nobody waits for', () => {
  answer();
  sender.offer(x, [1]);
  paint();
  expect(sent).toHaveLength(1);
});
