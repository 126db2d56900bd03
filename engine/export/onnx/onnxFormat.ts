import type { Format } from '../format';
import { quoted } from '../loading';
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
  // The message begins with its version, a small number in field 1.
  recognizes: (file) => file[0] === 0x08 && file[1] < 32,
  loading: ({ fileName }) => [
    {
      title: 'ONNX Runtime',
      code: `import numpy as np
import onnxruntime as ort

session = ort.InferenceSession(${quoted(fileName)})
given = session.get_inputs()[0]
shape = [size if isinstance(size, int) else 1 for size in given.shape]
print(session.run(None, {given.name: np.zeros(shape, np.float32)}))`,
    },
    {
      title: 'JavaScript',
      code: `import * as ort from 'onnxruntime-web';

const session = await ort.InferenceSession.create(${quoted(fileName)});
console.log(session.inputNames, session.outputNames);`,
    },
  ],
};
