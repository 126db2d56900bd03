import type { ReadWeights } from '../../engine/export/format';
import { type WeightsFile, WeightsFileError } from '../../engine/export/weightsFile';
import type { WeightFormat } from '../../engine/protocol';

export interface ReadRequest {
  readonly format: WeightFormat;
  readonly file: Uint8Array;
}

export type ReadAnswer =
  { readonly ok: true; readonly content: WeightsFile } | { readonly ok: false; readonly message: string };

/** The part of a worker that is used here. */
export interface ReaderWorker {
  postMessage(request: ReadRequest, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<ReadAnswer>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** The largest file that is opened takes seconds; one that takes minutes leads its reader around in circles. */
const MOST_MILLISECONDS = 120_000;

/**
 * Reads files in a worker that is ended when it has answered, when it takes too long, and when another file
 * comes: whatever a file does to its reader, the engine goes on.
 */
export function readerIn(start: () => ReaderWorker, most = MOST_MILLISECONDS): ReadWeights {
  let stop: ((why: string) => void) | null = null;
  return (format, file) => {
    stop?.('another file was opened');
    return new Promise((resolve, reject) => {
      const worker = start();
      const end = () => {
        clearTimeout(timer);
        worker.terminate();
        if (stop === fail) stop = null;
      };
      const fail = (why: string) => {
        end();
        reject(new WeightsFileError(format, why));
      };
      stop = fail;
      const timer = setTimeout(fail, most, 'reading it takes minutes; the file is damaged: get it again');
      worker.onmessage = ({ data }) => {
        end();
        if (data.ok) resolve(data.content);
        else reject(new Error(data.message));
      };
      worker.onmessageerror = () => fail('what is in it could not be handed over');
      worker.onerror = (event) => {
        event.preventDefault();
        fail(`its reader failed (${event.message || 'it could not be loaded'})`);
      };
      // A view would be moved with all of its buffer.
      const own = file.byteLength === file.buffer.byteLength ? file : file.slice();
      worker.postMessage({ format, file: own }, [own.buffer]);
    });
  };
}
