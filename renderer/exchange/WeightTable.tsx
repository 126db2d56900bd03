import type { WeightEntry } from '../../engine/protocol';
import { formatBytes, formatShape } from '../values';
import { entryBytes } from './weightFacts';
import styles from './exchange.module.css';

/** Names, dtypes, shapes and sizes of the tensors in a file. */
export function WeightTable({ tensors }: { tensors: readonly WeightEntry[] }) {
  return (
    // Scrollable, so it takes the focus for the arrow keys.
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Tensors in the file">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">name</th>
            <th scope="col">dtype</th>
            <th scope="col">shape</th>
            <th scope="col">size</th>
          </tr>
        </thead>
        <tbody>
          {tensors.map((entry) => (
            <tr key={entry.name}>
              <th scope="row">{entry.name}</th>
              <td>{entry.dtype}</td>
              <td>{formatShape(entry.shape)}</td>
              <td>{formatBytes(entryBytes(entry))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
