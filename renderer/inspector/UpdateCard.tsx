import type { NodeId, TensorView } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { CellText, formatNumber } from '../values';
import { BOX_ROOM, fittedTensor } from './fittedLength';
import { Formula } from './Formula';
import { plainUpdate } from './updateText';
import styles from './UpdateCard.module.css';

/** That stand side by side; where one has more than a box holds, all stand one under the other with every digit. */
const DIGITS = 8;

/** `w ← w − lr · g` with its numbers, when the present moment changes this variable. */
export function UpdateCard({ node }: { node: NodeId }) {
  const update = useEngineStore((s) => (s.update?.node === node ? s.update : null));
  if (!update) return null;
  const hyperparameters = Object.entries(update.hyperparameters);
  const worked = plainUpdate(update);
  const amounts = [update.old, update.gradient, update.new];
  const isStacked = amounts.some((one) => one !== null && fittedTensor(one, DIGITS) === 'longest' && isNumber(one));
  const significant = isStacked ? Infinity : DIGITS;
  return (
    <section className={styles.card} aria-label={`Update by ${update.rule}`}>
      <h3>{update.rule === 'assign' ? 'Assigned by the script' : `Updated by ${update.rule}`}</h3>
      <p className={styles.formula}>
        <Formula tex={update.formula} />
      </p>
      {worked && <p className={styles.worked}>{worked}</p>}
      <div className={styles.amounts} data-stacked={isStacked}>
        <Amount caption="old" tensor={update.old} role="value" significant={significant} />
        {update.gradient && (
          <Amount caption="gradient" tensor={update.gradient} role="gradient" significant={significant} />
        )}
        <Amount caption="new" tensor={update.new} role="value" significant={significant} isNew />
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

function isNumber({ data }: TensorView): boolean {
  return data?.length === 1;
}

interface AmountProps {
  caption: string;
  tensor: TensorView;
  role: 'value' | 'gradient';
  significant: number;
  isNew?: boolean;
}

function Amount({ caption, tensor, role, significant, isNew = false }: AmountProps) {
  return (
    <div className={styles.amount} data-new={isNew} data-length={fittedTensor(tensor, DIGITS)}>
      <span className={styles.caption}>{caption}</span>
      <CellText cell={{ state: 'tensor', tensor }} role={role} significant={significant} room={BOX_ROOM} />
    </div>
  );
}
