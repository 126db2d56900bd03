/** Keeps the open notebook in step with the engine and with main: outputs come in, title and draft go out. */
import { sendCommand } from '../client/engineClient';
import { useEngineStore } from '../stores/engineStore';
import { isDirty, openNotebook, takeOutputs, useNotebookStore } from './documentStore';
import { draftOf, openKnown, saveNotebook } from './notebookFiles';

const KEEP_AFTER_MS = 800;
/** Writing out a large notebook takes a while, so the rest between two times is as many times longer. */
const REST = 20;

/** Called once, when the window starts. */
export function setUpNotebooks(): void {
  useEngineStore.subscribe((now, before) => {
    if (now.outputs === before.outputs && now.notebook === before.notebook) return;
    // A port that is being attached knows nothing for a moment; what was given out is not lost by that.
    if (now.notebook === null) return;
    const changed = new Map([...now.outputs].filter(([cell, outputs]) => before.outputs.get(cell) !== outputs));
    takeOutputs(changed, now.notebook);
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  useNotebookStore.subscribe(({ open: now }, { open: before }) => {
    if (!now || !before || now.origin !== before.origin || isDirty(now) !== isDirty(before)) tellState();
    if (now?.origin === before?.origin && now?.revision === before?.revision) return;
    clearTimeout(timer);
    timer = setTimeout(keepDraft, Math.max(KEEP_AFTER_MS, REST * keepingTook));
  });
  window.tapedeck.onMainEvent((event) => {
    if (event.type === 'openNotebook') void openKnown(event.path);
    if (event.type === 'saveThenClose') void saveThenClose();
  });
}

function tellState(): void {
  const open = openNotebook();
  const state = open && { path: open.origin.path, name: open.origin.name, dirty: isDirty(open) };
  void window.tapedeck.setDocumentState(state);
}

let keepingTook = 0;

function keepDraft(): void {
  const started = performance.now();
  const open = openNotebook();
  void window.tapedeck.keepDraft(open && draftOf(open));
  keepingTook = performance.now() - started;
}

/** Main closes the window when it is told that nothing is unsaved; told otherwise, it stays open. */
async function saveThenClose(): Promise<void> {
  await saveNotebook();
  tellState();
}

const IDLE_TIMEOUT_MS = 10_000;
let isWarm = false;

/** Python starts in the background, once, when the window has nothing else to do. */
export function warmKernelWhenIdle(): void {
  if (isWarm) return;
  isWarm = true;
  requestIdleCallback(() => sendCommand({ type: 'warmKernel' }), { timeout: IDLE_TIMEOUT_MS });
}

/** Waits for the first gradient on screen, or for the end of a run that has none. */
export function warmKernelAfterOpening(): void {
  const isThere = (): boolean => {
    const { gradients, timeline, notebook } = useEngineStore.getState();
    for (const cell of gradients.values()) if (cell.state === 'tensor') return true;
    if (notebook !== null) return true;
    return timeline !== null && timeline.complete && timeline.head.passed >= timeline.moments.length;
  };
  const unsubscribe = useEngineStore.subscribe(() => {
    if (!isThere()) return;
    unsubscribe();
    warmKernelWhenIdle();
  });
}
