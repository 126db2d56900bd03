/** Reads one file of weights: the engine worker starts it for that, and ends it. */
import { readWeights } from '../../engine/export/formats';
import type { ReadAnswer, ReadRequest } from './weightsReader';

self.onmessage = async ({ data: { format, file } }: MessageEvent<ReadRequest>) => {
  try {
    const content = await readWeights(format, file);
    const buffers = new Set(content.tensors.map(({ data }) => data.buffer as ArrayBuffer));
    self.postMessage({ ok: true, content } satisfies ReadAnswer, { transfer: [...buffers] });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    self.postMessage({ ok: false, message } satisfies ReadAnswer);
  }
};
