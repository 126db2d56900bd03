import { useEffect, useState } from 'react';
import type { ExportedWeights, Result } from '../../engine/protocol';
import type { SavedFile } from '../../electron/bridge';
import { request } from '../client/engineClient';
import { Button } from '../common/Button';
import { Dialog } from '../common/Dialog';
import { formatBytes } from '../values';
import { CodeSnippets } from './CodeSnippets';
import { ImportResultDialog } from './ImportResultDialog';
import { WeightTable } from './WeightTable';
import { loadingSnippets } from './weightFacts';
import styles from './exchange.module.css';

interface ExportDialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
}

/** Everything the weights go through on their way out; the outcome of an import shows here as well. */
export function ExportDialog({ open, onOpenChange }: ExportDialogProps) {
  return (
    <>
      <Dialog
        open={open}
        onOpenChange={onOpenChange}
        title="Export weights"
        description="safetensors: one file of named tensors that PyTorch, Keras, NumPy and the browser read, and that cannot run code."
      >
        {open && <ExportBody />}
      </Dialog>
      <ImportResultDialog />
    </>
  );
}

/** Mounted anew each time the dialog opens, so that it always speaks of the weights as they are now. */
function ExportBody() {
  const exported = useExport();
  if (!exported) return <p className={styles.muted}>Collecting the weights…</p>;
  if (!exported.ok) {
    return (
      <div className={styles.error} role="alert">
        <p>{exported.message}</p>
        <p>Run a script that has variables and let it reach its first training step, then export again.</p>
      </div>
    );
  }
  return <Ready weights={exported.value} />;
}

function useExport(): Result<ExportedWeights> | null {
  const [result, setResult] = useState<Result<ExportedWeights> | null>(null);
  useEffect(() => {
    let isWanted = true;
    request({ type: 'exportWeights', format: 'safetensors' }).then(
      (answer) => isWanted && setResult(answer),
      (error: Error) => isWanted && setResult({ ok: false, message: error.message }),
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return result;
}

type SaveState = { is: 'ready' | 'saving' } | { is: 'saved'; file: SavedFile } | { is: 'failed'; message: string };

function Ready({ weights }: { weights: ExportedWeights }) {
  const [state, setState] = useState<SaveState>({ is: 'ready' });
  const [main] = weights.files;
  const save = async () => {
    setState({ is: 'saving' });
    try {
      const file = await window.tapedeck.saveFile({
        title: 'Export weights',
        defaultName: main.name,
        filters: [{ name: 'safetensors', extensions: ['safetensors'] }],
        bytes: main.bytes,
      });
      setState(file ? { is: 'saved', file } : { is: 'ready' });
    } catch (error) {
      setState({ is: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <div className={styles.body}>
      <WeightTable tensors={weights.tensors} />
      <h3>Load it like this</h3>
      <CodeSnippets snippets={loadingSnippets(main.name, weights.tensors)} />
      <SaveOutcome state={state} />
      <div className={styles.actions}>
        <span className={styles.muted}>
          {weights.tensors.length} {weights.tensors.length === 1 ? 'tensor' : 'tensors'},{' '}
          {formatBytes(main.bytes.byteLength)}
        </span>
        <Button look="primary" disabled={state.is === 'saving'} onClick={() => void save()}>
          {state.is === 'saving' ? 'Saving…' : 'Save…'}
        </Button>
      </div>
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
          <p>The file was not written: {state.message}</p>
          <p>Choose another folder, or free some space, and save again. The weights are still here.</p>
        </div>
      )}
    </div>
  );
}
