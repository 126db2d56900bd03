/** ONNX' published protobuf schema, and tensors in its terms. https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import type { DType, TypedArray } from '../../tensor/dtype';
import { bytesOfData, type NamedTensor } from '../weightsFile';

export const { onnx } = onnxProto;
export type GraphProto = Onnx.IGraphProto;
export type NodeProto = Onnx.INodeProto;
export type TensorProto = Onnx.ITensorProto;
export type AttributeProto = Onnx.IAttributeProto;
export type ValueInfoProto = Onnx.IValueInfoProto;

/** The operators that the graph may use; readers that know only older ones refuse the file. */
export const OPSET = 17;
/** The version of the file's own structure that goes with them. */
export const IR_VERSION = 8;

/** int64 is what ONNX counts and addresses with; no weight of ours has it. */
export type OnnxDType = DType | 'int64';

export const DATA_TYPES: Readonly<Record<OnnxDType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 };

export function tensorProto({ name, shape, dtype, data }: NamedTensor): TensorProto {
  const rawData = bytesOfData({ name, shape, dtype, data });
  return { name, dims: [...shape], dataType: DATA_TYPES[dtype], rawData };
}

/** A tensor without a name, from plain numbers; without a shape, a list of them. */
export function literal(values: number | readonly number[], dtype: OnnxDType, shape?: readonly number[]): TensorProto {
  const list = typeof values === 'number' ? [values] : values;
  const dims = [...(shape ?? (typeof values === 'number' ? [] : [list.length]))];
  const data = arrayOf(list, dtype);
  return { dims, dataType: DATA_TYPES[dtype], rawData: new Uint8Array(data.buffer) };
}

function arrayOf(list: readonly number[], dtype: OnnxDType): TypedArray | BigInt64Array {
  if (dtype === 'int64') return BigInt64Array.from(list, BigInt);
  if (dtype === 'float32') return Float32Array.from(list);
  if (dtype === 'float64') return Float64Array.from(list);
  return dtype === 'int32' ? Int32Array.from(list) : Uint8Array.from(list);
}
