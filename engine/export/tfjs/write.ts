import type { Model } from '../../keras/models/model';
import type { ExportedFile } from '../format';
import { bytesOfData, type WeightsFile, WeightsFileError } from '../weightsFile';
import { FORMAT, topologyOf } from './topology';

/** The version of Keras whose spelling the topology has. */
const KERAS_VERSION = '2.15.0';

/**
 * A layers model of TensorFlow.js: the topology with the list of weights as JSON, and the weights one
 * after another in a file beside it. Throws `WeightsFileError` for what TensorFlow.js does not have.
 */
export function writeTfjs(model: Model, baseName: string, metadata: WeightsFile['metadata'] = {}): ExportedFile[] {
  const { weights, ...topology } = topologyOf(model);
  const path = `${baseName}.weights.bin`;
  const specs = [...weights].map(([name, { shape, dtype }]) => ({ name, shape, dtype }));
  const double = specs.find(({ dtype }) => dtype === 'float64');
  if (double !== undefined) throw new WeightsFileError(FORMAT, `TensorFlow.js has no float64, which ${double.name} is`);
  const json = {
    format: 'layers-model',
    generatedBy: 'Tapedeck',
    convertedBy: null,
    modelTopology: { ...topology, keras_version: KERAS_VERSION, backend: 'tensorflow' },
    weightsManifest: [{ paths: [path], weights: specs }],
    userDefinedMetadata: { tapedeck: metadata },
  };
  return [
    { name: `${baseName}.json`, bytes: new TextEncoder().encode(JSON.stringify(json)) },
    { name: path, bytes: joined([...weights.values()].map(({ numbers }) => numbers())) },
  ];
}

function joined(parts: readonly ReturnType<Model['weights'][number]['dataSync']>[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const data of parts) {
    bytes.set(bytesOfData({ name: '', dtype: 'float32', shape: [], data }), at);
    at += data.byteLength;
  }
  return bytes;
}
