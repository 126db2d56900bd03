import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readWeights } from '../../engine/export/formats';
import { writeSafetensors } from '../../engine/export/safetensors';
import { readerIn, type ReaderWorker, type ReadRequest } from './weightsReader';

/** A worker in this thread, that answers or does not. */
class Fake implements ReaderWorker {
  onmessage: ReaderWorker['onmessage'] = null;
  onmessageerror: ReaderWorker['onmessageerror'] = null;
  onerror: ReaderWorker['onerror'] = null;
  ended = 0;
  asked: ReadRequest | null = null;

  constructor(private readonly answers: boolean) {}

  postMessage(request: ReadRequest): void {
    this.asked = request;
    if (!this.answers) return;
    void readWeights(request.format, request.file).then(
      (content) => this.onmessage?.({ data: { ok: true, content } } as never),
      (error: Error) => this.onmessage?.({ data: { ok: false, message: error.message } } as never),
    );
  }

  terminate(): void {
    this.ended++;
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const FILE = writeSafetensors([{ name: 'w', dtype: 'float32', shape: [2], data: Float32Array.of(1, -0) }]);

it('gives what is in the file, or what is wrong with it, and ends the worker', async () => {
  const workers: Fake[] = [];
  const read = readerIn(() => workers[workers.push(new Fake(true)) - 1]);
  const { tensors } = await read('safetensors', FILE);
  expect(tensors).toEqual([{ name: 'w', dtype: 'float32', shape: [2], data: Float32Array.of(1, -0) }]);
  await expect(read('safetensors', FILE.slice(0, 20))).rejects.toThrow(/^safetensors: the header claims/);
  expect(workers.map(({ ended }) => ended)).toEqual([1, 1]);
  expect(vi.getTimerCount()).toBe(0);
});

it('moves no more than the file itself to the worker', async () => {
  const worker = new Fake(false);
  const read = readerIn(() => worker, 10);
  const around = new Uint8Array(100);
  const waiting = expect(read('npz', around.subarray(10, 20))).rejects.toThrow();
  expect(worker.asked?.file.buffer.byteLength).toBe(10);
  await vi.advanceTimersByTimeAsync(10);
  await waiting;
});

it('ends a reader that goes around in circles', async () => {
  const worker = new Fake(false);
  const reading = readerIn(() => worker, 60_000)('h5', FILE);
  const failed = expect(reading).rejects.toThrow('h5: reading it takes minutes; the file is damaged: get it again');
  await vi.advanceTimersByTimeAsync(59_999);
  expect(worker.ended).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  await failed;
  expect(worker.ended).toBe(1);
});

it('ends the reader of one file when another comes, and tells a worker that could not be loaded', async () => {
  const workers = [new Fake(false), new Fake(false)];
  let next = 0;
  const read = readerIn(() => workers[next++]);
  const first = expect(read('h5', FILE)).rejects.toThrow('h5: another file was opened');
  const second = expect(read('h5', FILE)).rejects.toThrow('h5: its reader failed (404)');
  await first;
  expect(workers.map(({ ended }) => ended)).toEqual([1, 0]);
  workers[1].onerror?.({ message: '404', preventDefault: () => {} } as ErrorEvent);
  await second;
  expect(workers[1].ended).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});
