import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import type { Tunable } from '../../engine/protocol';
import { useExchangeStore } from '../exchange/exchangeStore';
import { undoLoad } from '../exchange/importWeights';
import { useEngineStore } from '../stores/engineStore';
import { useViewStore } from '../stores/viewStore';
import { elementCount } from '../values';
import { ScalarRow } from './ScalarRow';
import { TensorRow } from './TensorRow';
import { unpinAll } from './pins';
import { shortLabels } from './shortLabels';
import styles from './StartValues.module.css';

/** The values a run starts from, to be pinned by hand: variables and hyperparameters of the script. */
export function StartValues({ startsClosed = false }: { startsClosed?: boolean }) {
  const [isOpen, setOpen] = useState(!startsClosed);
  const tunables = useEngineStore((s) => s.tunables);
  // Another script is another set of sliders, even where the names are the same.
  const source = useEngineStore((s) => s.source);
  const pulse = useViewStore((s) => s.pulseTunable);
  const canUndo = useExchangeStore((s) => s.undoIn !== null && s.undoIn === source);
  if (tunables.length === 0) return null;
  const firstScalar = tunables.find(isScalar);
  const labels = shortLabels(tunables.map((tunable) => tunable.label));
  return (
    <section className={styles.section} aria-labelledby="start-values">
      <header className={styles.header}>
        <h2 id="start-values">
          {startsClosed ? (
            <button type="button" className={styles.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              <ChevronDown size={14} aria-hidden="true" className={styles.chevron} />
              Start values <span className={styles.count}>{tunables.length}</span>
            </button>
          ) : (
            'Start values'
          )}
        </h2>
        {canUndo && (
          <button type="button" className={`${styles.reset} ${styles.undo}`} onClick={undoLoad}>
            undo import
          </button>
        )}
        <button
          type="button"
          className={styles.reset}
          disabled={!tunables.some((tunable) => tunable.pinned)}
          onClick={unpinAll}
        >
          reset<span className={styles.hidden}> all start values to the script&apos;s</span>
        </button>
      </header>
      <ul className={styles.rows} key={source} hidden={!isOpen}>
        {tunables.map((tunable, i) =>
          isScalar(tunable) ? (
            <ScalarRow
              key={tunable.key}
              tunable={tunable}
              shortLabel={labels[i]}
              start={tunable.start![0]}
              pulse={pulse && tunable === firstScalar}
            />
          ) : (
            <TensorRow key={tunable.key} tunable={tunable} shortLabel={labels[i]} />
          ),
        )}
      </ul>
    </section>
  );
}

function isScalar(tunable: Tunable): boolean {
  return tunable.start !== null && elementCount(tunable.shape) === 1;
}
