import type { Cell, GraphNode, SumTerm } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { CellText, formatNumber } from '../values';
import { nameOf } from './nextMomentWords';
import styles from './InspectorPanel.module.css';

interface RunningSumProps {
  node: GraphNode;
  terms: readonly SumTerm[];
  gradient: Cell;
}

/** How the gradient of this node came about: one term per use, as far as they have arrived. */
export function RunningSum({ node, terms, gradient }: RunningSumProps) {
  const expected = useExpectedTerms(node);
  if (terms.length === 0) return null;
  const count = Math.max(expected, terms.length);
  return (
    <section className={styles.section} aria-labelledby="running-sum">
      <h3 id="running-sum">
        Sum at <strong>{nameOf(node)}</strong> ({terms.length} of {count} arrived)
      </h3>
      <div className={styles.card}>
        <p className={styles.sumLine}>
          <span>∂L/∂{shortName(nameOf(node))} = </span>
          <SumText terms={terms} gradient={gradient} />
        </p>
        {count > 1 && (
          <ol className={styles.terms}>
            {terms.map((term) => (
              <li key={term.edge}>
                <span className={styles.from}>from {term.fromLabel}</span>
                <span className={styles.termAmount}>
                  <CellText cell={{ state: 'tensor', tensor: term.contribution }} role="gradient" significant={6} />
                </span>
              </li>
            ))}
            {count > terms.length && <li className={styles.waiting}>{count - terms.length} more to come</li>}
          </ol>
        )}
      </div>
    </section>
  );
}

/** `4 + 4 = 8` for single numbers; for tensors the sum so far. */
function SumText({ terms, gradient }: { terms: readonly SumTerm[]; gradient: Cell }) {
  const last = terms[terms.length - 1].runningSum;
  const sum: Cell = gradient.state === 'tensor' ? gradient : { state: 'tensor', tensor: last };
  const numbers = terms.map((term) => (term.contribution.data?.length === 1 ? term.contribution.data[0] : null));
  const canWrite = terms.length > 1 && numbers.every((number) => number !== null);
  return (
    <span className={styles.sum}>
      {canWrite && <span className={styles.sumTerms}>{writeSum(numbers as number[])} = </span>}
      <CellText cell={sum} role="gradient" significant={8} />
    </span>
  );
}

function writeSum(numbers: readonly number[]): string {
  return numbers
    .map((number, i) => {
      const text = formatNumber(number, { significant: 6 });
      if (i === 0) return text;
      return number < 0 ? `+ (${text})` : `+ ${text}`;
    })
    .join(' ');
}

function shortName(label: string): string {
  return label.length <= 12 ? label : 'y';
}

/** How many contributions this node gets in the whole step. */
function useExpectedTerms(node: GraphNode): number {
  const uses = useEngineStore((s) => s.snapshot?.edges);
  const moments = useEngineStore((s) => s.timeline?.moments);
  if (!uses || !moments) return 0;
  const edges = new Set(uses.filter((edge) => edge.source === node.id).map((edge) => edge.id));
  return moments.filter((moment) => moment.kind === 'contribution' && moment.edge && edges.has(moment.edge)).length;
}
