/**
 * The HDF5 library itself, compiled to WebAssembly. h5wasm's entry makes one instance for the whole page; a
 * file from outside may leave one in any state, so here each file has an instance of its own, behind the
 * entry's back. It is 4 MB of code: loaded when the first file is read or written, not before.
 */

/** What HDF5 says of a dataset; sizes are as hostile as the file. */
export interface DatasetFacts {
  /** `H5T_class_t`. */
  readonly type: number;
  /** Bytes of an element. */
  readonly size: number;
  readonly littleEndian: boolean;
  readonly signed: boolean;
  readonly vlen: boolean;
  readonly shape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
  readonly enum_type?: { readonly members: Readonly<Record<string, number>> };
  readonly virtual_sources?: readonly unknown[];
}

/** What a dataset or an attribute is made as. */
export interface NewData {
  readonly type: number;
  readonly size: number;
  readonly littleEndian: true;
  readonly signed: boolean;
  readonly vlen: boolean;
  readonly cset?: number;
  readonly strpad?: number;
  readonly shape: readonly bigint[];
  readonly maxshape: readonly bigint[];
  readonly total_size: number;
  readonly chunks?: null;
  readonly compression?: number;
  readonly compression_opts?: readonly number[];
  readonly track_order?: boolean;
}

/** The part of h5wasm's C functions that is used here. Places in its memory are bigints, as are files. */
export interface H5Library {
  readonly HEAPU8: Uint8Array;
  readonly H5G_GROUP: number;
  readonly H5G_DATASET: number;
  readonly FS: {
    writeFile(name: string, bytes: Uint8Array): void;
    readFile(name: string): Uint8Array;
    unlink(name: string): void;
    read(...given: unknown[]): number;
  };
  _malloc(bytes: number): number;
  _free(at: number): void;
  open(name: string, mode: number, trackOrder: boolean, low: number, high: number): bigint;
  close_file(file: bigint): number;
  flush(file: bigint): number;
  get_names(file: bigint, path: string, recursive: boolean): string[];
  get_type(file: bigint, path: string): number;
  get_dataset_metadata(file: bigint, path: string): DatasetFacts;
  get_dataset_data(file: bigint, path: string, count: null, offset: null, strides: null, at: bigint): number;
  get_attribute_names(file: bigint, path: string): string[];
  get_attribute_metadata(file: bigint, path: string, name: string): DatasetFacts;
  get_attribute_data(file: bigint, path: string, name: string, at: bigint): number;
  reclaim_vlen_memory(file: bigint, path: string, name: string, at: bigint): number;
  create_group(file: bigint, path: string, trackOrder: boolean): number;
  create_dataset(file: bigint, path: string, at: bigint, data: NewData): number;
  create_attribute(file: bigint, path: string, name: string, at: bigint, data: NewData): number;
}

export const READ_ONLY = 0;
export const TRUNCATE = 2;

/** `H5T_class_t`. */
export const INTEGER = 0;
export const FLOAT = 1;
export const STRING = 3;
export const ENUM = 8;

/** A fresh instance with an empty file system. */
export async function h5Library(): Promise<H5Library> {
  const { default: make } = await import('../../../node_modules/h5wasm/dist/esm/hdf5_util.js');
  const quiet = () => {};
  return make({ noInitialRun: true, print: quiet, printErr: quiet, stdin: () => null });
}

/** Gives `work` room of so many bytes in the library's memory. Throws where there is not so much. */
export function withRoom<T>(library: H5Library, bytes: number, work: (at: number) => T): T {
  const at = library._malloc(Math.max(1, bytes));
  if (at === 0) throw new RangeError(`no room for ${bytes} bytes`);
  try {
    return work(at);
  } finally {
    library._free(at);
  }
}
