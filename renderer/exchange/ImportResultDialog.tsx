import { sendCommand } from '../client/engineClient';
import { Button } from '../common/Button';
import { Dialog } from '../common/Dialog';
import { WeightTable } from './WeightTable';
import { useExchangeStore } from './exchangeStore';
import styles from './exchange.module.css';

/** What an import brought, or why it changed nothing. */
export function ImportResultDialog() {
  const outcome = useExchangeStore((s) => s.outcome);
  const close = () => useExchangeStore.setState({ outcome: null });
  if (!outcome) return null;
  const { fileName, result } = outcome;
  const undo = () => {
    sendCommand({ type: 'clearPins' });
    close();
  };
  return (
    <Dialog open onOpenChange={close} title={result.ok ? 'Weights loaded' : 'Nothing was changed'}>
      <div className={styles.body}>
        {result.ok ? (
          <>
            <p>
              <strong>{fileName}</strong> now sets the start values below, and the script ran again from them. They are
              pinned; unpinning goes back to the script’s own.
            </p>
            <WeightTable tensors={result.value.tensors} />
            <Metadata entries={Object.entries(result.value.metadata)} />
          </>
        ) : (
          <div className={styles.error} role="alert">
            <p>
              <strong>{fileName}</strong> could not be loaded: {result.message}
            </p>
            <p>
              The file must be whole and hold every variable of the script that runs, under the same names and with the
              same shapes. Open the lesson it was exported from, or export it again.
            </p>
          </div>
        )}
        <div className={styles.actions}>
          {result.ok && <Button onClick={undo}>Undo: unpin all start values</Button>}
          <Button look="primary" onClick={close}>
            {result.ok ? 'Done' : 'Close'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Metadata({ entries }: { entries: [string, string][] }) {
  if (entries.length === 0) return null;
  return <p className={styles.muted}>{entries.map(([name, text]) => `${name}: ${text}`).join(' · ')}</p>;
}
