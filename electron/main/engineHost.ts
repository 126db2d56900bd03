/**
 * The engine host: a hidden, sandboxed window whose worker is the engine. Main starts it, watches it,
 * hands its port to whoever asks, and replaces it when it died. A death is told to the workbenches;
 * a person decides when to start again.
 */
import path from 'node:path';
import { app, BrowserWindow, ipcMain, MessageChannelMain } from 'electron';
import type { IpcMainEvent, MessagePortMain, WebContents } from 'electron';
import type { MainEvent } from '../bridge';
import { HOST_ORIGIN } from './appFiles';
import { DIST } from './appProtocol';
import { SOFTWARE_WEBGPU } from './gpuSwitches';
import { comesFrom } from './senders';
import { getSettings } from './settings';
import { sendToWorkbenches, workbenchWindows } from './workbenchWindow';

interface Host {
  window: BrowserWindow;
  /** The page listens: a port that is sent before that would be lost. */
  ready: boolean;
  waitingPorts: MessagePortMain[];
  /** For main's own port. */
  onEnd?: (reason: string) => void;
}

let host: Host | null = null;
/** Why the last host ended; said again to a workbench that comes later. */
let crashReason = '';
let quitting = false;

/** Starts the first host and listens to what hosts report. */
export function setupEngineHost(): void {
  app.on('before-quit', (event) => {
    quitting = !event.defaultPrevented;
  });
  ipcMain.on('hostReady', (event) => {
    if (isCurrentHost(event)) markReady();
  });
  ipcMain.on('hostFailed', (event, reason: unknown) => {
    if (isCurrentHost(event)) hostDied(typeof reason === 'string' ? reason.slice(0, 2_000) : 'unknown reason');
  });
  host = openHost();
}

/** Ends the host with the app. */
export function stopEngineHost(): void {
  const ending = host;
  host = null;
  if (ending && !ending.window.isDestroyed()) ending.window.destroy();
}

/** Replaces the host, dead or alive; every workbench gets a port to the new one. */
export function restartEngine(): void {
  stopEngineHost();
  host = openHost();
  sendToWorkbenches({ type: 'engineRestarted' });
  for (const workbench of workbenchWindows()) connectToEngine(workbench.webContents);
}

/**
 * Connects a workbench with the engine worker. While the engine is down there is nothing to connect
 * with: then the workbench, which may have been reloaded since, is told of the crash (again).
 */
export function connectToEngine(workbench: WebContents): void {
  if (!host) {
    workbench.send('mainEvent', { type: 'engineCrashed', reason: crashReason } satisfies MainEvent);
    return;
  }
  workbench.postMessage('enginePort', null, [openPort(host)]);
}

/** A port to the engine worker for the main process itself; `onEnd` hears when the engine is gone. */
export function enginePort(onEnd: (reason: string) => void): MessagePortMain {
  if (!host) throw new Error(`The engine is not running: ${crashReason}`);
  host.onEnd = onEnd;
  return openPort(host);
}

function openPort(opened: Host): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain();
  opened.waitingPorts.push(port1);
  sendWaitingPorts(opened);
  return port2;
}

function openHost(): Host {
  const window = new BrowserWindow({
    show: false,
    title: `${app.name} engine`,
    skipTaskbar: true,
    webPreferences: {
      preload: path.join(DIST, 'preload/host.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      // It is never seen, and must compute at full speed all the same.
      backgroundThrottling: false,
    },
  });
  const opened: Host = { window, ready: false, waitingPorts: [] };
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (host === opened) hostDied(`its process ended (${reason}, exit code ${exitCode})`);
  });
  window.on('closed', () => {
    if (host === opened) hostDied('its window was closed');
  });
  window.webContents.on('did-fail-load', (_event, code, description) => {
    if (host === opened) hostDied(`its page did not load (${description}, ${code})`);
  });
  const query = new URLSearchParams({ backend: getSettings().backend });
  if (SOFTWARE_WEBGPU) query.set('software', '1');
  // A failure arrives as did-fail-load as well, which reports it.
  window.loadURL(`${HOST_ORIGIN}/host.html?${query}`).catch(() => undefined);
  return opened;
}

function isCurrentHost(event: IpcMainEvent): boolean {
  return comesFrom(event, HOST_ORIGIN) && event.sender === host?.window.webContents;
}

function markReady(): void {
  if (!host) return;
  host.ready = true;
  sendWaitingPorts(host);
}

function sendWaitingPorts({ ready, waitingPorts, window }: Host): void {
  if (!ready) return;
  for (const port of waitingPorts.splice(0)) window.webContents.postMessage('attachPort', null, [port]);
}

function hostDied(reason: string): void {
  const dead = host;
  host = null;
  crashReason = reason;
  if (quitting) return;
  sendToWorkbenches({ type: 'engineCrashed', reason });
  dead?.onEnd?.(reason);
  // Not inside its own event: destroying a window while it reports its end takes the app with it.
  setImmediate(() => {
    if (dead && !dead.window.isDestroyed()) dead.window.destroy();
  });
}
