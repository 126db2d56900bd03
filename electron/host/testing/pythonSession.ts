/** The session with Python in a thread, on the CPU backend: what opens and runs notebooks in tests. */
import path from 'node:path';
import { buildHeadless } from '../../../build/scripts/headless.mjs';
import { opByName } from '../../../engine/ops/catalogue';
import '../../../engine/ops/methods';
import '../../../engine/ops/tapeArithmetic';
import type { EngineEvent } from '../../../engine/protocol';
import { BackendChoice } from '../../../engine/runner/backendChoice';
import type { WorkbenchPort } from '../../../engine/runner/ports';
import { startSession } from '../../../engine/runner/session';
import type { EnginePort } from '../headless/notebookRun';
import { ThreadHost } from '../headless/threadHost';

export interface PythonSession {
  /** Each is a workbench of its own. */
  open(): EnginePort;
  close(): void;
}

export async function startPythonSession(): Promise<PythonSession> {
  const folder = path.dirname(await buildHeadless());
  const hosts = ['scriptThread.mjs', 'pythonThread.mjs'].map((name) => new ThreadHost(path.join(folder, name)));
  const [host, pythonHost] = hosts;
  const backends = new BackendChoice(undefined, false);
  const options = { host, pythonHost, backends, findOp: opByName, lessons: [], names: () => [] };
  const session = await startSession({ ...options, backend: 'cpu' });
  return {
    open() {
      const listeners: ((event: EngineEvent) => void)[] = [];
      const port: WorkbenchPort = {
        postMessage: (event) => listeners.forEach((listen) => listen(event)),
        onmessage: null,
        close: () => {},
      };
      session.addPort(port);
      return {
        send: (command) => port.onmessage?.({ data: command }),
        listen: (listener) => listeners.push(listener),
      };
    },
    close: () => hosts.forEach((one) => one.terminate()),
  };
}
