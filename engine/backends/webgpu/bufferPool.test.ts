import { expect, test } from 'vitest';
import { BufferPool, sizeClass } from './bufferPool';

function pool() {
  const destroyed: string[] = [];
  const device = {
    createBuffer: ({ label }: GPUBufferDescriptor) => ({ label, destroy: () => destroyed.push(label!) }),
  } as unknown as GPUDevice;
  let forgotten = 0;
  return { pool: new BufferPool(device, () => forgotten++), destroyed, forgotten: () => forgotten };
}

test('sizes fall into few classes that waste at most a half of small buffers and a fifth of large ones', () => {
  expect([0, 4, 256, 257, 4000, 65536].map(sizeClass)).toEqual([256, 256, 256, 512, 4096, 65536]);
  for (let bytes = 65540; bytes < 1 << 24; bytes = Math.ceil(bytes * 1.37)) {
    expect(sizeClass(bytes)).toBeGreaterThanOrEqual(bytes);
    expect(sizeClass(bytes) / bytes).toBeLessThanOrEqual(1.25);
    expect(sizeClass(bytes) % 4).toBe(0);
  }
});

test('a dead buffer serves the next kernel of the same batch', () => {
  const { pool: buffers } = pool();
  const first = buffers.acquire(16, 1);
  buffers.release(first);
  expect(buffers.acquire(16, 1)).toBe(first);
  expect(buffers.buffers).toBe(1);
});

test('an upload takes no buffer that the open batch touches', () => {
  const { pool: buffers } = pool();
  const first = buffers.acquire(16, 1);
  buffers.release(first);
  expect(buffers.acquireForUpload(16, 1)).not.toBe(first);
  expect(buffers.acquireForUpload(16, 2)).toBe(first);
});

test('a shared buffer comes back with its last reference', () => {
  const { pool: buffers } = pool();
  const first = buffers.acquire(16, 1);
  first.references++;
  buffers.release(first);
  expect(buffers.freeBytes).toBe(0);
  buffers.release(first);
  expect(buffers.freeBytes).toBe(256);
});

test('the lowest number serves first, whatever the order they died in', () => {
  const { pool: buffers } = pool();
  const [a, b, c] = [1, 2, 3].map(() => buffers.acquire(16, 1));
  for (const one of [c, a, b]) buffers.release(one);
  expect([1, 2, 3].map(() => buffers.acquire(16, 1))).toEqual([a, b, c]);
});

test('too many free bytes go back to the device, and no bind group may name them', () => {
  const { pool: buffers, destroyed, forgotten } = pool();
  const large = [1, 2].map(() => buffers.acquire(200 << 20, 1));
  buffers.release(large[0]);
  buffers.trim();
  expect(destroyed).toEqual([]);
  buffers.release(large[1]);
  buffers.trim();
  expect(destroyed).toHaveLength(2);
  expect([buffers.buffers, buffers.totalBytes, buffers.freeBytes, forgotten()]).toEqual([0, 0, 0, 1]);
});
