import path from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import type { MainEvent } from '../bridge';
import { WORKBENCH_ORIGIN } from './appFiles';
import { DIST } from './appProtocol';
import { watchClosing } from './documentState';
import { readJson, writeJson } from './jsonFile';
import { checkWindowState, placeWindow } from './windowBounds';
import type { WindowState } from './windowBounds';

const FIRST_SIZE = { width: 1280, height: 800 };
const LEAST_SIZE = { minWidth: 960, minHeight: 600 };
/** Before the page has painted, in the colours of renderer/theme/tokens.css: no white flash. */
const BACKGROUND = { light: '#ffffff', dark: '#1b2028' };
/** Two crashes closer together than this are a loop: then a person decides. */
const CRASH_LOOP_MS = 10_000;

const windows = new Set<BrowserWindow>();
let windowShown: number | null = null;

export function workbenchWindows(): readonly BrowserWindow[] {
  return [...windows];
}

/** Milliseconds from process start to the first window being shown; 0 until it is. */
export function windowShownMs(): number {
  return windowShown ?? 0;
}

/** Tells every workbench. */
export function sendToWorkbenches(event: MainEvent): void {
  for (const window of windows) {
    if (!window.webContents.isCrashed()) window.webContents.send('mainEvent', event);
  }
}

export function focusWorkbench(): void {
  const [window] = windows;
  if (!window) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** Opens a workbench window where the last one stood; it shows when it has something to show. */
export function openWorkbench(): BrowserWindow {
  const state = rememberedState();
  const window = new BrowserWindow({
    ...state.bounds,
    ...LEAST_SIZE,
    autoHideMenuBar: true,
    show: false,
    title: app.name,
    ...(process.platform === 'linux' && { icon: path.join(DIST, 'icon.png') }),
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: path.join(DIST, 'preload/workbench.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  });
  windows.add(window);
  window.once('ready-to-show', () => {
    if (state.maximized) window.maximize();
    window.show();
    // Not process.getCreationTime(): on Linux it is off by up to a second.
    windowShown ??= Math.round(performance.now());
  });
  window.on('close', () => remember(window));
  watchClosing(window);
  window.on('closed', () => windows.delete(window));
  reloadAfterCrash(window);
  void window.loadURL(`${WORKBENCH_ORIGIN}/index.html`);
  return window;
}

// The engine lives in another process, so a new page finds its training where it was.
function reloadAfterCrash(window: BrowserWindow): void {
  let lastCrash = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const loop = Date.now() - lastCrash < CRASH_LOOP_MS;
    lastCrash = Date.now();
    const again = !loop || askToReload(window, reason);
    if (again) window.webContents.reload();
    else window.destroy();
  });
}

function askToReload(window: BrowserWindow, reason: string): boolean {
  const answer = dialog.showMessageBoxSync(window, {
    type: 'error',
    message: 'The workbench window stopped working twice.',
    detail: `Reason: ${reason}. The engine is still there, and nothing of the training is lost so far.`,
    buttons: ['Open it again', 'Close the window'],
    cancelId: 1,
  });
  return answer === 0;
}

const stateFile = (): string => path.join(app.getPath('userData'), 'window.json');

function rememberedState(): WindowState {
  const { workArea } = screen.getPrimaryDisplay();
  const first: WindowState = {
    bounds: { ...FIRST_SIZE, x: workArea.x + workArea.width, y: 0 },
    maximized: false,
  };
  const { bounds, maximized } = readJson(stateFile(), first, checkWindowState);
  const areas = [workArea, ...screen.getAllDisplays().map((display) => display.workArea)];
  return { bounds: placeWindow(bounds, areas), maximized };
}

function remember(window: BrowserWindow): void {
  const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    writeJson(stateFile(), state);
  } catch (error) {
    console.error('The place of the window could not be remembered:', error);
  }
}
