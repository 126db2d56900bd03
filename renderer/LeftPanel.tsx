import { lazy, Suspense } from 'react';
import { useNotebookStore } from './notebook/documentStore';
import { useDraftKeeping } from './script/useDraft';
import { ScriptPanel } from './script/ScriptPanel';
import { useViewStore } from './stores/viewStore';

/** Python's grammar and the text renderer are not needed for the opening lesson. */
const NotebookPanel = lazy(() => import('./notebook/NotebookPanel'));

/** The left region: the script, or the notebook that is open. The other one stays as it is meanwhile. */
export function LeftPanel() {
  useDraftKeeping();
  const isOpen = useNotebookStore((s) => s.open !== null);
  const shown = useShownPanel();
  return (
    <>
      <ScriptPanel isShown={shown === 'script'} />
      {isOpen && (
        <Suspense>
          <NotebookPanel isShown={shown === 'notebook'} />
        </Suspense>
      )}
    </>
  );
}

/** The notebook is shown only while there is one. */
export function useShownPanel(): 'script' | 'notebook' {
  const isOpen = useNotebookStore((s) => s.open !== null);
  const wanted = useViewStore((s) => s.leftPanel);
  return isOpen ? wanted : 'script';
}
