import type { NodeId, TensorView } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { CellText, formatNumber } from '../values';
import { BOX_ROOM, fittedTensor } from './fittedLength';
import { Formula } from './Formula';
import { plainUpdate } from './updateText';
import styles from './UpdateCard.module.css';

/** `w ← w − lr · g` with its numbers, when the present moment changes this variable. */
export function UpdateCard({ node }: { node: NodeId }) {
  const update = useEngineStore((s) => (s.update?.node === node ? s.update : null));
  if (!update) return null;
  const hyperparameters = Object.entries(update.hyperparameters);
  const worked = plainUpdate(update);
  return (
    <section className={styles.card} aria-label={`Update by ${update.rule}`}>
      <h3>{update.rule === 'assign' ? 'Assigned by the script' : `Updated by ${update.rule}`}</h3>
      <p className={styles.formula}>
        <Formula tex={update.formula} />
      </p>
      {worked && <p className={styles.worked}>{worked}</p>}
      <div className={styles.amounts}>
        <Amount caption="old" tensor={update.old} role="value" />
        {update.gradient && <Amount caption="gradient" tensor={update.gradient} role="gradient" />}
        <Amount caption="new" tensor={update.new} role="value" isNew />
      </div>
      {hyperparameters.length > 0 && (
        <dl className={styles.hyperparameters}>
          {hyperparameters.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{formatNumber(value, { significant: 6 })}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

interface AmountProps {
  caption: string;
  tensor: TensorView;
  role: 'value' | 'gradient';
  isNew?: boolean;
}

function Amount({ caption, tensor, role, isNew = false }: AmountProps) {
  return (
    <div className={styles.amount} data-new={isNew} data-length={fittedTensor(tensor, 8)}>
      <span className={styles.caption}>{caption}</span>
      <CellText cell={{ state: 'tensor', tensor }} role={role} significant={8} room={BOX_ROOM} />
    </div>
  );
}
