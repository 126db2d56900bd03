import { app, BrowserWindow, ipcMain } from 'electron';
import type { IpcMainInvokeEvent } from 'electron';
import { BRIDGE_CALLS } from '../bridge';
import type { AppInfo, Bridge } from '../bridge';
import { WORKBENCH_ORIGIN } from './appFiles';
import { keepDraftOf, setDocumentState } from './documentState';
import { keptDraft } from './drafts';
import { connectToEngine, restartEngine } from './engineHost';
import {
  checkBegunSave,
  checkDocumentState,
  checkDraft,
  checkNotebookSave,
  checkOpenRequest,
  checkRecentNotebook,
  checkSavePart,
  checkSaveRequest,
} from './fileRequests';
import { openFile } from './files';
import { openNotebook, openRecent, saveNotebook } from './notebooks';
import { takeNotebookToOpen } from './notebookToOpen';
import { recentNotebooks } from './recentNotebooks';
import { beginSave, cancelSave, finishSave, writeSave } from './saves';
import { comesFrom } from './senders';
import { getSettings, setSettings } from './settings';
import { windowShownMs, workbenchWindows } from './workbenchWindow';

type Call = (typeof BRIDGE_CALLS)[number];
/** Every call answers in an envelope: an error keeps its message, without what ipc writes before it. */
export type Answer = { ok: true; value: unknown } | { ok: false; message: string };

const HANDLERS: { [Name in Call]: (window: BrowserWindow, argument: unknown) => ReturnType<Bridge[Name]> } = {
  getSettings: async () => getSettings(),
  setSettings: async (_window, change) => setSettings(change),
  beginSave: async (window, request) => beginSave(window, checkSaveRequest(request)),
  writeSave: async (window, part) => writeSave(window, checkSavePart(part)),
  finishSave: async (window, save) => finishSave(window, checkBegunSave(save)),
  cancelSave: async (window, save) => cancelSave(window, checkBegunSave(save)),
  openFile: async (window, request) => openFile(window, checkOpenRequest(request)),
  openNotebook: async (window) => openNotebook(window),
  openRecent: async (_window, request) => openRecent(checkRecentNotebook(request)),
  recentNotebooks: async () => recentNotebooks().map((path) => ({ path })),
  notebookToOpen: async () => takeNotebookToOpen(),
  saveNotebook: async (window, request) => saveNotebook(window, checkNotebookSave(request)),
  setDocumentState: async (window, state) => setDocumentState(window, checkDocumentState(state)),
  keepDraft: async (window, draft) => keepDraftOf(window, checkDraft(draft)),
  keptDraft: async () => keptDraft(),
  restartEngine: async () => restartEngine(),
  getAppInfo: async () => appInfo(),
  requestEnginePort: async (window) => connectToEngine(window.webContents),
};

/** Answers the calls of bridge.ts, from workbench windows only. */
export function setupBridge(): void {
  for (const name of BRIDGE_CALLS) {
    ipcMain.handle(name, (event, argument: unknown) => answer(name, event, argument));
  }
}

async function answer(name: Call, event: IpcMainInvokeEvent, argument: unknown): Promise<Answer> {
  try {
    return { ok: true, value: await HANDLERS[name](workbenchOf(event), argument) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function workbenchOf(event: IpcMainInvokeEvent): BrowserWindow {
  const window = BrowserWindow.fromWebContents(event.sender);
  if (window && workbenchWindows().includes(window) && comesFrom(event, WORKBENCH_ORIGIN)) return window;
  throw new Error('This page may not call the main process.');
}

function appInfo(): AppInfo {
  return {
    version: app.getVersion(),
    electron: process.versions.electron,
    chromium: process.versions.chrome,
    windowShown: windowShownMs(),
  };
}
