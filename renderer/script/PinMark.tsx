import { Pin } from 'lucide-react';
import type { Tunable } from '../../engine/protocol';
import { unpin } from './pins';
import styles from './StartValues.module.css';

/** A pinned start value carries a pin; pressing it goes back to the script's own value. */
export function PinMark({ tunable }: { tunable: Tunable }) {
  if (!tunable.pinned) return <span className={styles.noPin} />;
  return (
    <button
      type="button"
      className={styles.pin}
      aria-label={`Unpin ${tunable.label}: back to the script's value`}
      title="Pinned. Press to go back to the script's value"
      onClick={() => unpin(tunable.key)}
    >
      <Pin size={13} aria-hidden="true" />
    </button>
  );
}
