/**
 * The whole contract between the main process and the workbench window. The preload exposes one
 * `Bridge` as `window.tapedeck`; main answers each call after checking its sender. Adding a call is
 * a line here, its handler in main, and nothing else: the preload is derived from `BRIDGE_CALLS`.
 */
export interface Bridge {
  /** Settings that are remembered between starts. */
  getSettings(): Promise<Settings>;
  setSettings(change: Partial<Settings>): Promise<Settings>;
  /** Shows a save dialog and opens a temporary file beside each file to be. Null when the person cancelled. */
  beginSave(request: SaveRequest): Promise<BegunSave | null>;
  /** Appends to a file of a save. Throws, and gives the save up, when that is not possible. */
  writeSave(part: SavePart): Promise<void>;
  /** Puts the files in their places, all at once; those that were there are whole until then. */
  finishSave(save: BegunSave): Promise<SavedFile>;
  /** Gives a save up: nothing has changed. */
  cancelSave(save: BegunSave): Promise<void>;
  /** Shows an open dialog and reads. Null when cancelled. A file larger than `maxBytes` is refused with a message. */
  openFile(request: OpenRequest): Promise<OpenedFile | null>;
  /** Replaces a crashed engine host with a new one; a new port follows. */
  restartEngine(): Promise<void>;
  /** Versions and timings for the About panel and the smoke test. */
  getAppInfo(): Promise<AppInfo>;
  /** Asks main for an engine port; it arrives as a window `message` event, `{ type: 'enginePort' }` with the port. */
  requestEnginePort(): Promise<void>;
  /** Something main has to say. Returns a function that stops listening. */
  onMainEvent(listener: (event: MainEvent) => void): () => void;
}

export const BRIDGE_CALLS = [
  'getSettings',
  'setSettings',
  'beginSave',
  'writeSave',
  'finishSave',
  'cancelSave',
  'openFile',
  'restartEngine',
  'getAppInfo',
  'requestEnginePort',
] as const satisfies readonly (keyof Bridge)[];

export interface Settings {
  theme: 'system' | 'light' | 'dark';
  lastLesson: string | null;
  /** The script as last edited, so that a crash or restart loses nothing; null when it is the lesson's own. */
  lastScript: string | null;
  backend: 'auto' | 'cpu' | 'webgpu';
  speed: number;
  leftPanelWidth: number;
  rightPanelWidth: number;
  /** The id of the format that was exported last. */
  exportFormat: string | null;
}

export interface SaveRequest {
  title: string;
  /** With their sizes in bytes. The first is named in the dialog; the others get their own names beside it. */
  files: { name: string; size: number }[];
  filters: { name: string; extensions: string[] }[];
}

export interface BegunSave {
  save: number;
}

export interface SavePart extends BegunSave {
  /** Which of the files of the request. */
  file: number;
  bytes: Uint8Array;
}

export interface SavedFile {
  /** Of the first file. */
  path: string;
  /** Its name, as the person chose it. */
  name: string;
  /** Of all files together. */
  bytes: number;
}

export interface OpenRequest {
  title: string;
  filters: { name: string; extensions: string[] }[];
  maxBytes: number;
}

export interface OpenedFile {
  path: string;
  name: string;
  bytes: Uint8Array;
}

export interface AppInfo {
  version: string;
  electron: string;
  chromium: string;
  /** Milliseconds from process start to the window being shown. */
  windowShown: number;
}

export type MainEvent =
  /** The engine host's process is gone. */
  | { type: 'engineCrashed'; reason: string }
  | { type: 'engineRestarted' }
  /** A menu item was chosen. */
  | { type: 'menu'; action: MenuAction };

export type MenuAction =
  | 'export'
  | 'import'
  | 'run'
  | 'stop'
  | 'play'
  | 'stepForward'
  | 'stepBack'
  | 'toStart'
  | 'fit'
  | 'search'
  | 'help'
  | 'theme';

declare global {
  interface Window {
    readonly tapedeck: Bridge;
  }
}
