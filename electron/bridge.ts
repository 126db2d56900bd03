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
  /** Shows an open dialog for notebooks and reads what was chosen, at most 256 MB. Null when cancelled. */
  openNotebook(): Promise<OpenedFile | null>;
  /** Reads a notebook again that a person has chosen before (one of `recentNotebooks`). Throws for any other, and for one that is gone. */
  openRecent(request: RecentNotebook): Promise<OpenedFile>;
  /** The notebooks that were opened or saved last, the latest first. */
  recentNotebooks(): Promise<readonly RecentNotebook[]>;
  /** The notebook that the app was started with or asked to open before this page listened: to be read with `openRecent`. Null when there is none, and when asked again. */
  notebookToOpen(): Promise<RecentNotebook | null>;
  /**
   * Writes a notebook, whole or not at all: to its path without a dialog, or where a dialog says when that is null. A
   * file that changed on disk since it was opened is replaced only when the person says so. Null when cancelled.
   */
  saveNotebook(request: NotebookSave): Promise<SavedFile | null>;
  /** What is open: the window's title, and whether closing the window asks first. Null when it is no notebook. */
  setDocumentState(state: DocumentState | null): Promise<void>;
  /** Keeps the notebook as it is now for the next start, so that a crash loses nothing. Null: there is nothing to keep. */
  keepDraft(draft: NotebookDraft | null): Promise<void>;
  /** What was kept last. */
  keptDraft(): Promise<NotebookDraft | null>;
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
  'openNotebook',
  'openRecent',
  'recentNotebooks',
  'notebookToOpen',
  'saveNotebook',
  'setDocumentState',
  'keepDraft',
  'keptDraft',
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
  /** Of the left panel while it shows a notebook. */
  notebookPanelWidth: number;
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

export interface RecentNotebook {
  path: string;
}

export interface NotebookSave {
  /** Of the notebook as it was opened or saved last; null asks for a place, as Save As does. */
  path: string | null;
  /** The file name that the dialog proposes. Its ending says the format: `.ipynb` or `.py`. */
  name: string;
  bytes: Uint8Array;
}

export interface DocumentState {
  /** Null for one that was never saved. */
  path: string | null;
  /** What the title says: its file name, or the lesson's title. */
  name: string;
  /** It has changes that no file has. */
  dirty: boolean;
}

/** A notebook that is open, kept between starts. */
export interface NotebookDraft {
  path: string | null;
  name: string;
  /** The lesson that it is, if it is one. */
  lesson: string | null;
  /** The notebook as the workbench writes it for itself, at most 32 million letters (outputs are left out first); null when the file at `path` has it all. */
  content: string | null;
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
  | { type: 'menu'; action: MenuAction }
  /** A person chose this notebook outside the page (Open Recent, the command line, the file manager): to be read with `openRecent`. */
  | { type: 'openNotebook'; path: string }
  /** The person who closes the window wants the notebook saved first. It closes when `setDocumentState` says that nothing is unsaved, and stays when it says otherwise. */
  | { type: 'saveThenClose' };

export type MenuAction =
  | 'newNotebook'
  | 'openNotebook'
  | 'saveNotebook'
  | 'saveNotebookAs'
  | 'runAllCells'
  | 'rerunCells'
  | 'restartKernel'
  | 'nextLine'
  | 'previousLine'
  | 'toEndOfTape'
  | 'nextUpdate'
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
