import { useEffect, useRef, useState } from 'react';
import type { SavedFile } from '../../electron/bridge';
import type { ExportedWeights, FormatInfo, Result } from '../../engine/protocol';
import { request, sendCommand } from '../client/engineClient';
import { Button } from '../common/Button';
import { Dialog } from '../common/Dialog';
import { openNotebook } from '../notebook/documentStore';
import { useEngineStore } from '../stores/engineStore';
import { useViewStore } from '../stores/viewStore';
import { formatBytes } from '../values';
import { ExportContents } from './ExportContents';
import { FormatList } from './FormatList';
import { sizeText } from './exportText';
import { saveExport } from './saveExport';
import styles from './exchange.module.css';

/** Everything that leaves the app: which format, what is in it, how to load it, and where to. */
export function ExportDialog() {
  const isOpen = useViewStore((s) => s.exportOpen);
  const formats = useEngineStore((s) => s.formats);
  const close = () => useViewStore.setState({ exportOpen: false });
  return (
    <Dialog wide open={isOpen} onOpenChange={close} title="Export">
      {isOpen && formats.length > 0 && <ExportBody formats={formats} />}
    </Dialog>
  );
}

type SaveState =
  | { is: 'ready' }
  | { is: 'saving'; written: number }
  | { is: 'saved'; file: SavedFile }
  | { is: 'failed'; message: string };

/** Mounted anew each time the dialog opens, so that it always speaks of the weights as they are now. */
function ExportBody({ formats }: { formats: readonly FormatInfo[] }) {
  const remembered = useViewStore((s) => s.exportFormat);
  const chosen = formats.find(({ id }) => id === remembered) ?? formats[0];
  const [optimizer, setOptimizer] = useState(false);
  const exported = useExport(chosen, optimizer && (chosen.holdsOptimizer ?? false));
  const [state, setState] = useState<SaveState>({ is: 'ready' });
  const isSaving = state.is === 'saving';
  const aborting = useRef<AbortController | null>(null);
  // Closing the dialog gives up what is being written.
  useEffect(() => () => aborting.current?.abort(), []);

  const choose = (format: FormatInfo) => {
    useViewStore.setState({ exportFormat: format.id });
    setState({ is: 'ready' });
  };
  const save = async () => {
    if (!exported?.ok || isSaving) return;
    const abort = (aborting.current = new AbortController());
    setState({ is: 'saving', written: 0 });
    try {
      const file = await saveExport(exported.value, chosen, {
        onProgress: (written) => setState({ is: 'saving', written }),
        signal: abort.signal,
      });
      setState(file ? { is: 'saved', file } : { is: 'ready' });
    } catch (error) {
      setState({ is: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <form
      className={styles.export}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className={styles.columns}>
        <FormatList formats={formats} chosen={chosen} disabled={isSaving} onChoose={choose} />
        <ExportContents
          format={chosen}
          exported={exported}
          savedAs={state.is === 'saved' ? state.file.name : null}
          optimizer={optimizer}
          disabled={isSaving}
          onOptimizer={(on) => {
            setOptimizer(on);
            setState({ is: 'ready' });
          }}
        />
      </div>
      <SaveOutcome state={state} />
      <div className={styles.actions}>
        <span className={styles.muted}>{exported?.ok && sizeText(exported.value)}</span>
        {isSaving && <Button onClick={() => aborting.current?.abort()}>Cancel</Button>}
        <Button look="primary" type="submit" disabled={isSaving || !exported?.ok}>
          {isSaving ? 'Saving…' : 'Save…'}
        </Button>
      </div>
      {isSaving && exported?.ok && <Progress written={state.written} exported={exported.value} />}
    </form>
  );
}

/** What the engine has written in memory for a choice; null until it is there. */
function useExport({ id }: FormatInfo, optimizer: boolean): Result<ExportedWeights> | null {
  const [answer, setAnswer] = useState<{ of: string; result: Result<ExportedWeights> } | null>(null);
  const asked = `${id} ${optimizer}`;
  useEffect(() => {
    let isWanted = true;
    const answered = (result: Result<ExportedWeights>) => isWanted && setAnswer({ of: asked, result });
    request({ type: 'exportWeights', format: id, optimizer, name: notebookName() }).then(answered, (error: Error) =>
      answered({ ok: false, message: error.message }),
    );
    return () => {
      isWanted = false;
    };
  }, [asked, id, optimizer]);
  useEffect(() => () => sendCommand({ type: 'releaseExported' }), []);
  return answer?.of === asked ? answer.result : null;
}

/** The open notebook's, where what ran is its cells. */
function notebookName(): string | undefined {
  if (useEngineStore.getState().notebook === null) return undefined;
  return openNotebook()?.origin.name.replace(/\.(ipynb|py)$/i, '');
}

function Progress({ written, exported }: { written: number; exported: ExportedWeights }) {
  const all = exported.files.reduce((sum, { size }) => sum + size, 0);
  return (
    <div className={styles.progress}>
      <progress max={all || 1} value={written} aria-label="Written so far" />
      <span className={styles.muted}>
        {formatBytes(written)} of {formatBytes(all)}
      </span>
    </div>
  );
}

function SaveOutcome({ state }: { state: SaveState }) {
  return (
    <div role="status">
      {state.is === 'saved' && (
        <p className={styles.saved}>
          Saved {formatBytes(state.file.bytes)} to <code>{state.file.path}</code>
        </p>
      )}
      {state.is === 'failed' && (
        <div className={styles.error}>
          <p>{state.message}</p>
          <p>What was there before is still there, and so are the weights: save again.</p>
        </div>
      )}
    </div>
  );
}
