/** Gives the workbench page its one object, `window.tapedeck`, derived from the list of calls in bridge.ts. */
import { contextBridge, ipcRenderer } from 'electron';
import { BRIDGE_CALLS } from '../bridge';
import type { Bridge, MainEvent } from '../bridge';
import type { Answer } from '../main/bridgeCalls';

const calls = Object.fromEntries(
  BRIDGE_CALLS.map((name) => [
    name,
    async (argument?: unknown) => {
      const answer = (await ipcRenderer.invoke(name, argument)) as Answer;
      if (!answer.ok) throw new Error(answer.message);
      return answer.value;
    },
  ]),
) as unknown as Pick<Bridge, (typeof BRIDGE_CALLS)[number]>;

const bridge: Bridge = {
  ...calls,
  onMainEvent(listener) {
    const pass = (_event: unknown, event: MainEvent): void => listener(event);
    ipcRenderer.on('mainEvent', pass);
    return () => {
      ipcRenderer.off('mainEvent', pass);
    };
  },
};

contextBridge.exposeInMainWorld('tapedeck', bridge);

// A port cannot pass through the context bridge; a message of the window carries it.
ipcRenderer.on('enginePort', (event) => {
  window.postMessage({ type: 'enginePort' }, window.location.origin, [...event.ports]);
});
