/** The script worker as it is, in a Node thread: `self` is the only thing of a Web Worker that it uses. */
import { parentPort, type TransferListItem } from 'node:worker_threads';

const port = parentPort!;
const self = {
  addEventListener: (_: 'message', listen: (event: { data: unknown }) => void) =>
    port.on('message', (data: unknown) => listen({ data })),
  postMessage: (message: unknown, { transfer }: { transfer: readonly TransferListItem[] }) =>
    port.postMessage(message, transfer),
};
Object.assign(globalThis, {
  self,
  reportError: (error: unknown) => {
    throw error;
  },
});

await import('../scriptWorker');
