import { useState } from 'react';
import type { CheckedWeights } from '../../engine/protocol';
import { Button } from '../common/Button';
import { Dialog } from '../common/Dialog';
import { MatchTable } from './MatchTable';
import { type Import, showImport, useExchangeStore } from './exchangeStore';
import { plural, trainedText } from './exportText';
import { loadWeights, undoLoad } from './importWeights';
import { loadText, summaryText } from './matchText';
import styles from './exchange.module.css';

const TITLES: Readonly<Record<Import['is'], string>> = {
  reading: 'Import weights',
  checked: 'Import weights',
  failed: 'Nothing was changed',
  loaded: 'Weights loaded',
};

/** A file on its way in: how it fits the script, the choice of what to load, and the way back. */
export function ImportDialog() {
  const state = useExchangeStore((s) => s.import);
  if (state === null) return null;
  const close = () => showImport(null);
  return (
    <Dialog open wide={state.is === 'checked'} onOpenChange={close} title={TITLES[state.is]}>
      <div className={styles.body}>
        {state.is === 'reading' && (
          <p className={styles.muted}>
            Reading <strong>{state.fileName}</strong>…
          </p>
        )}
        {state.is === 'failed' && <Failed {...state} onClose={close} />}
        {state.is === 'checked' && (
          <Checked key={state.checked.check} fileName={state.fileName} checked={state.checked} onClose={close} />
        )}
        {state.is === 'loaded' && <Loaded {...state} onClose={close} />}
      </div>
    </Dialog>
  );
}

interface Closable {
  onClose(): void;
}

function Failed({ fileName, message, onClose }: Extract<Import, { is: 'failed' }> & Closable) {
  return (
    <>
      <div className={styles.error} role="alert">
        <p>
          <strong>{fileName}</strong> was not loaded: {message}
        </p>
      </div>
      <div className={styles.actions}>
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </>
  );
}

function Checked({ fileName, checked, onClose }: { fileName: string; checked: CheckedWeights } & Closable) {
  const { matches, metadata, format, byOrder, check } = checked;
  const loadable = matches.filter(({ verdict }) => verdict === 'matches').map(({ name }) => name);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = loadable.filter((name) => !left.has(name));
  const toggle = (name: string) => {
    const next = new Set(left);
    if (!next.delete(name)) next.add(name);
    setLeft(next);
  };
  return (
    <form
      className={styles.body}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length > 0) void loadWeights(fileName, check, chosen);
      }}
    >
      <p>
        <strong>{fileName}</strong>{' '}
        <span className={styles.muted}>{[format, trainedText(metadata)].filter(Boolean).join(' · ')}</span>
      </p>
      <p role="status">{summaryText(matches)}</p>
      {byOrder && (
        <div className={styles.note}>
          <p>
            No name of the file is a name of the script. Shapes and dtypes fit in their order, so that is how they are
            matched.
          </p>
        </div>
      )}
      <MatchTable matches={matches} left={left} onToggle={toggle} />
      <div className={styles.actions}>
        <span className={styles.muted}>Nothing has changed so far.</span>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" disabled={chosen.length === 0}>
          {loadText(chosen.length, matches)}
        </Button>
      </div>
    </form>
  );
}

function Loaded({ fileName, count, onClose }: Extract<Import, { is: 'loaded' }> & Closable) {
  return (
    <>
      <p>
        {plural(count, 'tensor')} of <strong>{fileName}</strong> {count === 1 ? 'is' : 'are'} now what the script starts
        from, and it ran again from there. Undo puts the start values back as they were before.
      </p>
      <div className={styles.actions}>
        <Button onClick={undoLoad}>Undo</Button>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </>
  );
}
