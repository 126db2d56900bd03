import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Heap, RESIDENT_FROM } from './heap';
import { instantiate } from './wasmKernels';

const make = () => new Heap(instantiate(2 ** 21, false));

test('a block is used again only when its last owner has released it', () => {
  const heap = make();
  const whole = heap.free;
  const first = heap.allocate(2000)!;
  heap.retain(first);
  heap.release(first);
  expect(heap.allocate(2000)!.byteOffset).not.toBe(first.byteOffset);
  heap.release(first);
  const again = heap.allocate(2000)!;
  expect(again.byteOffset).toBe(first.byteOffset);
  expect(heap.free).toBeLessThan(whole);
});

test('memory that nobody owns can be neither released nor shared', () => {
  const heap = make();
  const view = heap.allocate(2000)!;
  heap.release(view);
  expect(() => heap.release(view)).toThrow('used after its last owner');
  expect(() => heap.retain(view)).toThrow('used after its last owner');
  expect(heap.allocate(2000)).not.toBe(heap.allocate(2000));
});

test('where there is no room the answer is null, and nothing is lost by it', () => {
  const heap = make();
  const { free } = heap;
  expect(heap.allocate(free)).toBeNull();
  expect(heap.borrow(free)).toBe(0);
  expect(heap.free).toBe(free);
});

test('only blocks of this memory are held', () => {
  const heap = make();
  expect(heap.holds(heap.allocate(RESIDENT_FROM)!)).toBe(true);
  expect(heap.holds(make().allocate(RESIDENT_FROM)!)).toBe(false);
  expect(heap.holds(new Float32Array(RESIDENT_FROM))).toBe(false);
});

test('blocks never overlap, keep their numbers, and all room comes back, whatever the order', () => {
  const heap = make();
  const whole = heap.free;
  const live: { view: Float32Array; mark: number }[] = [];
  let word = 1;
  const random = (n: number) => (word = (Math.imul(word, 1664525) + 1013904223) >>> 0) % n;
  for (let turn = 1; turn <= 3000; turn++) {
    const view = random(3) > 0 ? heap.allocate(1024 + random(20_000)) : null;
    if (view !== null) live.push({ view: view.fill(turn), mark: turn });
    else if (live.length > 0) {
      const [{ view: gone, mark }] = live.splice(random(live.length), 1);
      expect(gone.every((value) => value === mark)).toBe(true);
      heap.release(gone);
    }
  }
  expect(live.length).toBeGreaterThan(3);
  for (const { view, mark } of live) {
    expect(view.every((value) => value === mark)).toBe(true);
    heap.release(view);
  }
  expect(heap.free).toBe(whole);
  expect(heap.allocate(whole / 4 - 64)).not.toBeNull();
});

test('room comes back from what nobody released once it is garbage, and only then', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = make();
  const whole = heap.free;
  const kept = heap.allocate(5000)!.fill(3);
  for (let i = 0; i < 5; i++) heap.allocate(5000)!.fill(4);
  const before = heap.free;
  for (let turn = 0; turn < 50 && heap.free === before; turn++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(heap.free).toBeGreaterThan(before);
  heap.allocate(30_000)?.fill(5);
  expect(kept.every((value) => value === 3)).toBe(true);
  heap.release(kept);
  expect(heap.free).toBeLessThan(whole);
});
