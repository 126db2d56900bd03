import { opByName } from '../../../engine/ops/catalogue';
import '../../../engine/ops/methods';
import '../../../engine/ops/tapeArithmetic';
import { BackendChoice } from '../../../engine/runner/backendChoice';
import { startSession } from '../../../engine/runner/session';
import { ThreadHost } from '../headless/threadHost';
import { Workbench } from './workbench';

export interface Opened {
  readonly bench: Workbench;
  readonly session: Awaited<ReturnType<typeof startSession>>;
  readonly pythonHost: ThreadHost;
  close(): void;
}

/** A session with a workbench, scripts and cells in threads of their own. */
export async function openSession(scriptHost: ThreadHost, pythonHost: ThreadHost): Promise<Opened> {
  const session = await startSession({
    host: scriptHost,
    pythonHost,
    backends: new BackendChoice(undefined, false),
    findOp: opByName,
    lessons: [],
    names: () => [],
    backend: 'cpu',
  });
  const bench = new Workbench();
  session.addPort(bench);
  bench.send({ type: 'attach' });
  const close = () => {
    scriptHost.terminate();
    pythonHost.terminate();
  };
  return { bench, session, pythonHost, close };
}

/** The same with a notebook open, and its kernel ready. */
export async function openNotebook(scriptHost: ThreadHost, pythonHost: ThreadHost): Promise<Opened> {
  const opened = await openSession(scriptHost, pythonHost);
  opened.bench.send({ type: 'openNotebook', lesson: null });
  await opened.bench.until('the kernel', () => opened.bench.kernel?.state === 'ready');
  return opened;
}
