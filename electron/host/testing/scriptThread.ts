/** The script worker as it is, in a Node thread: `self` is the only thing of a Web Worker that it uses. */
import { parentPort } from 'node:worker_threads';

const port = parentPort!;
const self = {
  addEventListener: (_: 'message', listen: (event: { data: unknown }) => void) =>
    port.on('message', (data: unknown) => listen({ data })),
  postMessage: (message: unknown) => port.postMessage(message),
};
Object.assign(globalThis, {
  self,
  reportError: (error: unknown) => {
    throw error;
  },
});

await import('../scriptWorker');
