/**
 * The engine worker: one session on this world's `navigator.gpu`, with the script in a worker of its
 * own beneath. Everything that matters is in `engine/runner`; here the pieces are put together.
 */
import { tf } from '../../engine/index';
import { lessons } from '../../engine/lessons';
import { opByName } from '../../engine/ops/catalogue';
import '../../engine/ops/methods';
import '../../engine/ops/tapeArithmetic';
import { BackendChoice } from '../../engine/runner/backendChoice';
import type { WorkbenchPort } from '../../engine/runner/ports';
import { type Session, startSession } from '../../engine/runner/session';
import { scriptNames } from '../../engine/script/names';
import type { HostMessage, WorkerMessage } from './host';
import { offerWorkers } from './kernelHelpers';
import { NestedScriptHost, startPythonWorker, startScriptWorker } from './nestedScriptHost';
import { readerIn } from './weightsReader';

let session: Session | null = null;
/** Ports that came while the backend was being opened. */
const early: WorkbenchPort[] = [];

self.onmessage = ({ data, ports }: MessageEvent<HostMessage>) => {
  if (data.type === 'start') void start(data);
  else for (const port of ports) addPort(port);
};
self.addEventListener('unhandledrejection', ({ reason }) => fatal(reason));

async function start({ backend, software }: Extract<HostMessage, { type: 'start' }>): Promise<void> {
  try {
    offerWorkers(navigator.hardwareConcurrency);
    session = await startSession({
      host: new NestedScriptHost(startScriptWorker, 'script start'),
      pythonHost: new NestedScriptHost(startPythonWorker, 'python start'),
      backends: new BackendChoice(navigator.gpu, software),
      findOp: opByName,
      lessons,
      names: () => scriptNames(tf),
      readWeights: readerIn(
        () => new Worker(new URL('./readerWorker.ts', import.meta.url), { type: 'module', name: 'reader' }),
      ),
      backend: backend === 'cpu' || backend === 'webgpu' ? backend : 'auto',
    });
    for (const port of early) session.addPort(port);
  } catch (error) {
    fatal(error);
  }
}

/** A port that is used through `onmessage` starts by itself, and keeps what came before. */
function addPort(port: MessagePort): void {
  if (session === null) early.push(port as WorkbenchPort);
  else session.addPort(port as WorkbenchPort);
}

function fatal(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  self.postMessage({ type: 'fatal', reason } satisfies WorkerMessage);
}
