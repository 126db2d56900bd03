/**
 * WebGPU's constants by their numbers in the specification. Browsers have them as globals, Node's
 * Dawn does not.
 */
export const BUFFER_USAGE = {
  MAP_READ: 0x0001,
  COPY_SRC: 0x0004,
  COPY_DST: 0x0008,
  UNIFORM: 0x0040,
  STORAGE: 0x0080,
} as const;

export const MAP_MODE_READ = 0x0001;

export const COMPUTE_STAGE = 0x4;
