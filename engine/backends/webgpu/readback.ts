import { BUFFER_USAGE, MAP_MODE_READ } from './flags';
import { sizeClass } from './bufferPool';

/** Bytes of a buffer to bring back. Offsets and lengths are multiples of 4. */
export interface ReadRange {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly bytes: number;
}

/** Staging buffers that are kept for the next read. */
const MAX_KEPT = 4;

/** Brings ranges of buffers back: one staging buffer and one map for a whole list. */
export class Readback {
  private readonly kept: GPUBuffer[] = [];

  constructor(private readonly device: GPUDevice) {}

  /** Copies through `copy`, submits through `submit`, and answers one word-aligned copy per range. */
  async read(
    ranges: readonly ReadRange[],
    copy: (source: GPUBuffer, sourceOffset: number, target: GPUBuffer, targetOffset: number, bytes: number) => void,
    submit: () => void,
  ): Promise<ArrayBuffer[]> {
    const total = ranges.reduce((sum, one) => sum + one.bytes, 0);
    if (total === 0) return ranges.map(() => new ArrayBuffer(0));
    const staging = this.take(total);
    let at = 0;
    for (const { buffer, offset, bytes } of ranges) {
      if (bytes > 0) copy(buffer, offset, staging, at, bytes);
      at += bytes;
    }
    submit();
    await staging.mapAsync(MAP_MODE_READ, 0, total);
    const mapped = staging.getMappedRange(0, total);
    at = 0;
    const answers = ranges.map(({ bytes }) => mapped.slice(at, (at += bytes)));
    staging.unmap();
    this.kept.push(staging);
    if (this.kept.length > MAX_KEPT) this.kept.shift()?.destroy();
    return answers;
  }

  private take(bytes: number): GPUBuffer {
    const fits = this.kept.findIndex((one) => one.size >= bytes && one.size <= Math.max(bytes * 8, 1 << 16));
    if (fits >= 0) return this.kept.splice(fits, 1)[0];
    const size = sizeClass(bytes);
    return this.device.createBuffer({
      label: `read back ${size} bytes`,
      size,
      usage: BUFFER_USAGE.MAP_READ | BUFFER_USAGE.COPY_DST,
    });
  }
}
