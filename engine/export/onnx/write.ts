import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { Model } from '../../keras/models/model';
import { withBackend } from '../../tensor/activeBackend';
import type { WeightsFile } from '../weightsFile';
import { IR_VERSION, onnx, OPSET } from './schema';
import { translateModel } from './translateModel';

/** The model as a file of ONNX that predicts; the notes are its properties. Throws `WeightsFileError` for what has no translation. */
export function writeOnnx(model: Model, metadata: WeightsFile['metadata'] = {}): Uint8Array {
  const message = onnx.ModelProto.encode({
    irVersion: IR_VERSION,
    producerName: 'Tapedeck',
    opsetImport: [{ domain: '', version: OPSET }],
    graph: withBackend(cpuBackend, () => translateModel(model)),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  // In Node a Buffer comes out, which shares its memory with others.
  return new Uint8Array(message.finish());
}
