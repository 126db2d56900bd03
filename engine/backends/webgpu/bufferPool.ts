import { BUFFER_USAGE } from './flags';

/** A GPU buffer with the number of tensors that share it. */
export interface PooledBuffer {
  readonly buffer: GPUBuffer;
  /** Short number that names it in the keys of cached bind groups. */
  readonly id: number;
  readonly bytes: number;
  references: number;
  /** The last batch of commands that touches it. */
  lastBatch: number;
}

/** Free buffers beyond this many bytes are given back to the device. */
const MAX_FREE_BYTES = 256 << 20;
const SMALLEST = 256;

/**
 * Storage buffers by size class. Commands run in the order they are queued, so a buffer that died
 * may serve the next kernel at once, even while the command that last read it still waits in the
 * same batch. A write from outside is different: it overtakes the batch being recorded, so it only
 * takes buffers that no command of that batch touches. The free buffer with the lowest number serves
 * first, whatever the order they died in: so a repeated step soon meets the same buffers in the same
 * places, and its bind groups are found again.
 */
export class BufferPool {
  private readonly free = new Map<number, PooledBuffer[]>();
  private nextId = 1;
  /** Bytes of all buffers, and of those that no tensor holds. */
  totalBytes = 0;
  freeBytes = 0;
  buffers = 0;

  constructor(
    private readonly device: GPUDevice,
    private readonly onDestroy: () => void,
  ) {}

  /** A buffer of at least `bytes` with one reference and any content, to be written by a command of `batch`. */
  acquire(bytes: number, batch: number): PooledBuffer {
    const size = sizeClass(bytes);
    const pooled = this.free.get(size)?.shift();
    return pooled ? this.take(pooled, batch) : this.create(size, batch);
  }

  /** As `acquire`, for a write that happens before the commands of `batch`. */
  acquireForUpload(bytes: number, batch: number): PooledBuffer {
    const size = sizeClass(bytes);
    const list = this.free.get(size);
    const at = list?.findIndex((one) => one.lastBatch < batch) ?? -1;
    return at >= 0 ? this.take(list!.splice(at, 1)[0], batch) : this.create(size, batch);
  }

  release(pooled: PooledBuffer): void {
    if (--pooled.references > 0) return;
    const list = this.free.get(pooled.bytes);
    if (list) insertById(list, pooled);
    else this.free.set(pooled.bytes, [pooled]);
    this.freeBytes += pooled.bytes;
  }

  /** Destroys free buffers when there are too many bytes of them. Only between batches. */
  trim(): void {
    if (this.freeBytes <= MAX_FREE_BYTES) return;
    for (const list of this.free.values()) {
      for (const pooled of list) {
        pooled.buffer.destroy();
        this.totalBytes -= pooled.bytes;
        this.buffers--;
      }
    }
    this.free.clear();
    this.freeBytes = 0;
    this.onDestroy();
  }

  private take(pooled: PooledBuffer, batch: number): PooledBuffer {
    pooled.references = 1;
    pooled.lastBatch = batch;
    this.freeBytes -= pooled.bytes;
    return pooled;
  }

  private create(bytes: number, batch: number): PooledBuffer {
    const id = this.nextId++;
    const buffer = this.device.createBuffer({
      label: `tensor buffer ${id}, ${bytes} bytes`,
      size: bytes,
      usage: BUFFER_USAGE.STORAGE | BUFFER_USAGE.COPY_SRC | BUFFER_USAGE.COPY_DST,
    });
    this.totalBytes += bytes;
    this.buffers++;
    return { buffer, id, bytes, references: 1, lastBatch: batch };
  }
}

function insertById(list: PooledBuffer[], pooled: PooledBuffer): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].id < pooled.id) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, pooled);
}

/** Powers of two for small buffers; above 64 KiB four steps for each doubling, so that at most a fifth is wasted. */
export function sizeClass(bytes: number): number {
  if (bytes <= SMALLEST) return SMALLEST;
  const power = 2 ** Math.ceil(Math.log2(bytes));
  if (power <= 65536) return power;
  const step = power / 8;
  return Math.ceil(bytes / step) * step;
}
