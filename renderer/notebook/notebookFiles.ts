/** Notebooks as files and lessons: opened, saved, remembered. Opening one runs nothing. */
import type { NotebookDraft, OpenedFile } from '../../electron/bridge';
import type { LessonInfo, NotebookDocument } from '../../engine/protocol';
import { request, sendCommand } from '../client/engineClient';
import { useEngineStore } from '../stores/engineStore';
import { notify, useViewStore } from '../stores/viewStore';
import { emptyCell } from './cellEdits';
import {
  closeDocument,
  documentOf,
  isDirty,
  markSaved,
  newCellId,
  openDocument,
  openNotebook,
  takeOutputs,
  type OpenNotebook,
  type Origin,
} from './documentStore';

/** As large as a dropped notebook may be; main says the same of those it reads. */
const MOST_BYTES = 256 * 1024 * 1024;
/** As many letters as a draft may have; outputs are left out first. */
const MOST_DRAFT = 32_000_000;

export const isNotebookName = (name: string): boolean => /\.(ipynb|py)$/i.test(name);

export async function chooseNotebook(): Promise<void> {
  await tell(async () => {
    if (!(await mayReplace())) return;
    const file = await window.tapedeck.openNotebook();
    if (file) await openFile(file);
  });
}

/** One that a person has chosen before: in the list of recent ones, or outside the window. */
export async function openKnown(path: string): Promise<void> {
  await tell(async () => {
    if (await mayReplace()) await openFile(await window.tapedeck.openRecent({ path }));
  });
}

export async function openDropped(file: File): Promise<void> {
  await tell(async () => {
    if (file.size > MOST_BYTES) throw new Error(`'${file.name}' is larger than the 256 MB that can be read.`);
    if (!(await mayReplace())) return;
    // A page does not learn where a dropped file lies, so saving asks for a place.
    const bytes = new Uint8Array(await file.arrayBuffer());
    show(await read(file.name, bytes), { path: null, name: file.name, lesson: null });
  });
}

export async function openNotebookLesson(lesson: LessonInfo): Promise<void> {
  await tell(async () => {
    if (!(await mayReplace())) return;
    const bytes = new TextEncoder().encode(lesson.source);
    show(await read(`${lesson.id}.ipynb`, bytes), { path: null, name: lesson.title, lesson: lesson.id });
    void window.tapedeck.setSettings({ lastLesson: lesson.id });
  });
}

export async function newNotebook(): Promise<void> {
  await tell(async () => {
    if (!(await mayReplace())) return;
    const cells = [emptyCell(newCellId())];
    show({ format: 'ipynb', cells, metadata: '{}', notices: [] }, { path: null, name: 'Untitled.ipynb', lesson: null });
  });
}

/** Where it was saved last, or where a dialog says. Whether it is saved now. */
export async function saveNotebook(asAnother = false): Promise<boolean> {
  const open = openNotebook();
  if (!open) return false;
  let isSaved = false;
  await tell(async () => {
    const result = await request({ type: 'writeNotebook', document: documentOf(open) });
    if (!result.ok) throw new Error(result.message);
    const name = isNotebookName(open.origin.name) ? open.origin.name : `${open.origin.name}.ipynb`;
    const path = asAnother ? null : open.origin.path;
    const saved = await window.tapedeck.saveNotebook({ path, name, bytes: result.value });
    if (!saved) return;
    markSaved(open.revision, { path: saved.path, name: saved.name, lesson: null });
    isSaved = true;
  });
  return isSaved;
}

/** Leaves the notebook and goes back to the script. */
export async function leaveNotebook(): Promise<void> {
  if (!(await mayReplace())) return;
  closeDocument();
  useViewStore.setState({ leftPanel: 'script', selectedNode: null, litLines: null });
  if (useEngineStore.getState().notebook === null) return;
  const { draft } = useViewStore.getState();
  const [first] = useEngineStore.getState().lessons;
  if (draft !== '') sendCommand({ type: 'runScript', source: draft });
  else if (first) sendCommand({ type: 'openLesson', lesson: first.id });
}

/**
 * Opens what was open when the window or the app ended. `isRunning`: the engine has its cells already, for only
 * the window was reloaded; then nothing is taken from it. Whether there was anything.
 */
export async function reopenDraft(draft: NotebookDraft | null, isRunning: boolean): Promise<boolean> {
  if (draft === null) return false;
  let isOpen = false;
  await tell(async () => {
    const { path, name, lesson, content } = draft;
    const origin = { path, name, lesson };
    const restore = isRunning ? rejoin : show;
    if (content !== null) restore(JSON.parse(content) as NotebookDocument, origin, false);
    else if (path !== null) await openFile(await window.tapedeck.openRecent({ path }), restore);
    else {
      const found = useEngineStore.getState().lessons.find(({ id }) => id === lesson);
      if (!found) return;
      restore(await read(`${found.id}.ipynb`, new TextEncoder().encode(found.source)), origin);
    }
    isOpen = true;
  });
  return isOpen;
}

/** What main keeps for the next start. */
export function draftOf(open: OpenNotebook): NotebookDraft {
  const { path, name, lesson } = open.origin;
  if (!isDirty(open) && (path !== null || lesson !== null)) return { path, name, lesson, content: null };
  const document = { ...documentOf(open), notices: [] };
  const content = JSON.stringify(document);
  if (content.length <= MOST_DRAFT) return { path, name, lesson, content };
  const cells = document.cells.map((cell) => ({ ...cell, outputs: [] }));
  return { path, name, lesson, content: JSON.stringify({ ...document, cells }) };
}

async function openFile({ name, path, bytes }: OpenedFile, open = show): Promise<void> {
  open(await read(name, bytes), { path, name, lesson: null });
}

async function read(fileName: string, bytes: Uint8Array): Promise<NotebookDocument> {
  const result = await request({ type: 'readNotebook', fileName, bytes });
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

/** A notebook takes the place of what the engine ran. */
function show(document: NotebookDocument, origin: Origin, isSaved = true): void {
  openDocument(document, origin, isSaved);
  useViewStore.setState({ leftPanel: 'notebook', selectedNode: null, litLines: null, openGroups: {} });
  sendCommand({ type: 'openNotebook', lesson: origin.lesson });
}

/** What the engine has of it is newer than what was kept. */
function rejoin(document: NotebookDocument, origin: Origin, isSaved = true): void {
  openDocument(document, origin, isSaved);
  useViewStore.setState({ leftPanel: 'notebook' });
  const { outputs, notebook } = useEngineStore.getState();
  takeOutputs(outputs, notebook);
}

/** Whether what is open may make place: saved, or given up by the person. */
async function mayReplace(): Promise<boolean> {
  const open = openNotebook();
  if (!open || !isDirty(open)) return true;
  const answer = await askAboutChanges(open.origin.name);
  if (answer === 'save') return saveNotebook();
  return answer === 'discard';
}

function askAboutChanges(name: string): Promise<'save' | 'discard' | 'cancel'> {
  return new Promise((resolve) => {
    const answer = (choice: 'save' | 'discard' | 'cancel') => {
      useViewStore.setState({ unsavedQuestion: null });
      resolve(choice);
    };
    useViewStore.getState().unsavedQuestion?.answer('cancel');
    useViewStore.setState({ unsavedQuestion: { name, answer } });
  });
}

async function tell(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    notify('error', error instanceof Error ? error.message : String(error));
  }
}
