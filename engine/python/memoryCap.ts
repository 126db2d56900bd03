/** Keeps a WebAssembly memory below a limit: what asks for more is refused, which Python knows as `MemoryError`. */

const PAGE = 1 << 16;
/** For what runs after memory was used up: the error's own report, and the cells that let go of what is too large. */
const RESERVE = 64 << 20;

export class MemoryCap {
  /** Whether the reserve may be used. */
  reserveOpen = false;

  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly limit: number,
  ) {
    const grow = memory.grow.bind(memory);
    // Emscripten asks the object, so what the object says counts.
    Object.defineProperty(memory, 'grow', {
      value: (pages: number) => {
        if (this.bytes + pages * PAGE > this.allowed) throw new RangeError('Python may take no more memory');
        return grow(pages);
      },
    });
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  private get allowed(): number {
    return this.reserveOpen ? this.limit + RESERVE : this.limit;
  }
}
