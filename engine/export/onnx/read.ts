/**
 * Weights out of an .onnx file: the initializers of its graph, under their names. Nodes and the graphs
 * inside them are passed over. A file from outside is hostile: sizes are checked before anything is allocated.
 */
import type { DType } from '../../tensor/dtype';
import { shorten } from '../strictJson';
import {
  bytesOf,
  ELEMENT_BYTES,
  list,
  MAX_RANK,
  type NamedTensor,
  tensorData,
  WeightsFileError,
  type WeightsFile,
} from '../weightsFile';
import { DATA_TYPES, onnx, type OnnxDType } from './schema';
import { FORMAT } from './translation';
import { BYTES, type Field, FIXED32, FIXED64, type Span, VARINT, Wire, WireError } from './wire';

/* Numbers of the fields in ONNX' schema. */
const MODEL = { graph: 7, metadata: 14 };
const GRAPH = { initializer: 5, sparseInitializer: 15 };
const TENSOR = { dims: 1, dataType: 2, segment: 3, name: 8, raw: 9, externalData: 13, dataLocation: 14 };

/** Fields in which a tensor's numbers may stand instead of `raw_data`, one by one or packed. */
const TYPED: Readonly<Record<number, { readonly dtypes: readonly OnnxDType[]; readonly wire: number }>> = {
  4: { dtypes: ['float32'], wire: FIXED32 },
  5: { dtypes: ['int32', 'bool'], wire: VARINT },
  7: { dtypes: ['int64'], wire: VARINT },
  10: { dtypes: ['float64'], wire: FIXED64 },
};
/** Texts and unsigned numbers. */
const OTHER_DATA = [6, 11];

const MOST_TENSORS = 100_000;

/** Reads a whole file or throws `WeightsFileError` and gives nothing. int64 is read as int32 where the numbers allow it. */
export function readOnnx(file: Uint8Array): WeightsFile {
  try {
    return new Reader(file).model();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return refuse(`the file ${error.message}; it is damaged, cut off or no ONNX model: get it again`);
  }
}

class Reader {
  private readonly wire: Wire;

  constructor(private readonly file: Uint8Array) {
    this.wire = new Wire(file);
  }

  model(): WeightsFile {
    let graph: Span | null = null;
    const metadata: Record<string, string> = {};
    for (const field of this.wire.fieldsOf({ start: 0, end: this.file.length })) {
      if (field.number === MODEL.graph) {
        if (graph !== null) refuse('the file has two graphs');
        graph = demandBytes(field, 'the graph');
      }
      if (field.number === MODEL.metadata) this.note(demandBytes(field, 'a property'), metadata);
    }
    if (graph === null) return refuse('the file has no graph; it is no ONNX model');
    return { tensors: this.graph(graph), metadata };
  }

  private graph(span: Span): NamedTensor[] {
    const tensors: NamedTensor[] = [];
    const names = new Set<string>();
    for (const field of this.wire.fieldsOf(span)) {
      if (field.number === GRAPH.sparseInitializer) refuse('the graph has sparse weights, which are not read');
      if (field.number !== GRAPH.initializer) continue;
      if (tensors.length === MOST_TENSORS) refuse(`the graph has more than ${MOST_TENSORS} tensors`);
      const tensor = this.tensor(demandBytes(field, 'an initializer'));
      if (names.has(tensor.name)) refuse(`two tensors are called ${shorten(tensor.name)}; rename one`);
      names.add(tensor.name);
      tensors.push(tensor);
    }
    return tensors;
  }

  private tensor(span: Span): NamedTensor {
    const head = this.headOf(span);
    const { name, shape, dtype: written } = head;
    const dtype = written === 'int64' ? 'int32' : written;
    const count = bytesOf(FORMAT, name, dtype, shape) / ELEMENT_BYTES[dtype];
    const raw = head.raw.length > 0;
    if (head.raw.length > 1 || (raw && head.typed.length > 0))
      refuse(`tensor ${shorten(name)}: its numbers stand there twice`);
    const data = raw ? this.fromRaw(head, head.raw[0], count) : this.fromTyped(head, count);
    if (dtype === 'bool' && data.some((one) => one > 1)) refuse(`tensor ${shorten(name)}: a bool is neither 0 nor 1`);
    return { name, dtype, shape, data };
  }

  /** What stands in a tensor beside its numbers, and where those are. */
  private headOf(span: Span): Head {
    const shape: number[] = [];
    const raw: Span[] = [];
    const typed: Field[] = [];
    let name = '';
    let dataType = 0;
    for (const field of this.wire.fieldsOf(span)) {
      const { number } = field;
      if (number === TENSOR.dims) this.addSizes(field, shape);
      else if (number === TENSOR.dataType) dataType = field.value;
      else if (number === TENSOR.name) name = this.text(demandBytes(field, 'a name'));
      else if (number === TENSOR.raw) raw.push(demandBytes(field, 'raw data'));
      else if (number in TYPED || OTHER_DATA.includes(number)) typed.push(field);
      else if (number === TENSOR.segment) refuse('a tensor comes in segments, which are not read');
      else if (number === TENSOR.externalData || (number === TENSOR.dataLocation && field.value !== 0)) {
        refuse('its weights are in another file; write the model again with all in one');
      }
    }
    if (name === '') refuse('a tensor has no name');
    return { name, shape, dtype: dtypeOf(name, dataType), raw, typed };
  }

  private fromRaw({ name, dtype, shape }: Head, { start, end }: Span, count: number) {
    const needed = count * (dtype === 'int64' ? 8 : ELEMENT_BYTES[dtype]);
    if (end - start !== needed) {
      refuse(`tensor ${shorten(name)}: ${dtype} ${list(shape)} is ${needed} bytes, the file holds ${end - start}`);
    }
    // Not `slice`: Node's Buffer, which a file may be, makes a view of that.
    const bytes = new Uint8Array(this.file.subarray(start, end));
    return dtype === 'int64' ? narrowed(name, new BigInt64Array(bytes.buffer)) : tensorData(dtype, bytes.buffer);
  }

  private fromTyped({ name, dtype, shape, typed }: Head, count: number) {
    let found = 0;
    for (const field of typed) {
      const kind = TYPED[field.number];
      if (kind === undefined || !kind.dtypes.includes(dtype)) {
        return refuse(`tensor ${shorten(name)}: ${dtype} does not stand in field ${field.number}`);
      }
      if (field.wire !== kind.wire && field.wire !== BYTES)
        refuse(`tensor ${shorten(name)}: its numbers are of another type`);
      found += this.countOf(field, kind.wire);
    }
    if (found !== count) {
      refuse(`tensor ${shorten(name)}: ${dtype} ${list(shape)} is ${count} numbers, the file holds ${found}`);
    }
    return dtype === 'float32' || dtype === 'float64'
      ? tensorData(dtype, this.joined(typed, count * ELEMENT_BYTES[dtype]))
      : this.integers(name, dtype, typed, count);
  }

  private countOf(field: Field, wire: number): number {
    if (field.wire === VARINT) return 1;
    if (wire === VARINT) return this.wire.countVarints(field);
    const size = wire === FIXED32 ? 4 : 8;
    return (field.end - field.start) / size;
  }

  /** The bits as they stand there: no number of JavaScript comes between. */
  private joined(spans: readonly Span[], size: number): ArrayBuffer {
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const { start, end } of spans) {
      bytes.set(this.file.subarray(start, end), at);
      at += end - start;
    }
    return bytes.buffer;
  }

  private integers(name: string, dtype: OnnxDType, typed: readonly Field[], count: number) {
    const data = dtype === 'bool' ? new Uint8Array(count) : new Int32Array(count);
    let at = 0;
    for (const field of typed) {
      for (const one of field.wire === VARINT ? [field.value] : this.wire.varintsOf(field)) {
        if (one !== (one | 0)) tooLarge(name, one);
        if (dtype === 'bool' && one !== 0 && one !== 1) refuse(`tensor ${shorten(name)}: a bool is neither 0 nor 1`);
        data[at++] = one;
      }
    }
    return data;
  }

  private addSizes(field: Field, shape: number[]): void {
    for (const size of field.wire === VARINT ? [field.value] : this.wire.varintsOf(demandBytes(field, 'a shape'))) {
      shape.push(size);
      if (shape.length > MAX_RANK) refuse(`a tensor has more than ${MAX_RANK} axes`);
    }
  }

  private note(span: Span, metadata: Record<string, string>): void {
    let key = '';
    let value = '';
    for (const field of this.wire.fieldsOf(span)) {
      if (field.number === 1) key = this.text(demandBytes(field, 'a property'));
      if (field.number === 2) value = this.text(demandBytes(field, 'a property'));
    }
    if (key === '__proto__' || Object.hasOwn(metadata, key))
      refuse(`a property cannot be called ${shorten(key)}, or is there twice`);
    metadata[key] = value;
  }

  private text({ start, end }: Span): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.file.subarray(start, end));
    } catch {
      return refuse('a name is not valid UTF-8');
    }
  }
}

interface Head {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: OnnxDType;
  readonly raw: readonly Span[];
  readonly typed: readonly Field[];
}

function dtypeOf(name: string, dataType: number): OnnxDType {
  const found = Object.entries(DATA_TYPES).find(([, number]) => number === dataType);
  if (found !== undefined) return found[0] as OnnxDType;
  const called = (onnx.TensorProto.DataType as Readonly<Record<number, string>>)[dataType] ?? String(dataType);
  const known: readonly (DType | string)[] = Object.keys(DATA_TYPES);
  return refuse(`tensor ${shorten(name)}: dtype ${called.toLowerCase()} is not one of ${known.join(', ')}`);
}

function narrowed(name: string, wide: BigInt64Array): Int32Array {
  const narrow = new Int32Array(wide.length);
  wide.forEach((one, i) => {
    if (BigInt.asIntN(32, one) !== one) tooLarge(name, one);
    narrow[i] = Number(one);
  });
  return narrow;
}

function tooLarge(name: string, one: number | bigint): never {
  return refuse(`tensor ${shorten(name)}: the number ${one} does not fit into int32`);
}

function demandBytes(field: Field, what: string): Span {
  return field.wire === BYTES ? field : refuse(`${what} is of another type; the file is damaged`);
}

function refuse(why: string): never {
  throw new WeightsFileError(FORMAT, why);
}
