/** The main process: no maths, only windows, files, settings, and the life of the engine host. */
import { app } from 'electron';
import { registerAppScheme, setupAppProtocol } from './appProtocol';
import { setupBridge } from './bridgeCalls';
import { setupDocuments } from './documentState';
import { setupEngineHost, stopEngineHost } from './engineHost';
import { setupGpuSwitches } from './gpuSwitches';
import { setupMenu } from './menu';
import { notebookRequest } from './notebookRequest';
import { runNotebookHere } from './notebookMode';
import { setupNotebookToOpen } from './notebookToOpen';
import { setupPageGuards } from './pageGuards';
import { loadRecent } from './recentNotebooks';
import { loadSettings } from './settings';
import { focusWorkbench, openWorkbench, workbenchWindows } from './workbenchWindow';

function setupLifetime(): void {
  app.on('second-instance', focusWorkbench);
  app.on('activate', () => {
    if (workbenchWindows().length === 0) openWorkbench();
  });
  // The hidden engine host is a window too, so `window-all-closed` never comes while it lives.
  app.on('browser-window-created', (_event, window) => {
    window.on('closed', () => {
      if (process.platform !== 'darwin' && workbenchWindows().length === 0) app.quit();
    });
  });
  app.on('will-quit', stopEngineHost);
}

function start(): void {
  registerAppScheme();
  setupGpuSwitches();
  setupDocuments();
  setupNotebookToOpen();
  setupLifetime();
  void app.whenReady().then(() => {
    loadSettings();
    loadRecent();
    setupAppProtocol();
    setupPageGuards();
    setupBridge();
    setupMenu();
    setupEngineHost();
    openWorkbench();
  });
}

const request = notebookRequest(process.argv);
if (request !== null) runNotebookHere(request);
else if (app.requestSingleInstanceLock()) start();
else app.quit();
