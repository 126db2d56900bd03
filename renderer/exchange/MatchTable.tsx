import { Check, X } from 'lucide-react';
import type { WeightMatch } from '../../engine/protocol';
import { formatShape } from '../values';
import { firstText } from './exportText';
import { VERDICTS } from './matchText';
import { BrokenName } from './WeightTable';
import styles from './exchange.module.css';

interface MatchTableProps {
  matches: readonly WeightMatch[];
  /** Names that match and are not to be loaded. */
  left: ReadonlySet<string>;
  onToggle(name: string): void;
}

/** Every tensor of the file and of the script, side by side. */
export function MatchTable({ matches, left, onToggle }: MatchTableProps) {
  return (
    <div className={styles.scroll} data-tall tabIndex={0} role="region" aria-label="The file and the script">
      <table className={`${styles.table} ${styles.matches}`}>
        <colgroup>
          <col />
          <col />
          <col />
          <col />
          <col />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              <span className={styles.hidden}>load</span>
            </th>
            <th scope="col">name</th>
            <th scope="col">in the file</th>
            <th scope="col">in the script</th>
            <th scope="col">first values</th>
            <th scope="col">verdict</th>
          </tr>
        </thead>
        <tbody>
          {matches.map((match, i) => (
            <Row key={i} match={match} isLeft={left.has(match.name)} onToggle={() => onToggle(match.name)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ match, isLeft, onToggle }: { match: WeightMatch; isLeft: boolean; onToggle(): void }) {
  const { name, verdict, file, script } = match;
  const fits = verdict === 'matches';
  return (
    <tr data-verdict={fits ? 'matches' : 'differs'}>
      <td>{fits && <input type="checkbox" checked={!isLeft} onChange={onToggle} aria-label={`Load ${name}`} />}</td>
      <th scope="row">
        <BrokenName name={name} />
        {file !== null && file.name !== name && <span className={styles.other}>{file.name}</span>}
      </th>
      <Side side={file} differs={verdict} />
      <Side side={script} differs={verdict} />
      <td className={styles.first} title={file === null ? undefined : firstText(file)}>
        {file !== null && firstText(file)}
      </td>
      <td className={styles.verdict}>
        {fits ? <Check size={13} aria-hidden="true" /> : <X size={13} aria-hidden="true" />}
        {VERDICTS[verdict]}
      </td>
    </tr>
  );
}

/** Dtype and shape; the part that does not fit stands out. */
function Side({ side, differs }: { side: WeightMatch['script']; differs: WeightMatch['verdict'] }) {
  if (side === null) return <td className={styles.absent}>absent</td>;
  return (
    <td>
      <span data-differs={differs === 'dtype' || undefined}>{side.dtype}</span>{' '}
      <span data-differs={differs === 'shape' || undefined}>{formatShape(side.shape)}</span>
    </td>
  );
}
