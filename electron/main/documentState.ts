/** What each workbench has open: its title, and whether a window may close without a word. */
import { app, dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { DocumentState, MainEvent, NotebookDraft } from '../bridge';
import { dropChanges, keepDraft } from './drafts';

const states = new Map<BrowserWindow, DocumentState>();
/** Windows that close as soon as they are saved, and whether the app goes with them. */
const closing = new Map<BrowserWindow, 'window' | 'app'>();
/** Windows that close without saving: what they still keep of their changes is not wanted. */
const discarding = new WeakSet<BrowserWindow>();
let listener: () => void = () => {};

/** Asks before the app ends with something unsaved. Before other listeners of `before-quit`: they see that it is prevented. */
export function setupDocuments(): void {
  app.on('before-quit', (event) => {
    const [unsaved] = [...states].find(([, { dirty }]) => dirty) ?? [];
    if (unsaved === undefined) return;
    event.preventDefault();
    void askToClose(unsaved, 'app');
  });
}

/** Asks before this window closes with something unsaved. */
export function watchClosing(window: BrowserWindow): void {
  // The page's own title would take the place of the document's.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.on('close', (event) => {
    if (states.get(window)?.dirty !== true) return;
    event.preventDefault();
    void askToClose(window, 'window');
  });
  window.on('closed', () => {
    states.delete(window);
    closing.delete(window);
  });
}

/** Whether some workbench shows a notebook. */
export function isNotebookOpen(): boolean {
  return states.size > 0;
}

/** Tells when a notebook was opened or closed. */
export function onDocumentState(listen: () => void): void {
  listener = listen;
}

export function setDocumentState(window: BrowserWindow, state: DocumentState | null): void {
  const wasOpen = isNotebookOpen();
  if (state === null) states.delete(window);
  else states.set(window, state);
  window.setTitle(state === null ? app.name : `${state.dirty ? '• ' : ''}${state.name} — ${app.name}`);
  // macOS shows both in the title bar; elsewhere they do nothing.
  window.setRepresentedFilename(state?.path ?? '');
  window.setDocumentEdited(state?.dirty ?? false);
  if (isNotebookOpen() !== wasOpen) listener();
  const what = closing.get(window);
  closing.delete(window);
  if (what !== undefined && state?.dirty !== true) close(window, what);
}

async function askToClose(window: BrowserWindow, what: 'window' | 'app'): Promise<void> {
  const state = states.get(window);
  if (state === undefined || closing.has(window)) return;
  closing.set(window, what);
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `Save the changes to '${state.name}'?`,
    detail: 'They are lost if you close without saving.',
    buttons: ['Save', "Don't Save", 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  });
  if (response === 0 && !window.isDestroyed()) {
    window.webContents.send('mainEvent', { type: 'saveThenClose' } satisfies MainEvent);
    return;
  }
  closing.delete(window);
  if (response === 1) {
    states.delete(window);
    discarding.add(window);
    // A draft that cannot be dropped comes back at the next start, which is better than a window that stays.
    await dropChanges().catch(() => {});
    close(window, what);
  }
}

/** Keeps what a window has open, but for one that was told to let it go. */
export async function keepDraftOf(window: BrowserWindow, draft: NotebookDraft | null): Promise<void> {
  if (!discarding.has(window)) await keepDraft(draft);
}

function close(window: BrowserWindow, what: 'window' | 'app'): void {
  if (what === 'app') app.quit();
  else if (!window.isDestroyed()) window.close();
}
