import type { ChainTerm, GraphEdge, OpInfo, SlotId } from '../../engine/protocol';
import { PENDING } from '../stores/mirror';
import { useEngineStore, useValueCell } from '../stores/engineStore';
import { useShallow } from 'zustand/react/shallow';
import { Formula } from './Formula';
import { formulaWithNumbers } from './formulaNumbers';
import styles from './InspectorPanel.module.css';

interface OpFormulaProps {
  op: OpInfo;
  inputs: readonly GraphEdge[];
  slot: SlotId;
  chain: readonly ChainTerm[];
}

/** The op's formula, the same with this node's numbers, and its derivatives with theirs. */
export function OpFormula({ op, inputs, slot, chain }: OpFormulaProps) {
  const output = useValueCell(slot);
  const inputCells = useEngineStore(useShallow((s) => inputs.map((edge) => s.values.get(edge.sourceSlot) ?? PENDING)));
  const withNumbers = formulaWithNumbers(op.formula, op.inputs, inputCells, output);
  return (
    <div className={styles.formulas}>
      <div className={styles.valueFormula}>
        <Formula tex={op.formula} />
        {withNumbers && <Formula tex={withNumbers} className={styles.numbers} />}
      </div>
      {op.derivatives.map((tex, i) => {
        if (tex === null) return null;
        const local = chain.find((term) => inputs.find((edge) => edge.id === term.edge)?.inputIndex === i)?.localText;
        return (
          <div key={op.inputs[i]} className={styles.derivative}>
            <Formula tex={tex} />
            {local && !isConstant(tex) && <span className={styles.localNumbers}>= {local}</span>}
          </div>
        );
      })}
    </div>
  );
}

/** A derivative that is a number already (`= 1`) has no letters to put numbers into. */
function isConstant(tex: string): boolean {
  return /=\s*-?\d+(\.\d+)?\s*$/.test(tex);
}
