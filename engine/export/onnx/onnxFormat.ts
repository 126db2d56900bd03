import type { Format } from '../format';
import { readOnnx } from './read';
import { writeOnnx } from './write';

export const onnxFormat: Format = {
  id: 'onnx',
  title: 'ONNX',
  purpose: 'The whole model as a graph, to predict with in ONNX Runtime, on any device and from any language.',
  extensions: ['onnx'],
  reads: true,
  needsModel: true,
  write: async ({ model, metadata }, baseName) => [{ name: `${baseName}.onnx`, bytes: writeOnnx(model(), metadata) }],
  read: async (file) => readOnnx(file),
};
