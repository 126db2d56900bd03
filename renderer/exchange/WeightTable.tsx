import { Fragment } from 'react';
import type { WeightEntry } from '../../engine/protocol';
import { formatBytes, formatShape } from '../values';
import { entryBytes, firstText } from './exportText';
import styles from './exchange.module.css';

/** Names, shapes, dtypes, first numbers and sizes of the tensors in a file. */
export function WeightTable({ tensors }: { tensors: readonly WeightEntry[] }) {
  return (
    // Scrollable, so it takes the focus for the arrow keys.
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Tensors in the file">
      <table className={`${styles.table} ${styles.weights}`}>
        <colgroup>
          <col />
          <col />
          <col />
          <col />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">name</th>
            <th scope="col">shape</th>
            <th scope="col">dtype</th>
            <th scope="col">first values</th>
            <th scope="col" data-numeric>
              size
            </th>
          </tr>
        </thead>
        <tbody>
          {tensors.map((entry) => (
            <tr key={entry.name} data-kind={entry.kind}>
              <th scope="row">
                <BrokenName name={entry.name} />
              </th>
              <td>{formatShape(entry.shape)}</td>
              <td>{entry.dtype}</td>
              <td className={styles.first} title={firstText(entry)}>
                {firstText(entry)}
              </td>
              <td data-numeric>{formatBytes(entryBytes(entry))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A path that breaks after its slashes before it breaks anywhere else. */
export function BrokenName({ name }: { name: string }) {
  return name.split('/').map((part, i) => (
    <Fragment key={i}>
      {i > 0 && (
        <>
          /<wbr />
        </>
      )}
      {part}
    </Fragment>
  ));
}
