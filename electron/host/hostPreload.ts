/** What the hidden engine-host page may tell main, and how ports for the engine reach it. */
import { contextBridge, ipcRenderer } from 'electron';

const hostBridge = {
  /** The page listens for ports. */
  ready: (): void => ipcRenderer.send('hostReady'),
  /** The engine worker is gone or cannot go on. */
  failed: (reason: string): void => ipcRenderer.send('hostFailed', reason),
};

export type HostBridge = typeof hostBridge;

contextBridge.exposeInMainWorld('engineHost', hostBridge);

ipcRenderer.on('attachPort', (event) => {
  window.postMessage({ type: 'attachPort' }, window.location.origin, [...event.ports]);
});
