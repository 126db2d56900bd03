/**
 * Connects the window to the engine: asks main for a port, opens what was open last, and restarts a
 * crashed engine with the script that was in the editor.
 */
import type { Settings } from '../../electron/bridge';
import { markCrashed, useEngineStore } from '../stores/engineStore';
import { EMPTY_MIRROR, type Mirror } from '../stores/mirror';
import { notify, setDraft, useViewStore } from '../stores/viewStore';
import { dropPort, sendCommand, takePort } from './engineClient';
import { playOpening } from './opening';
import { setUpNotebooks, warmKernelAfterOpening, warmKernelWhenIdle } from '../notebook/keepDocument';
import { openNotebook } from '../notebook/documentStore';
import { openKnown, openNotebookLesson, reopenDraft } from '../notebook/notebookFiles';
import { loadSettings } from './settings';

/** An engine that has nothing to report may stay silent after `attached`. */
const SILENCE_MILLISECONDS = 250;

/** Whether the next attachment replaces a crashed engine: then the editor's script runs, not the remembered one. */
let isRestart = false;

export async function startUp(): Promise<void> {
  window.addEventListener('message', (event) => {
    if (event.source === window && event.data?.type === 'enginePort' && event.ports[0]) takePort(event.ports[0]);
  });
  window.tapedeck.onMainEvent((event) => {
    if (event.type !== 'engineCrashed') return;
    dropPort('The engine stopped before it answered.');
    markCrashed(event.reason);
  });
  const settings = await loadSettings();
  setUpNotebooks();
  useEngineStore.subscribe((now, before) => {
    if (now.connection === 'attached' && before.connection !== 'attached') afterAttach(settings);
  });
  await window.tapedeck.requestEnginePort();
}

/** Replaces the engine after a crash. The script in the editor runs again on the new one. */
export async function restartEngine(): Promise<void> {
  isRestart = true;
  try {
    await window.tapedeck.restartEngine();
  } catch (error) {
    isRestart = false;
    notify('error', `The engine could not be restarted: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A run that goes on (the window was reloaded) is left as it is; an engine with nothing is given something to run. */
function afterAttach(settings: Settings): void {
  const begin = () => {
    unsubscribe();
    clearTimeout(timer);
    void openSomething(settings);
  };
  const timer = setTimeout(begin, SILENCE_MILLISECONDS);
  const unsubscribe = useEngineStore.subscribe((now) => hasReported(now) && begin());
  if (hasReported(useEngineStore.getState())) begin();
}

/** Whether the engine has said how the run stands, be it that there is none. */
function hasReported({ run }: Mirror): boolean {
  return run !== EMPTY_MIRROR.run;
}

async function openSomething(settings: Settings): Promise<void> {
  const isAgain = isRestart;
  isRestart = false;
  const { run, notebook } = useEngineStore.getState();
  const { draft, leftPanel } = useViewStore.getState();
  const open = openNotebook();
  if (open && leftPanel === 'notebook') {
    // The window has its notebook still; a new engine has to be told.
    if (notebook === null) sendCommand({ type: 'openNotebook', lesson: open.origin.lesson });
    return;
  }
  if (notebook === null && run.state !== 'empty') {
    // A script runs on; a notebook that was open beside it still is.
    if (await reopenDraft(await window.tapedeck.keptDraft(), true)) useViewStore.setState({ leftPanel: 'script' });
    return warmKernelAfterOpening();
  }
  if (isAgain && draft !== '') {
    sendCommand({ type: 'runScript', source: draft });
    return;
  }
  if (await openRemembered(notebook !== null)) return warmKernelWhenIdle();
  openScript(settings);
  warmKernelAfterOpening();
}

/** The notebook that the app was started with, or the one that was open last. */
async function openRemembered(isRunning: boolean): Promise<boolean> {
  const named = await window.tapedeck.notebookToOpen();
  const isOpen = await reopenDraft(await window.tapedeck.keptDraft(), isRunning);
  if (named !== null) await openKnown(named.path);
  return isOpen || openNotebook() !== null;
}

function openScript(settings: Settings): void {
  const { lessons } = useEngineStore.getState();
  if (settings.lastScript !== null) {
    setDraft(settings.lastScript);
    sendCommand({ type: 'runScript', source: settings.lastScript });
    return;
  }
  const lesson = lessons.find(({ id }) => id === settings.lastLesson) ?? lessons[0];
  if (!lesson) return;
  if (lesson.kind === 'notebook') {
    void openNotebookLesson(lesson);
    return;
  }
  sendCommand({ type: 'openLesson', lesson: lesson.id });
  if (lesson === lessons[0]) playOpening(lesson);
}
