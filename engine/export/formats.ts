/** The list of formats: one line a format, and the only one. */
import type { FormatInfo } from '../protocol';
import { kerasFormat } from './code/keras';
import { pytorchFormat } from './code/pytorch';
import type { Format, ReadWeights } from './format';
import { h5Format } from './h5/h5';
import { csvFormat, historyJsonFormat } from './history';
import { jsonFormat } from './json';
import { npzFormat } from './npz';
import { onnxFormat } from './onnx/onnxFormat';
import { safetensorsFormat } from './safetensors';
import { tfjsFormat } from './tfjs/tfjsFormat';

export const formats: readonly Format[] = [
  safetensorsFormat,
  npzFormat,
  h5Format,
  onnxFormat,
  jsonFormat,
  tfjsFormat,
  pytorchFormat,
  kerasFormat,
  csvFormat,
  historyJsonFormat,
];

/** The same as plain data, for whoever offers them. */
export const formatInfos: readonly FormatInfo[] = formats.map(
  ({ write: _, read: __, namesIn: ___, joined: ____, recognizes: _____, loading: ______, ...info }) => info,
);

export function formatById(id: Format['id']): Format {
  return formats.find((one) => one.id === id)!;
}

/** Reads it here and now. */
export const readWeights: ReadWeights = (id, file) => {
  const { read } = formatById(id);
  if (read === null) throw new Error(`internal: ${id} is written only`);
  return read(file);
};
