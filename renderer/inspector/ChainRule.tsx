import type { Cell, ChainTerm, GraphEdge, OpInfo, TensorView } from '../../engine/protocol';
import { CellText, formatShape } from '../values';
import { BOX_ROOM, fittedLength, fittedTensor } from './fittedLength';
import { Formula } from './Formula';
import styles from './ChainRule.module.css';

interface ChainRuleProps {
  terms: readonly ChainTerm[];
  op: OpInfo;
  inputs: readonly GraphEdge[];
  /** Of the op's output. */
  shape: readonly number[];
}

/** As many as the notebook prints of a float32. */
const SIGNIFICANT = 7;

/** Backward through this op: for each input, upstream × local derivative = contribution. */
export function ChainRule({ terms, op, inputs, shape }: ChainRuleProps) {
  if (terms.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="chain-rule">
      <h3 id="chain-rule">Backward through this op</h3>
      {terms.map((term) => {
        const input = inputs.find((edge) => edge.id === term.edge)?.inputIndex ?? 0;
        return (
          <Term
            key={term.edge}
            term={term}
            letter={op.inputs[input] ?? 'u'}
            rule={op.derivatives[input]}
            shape={shape}
          />
        );
      })}
    </section>
  );
}

interface TermProps {
  term: ChainTerm;
  letter: string;
  rule: string | null;
  shape: readonly number[];
}

function Term({ term, letter, rule, shape }: TermProps) {
  const { upstream, local, localText, contribution, inputLabel } = term;
  const isThere = contribution.state === 'tensor';
  return (
    <div className={styles.term} role="group" aria-label={`Contribution to ${inputLabel}`}>
      <div className={styles.box}>
        <span className={styles.caption}>upstream</span>
        <Amount cell={{ state: 'tensor', tensor: upstream }} />
        <span className={styles.caption}>∂L/∂y</span>
      </div>
      <span className={styles.sign} aria-label="times">
        ×
      </span>
      <div className={styles.box}>
        <span className={styles.caption}>local</span>
        <span className={styles.amount} data-length={local && !localText ? fittedTensor(local, SIGNIFICANT) : 'short'}>
          {local ? <LocalAmount local={local} text={localText} /> : <RuleInstead rule={rule} />}
        </span>
        <span className={styles.caption}>∂y/∂{letter}</span>
      </div>
      <span className={styles.sign} aria-label="gives">
        =
      </span>
      <div className={`${styles.box} ${styles.contribution}`} data-there={isThere}>
        <span className={styles.caption}>contribution</span>
        <Amount cell={contribution} />
        <span className={styles.caption}>to {inputLabel}</span>
      </div>
      {!local && rule && (
        <p className={styles.rule}>
          <Formula tex={rule} />
          <span className={styles.shapes}>
            {formatShape(shape)} → {contribution.state === 'tensor' ? formatShape(contribution.tensor.shape) : '····'}
          </span>
        </p>
      )}
    </div>
  );
}

/** A gradient, in a size that lets a single number stand on one line of its box. */
function Amount({ cell }: { cell: Cell }) {
  const length = cell.state === 'tensor' ? fittedTensor(cell.tensor, SIGNIFICANT) : 'short';
  return (
    <span className={styles.amount} data-length={length}>
      <CellText cell={cell} role="gradient" significant={SIGNIFICANT} room={BOX_ROOM} />
    </span>
  );
}

/** The derivative as it is worked out (`2 · (−3)`) where that fits, else its number. */
function LocalAmount({ local, text }: { local: TensorView; text: string | null }) {
  if (!text) {
    return (
      <CellText cell={{ state: 'tensor', tensor: local }} role="value" significant={SIGNIFICANT} room={BOX_ROOM} />
    );
  }
  const worked = text.replaceAll(' · ', '·');
  return (
    <span className={styles.worked} data-length={fittedLength(worked)}>
      {worked}
    </span>
  );
}

function RuleInstead({ rule }: { rule: string | null }) {
  return <span className={styles.below}>{rule ? 'see the rule' : '–'}</span>;
}
