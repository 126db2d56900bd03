import { useEngineStore } from '../stores/engineStore';
import { PENDING } from '../stores/mirror';
import { CellText, NumberText } from '../values';
import type { Cell } from '../../engine/protocol';
import styles from './PlotsPanel.module.css';

/** The size of every variable and of its gradient at the play head, as Euclidean norms. */
export function VariableNorms() {
  const nodes = useEngineStore((s) => s.snapshot?.nodes);
  const values = useEngineStore((s) => s.values);
  const gradients = useEngineStore((s) => s.gradients);
  const variables = (nodes ?? []).filter((node) => node.kind === 'variable');
  if (variables.length === 0) return null;
  const largest = Math.max(...variables.map((node) => normOf(gradients.get(node.outputs[0].id) ?? PENDING) ?? 0));
  return (
    <table className={styles.norms}>
      <caption>Norms at the play head</caption>
      <thead>
        <tr>
          <th scope="col">variable</th>
          <th scope="col">value</th>
          <th scope="col">gradient</th>
        </tr>
      </thead>
      <tbody>
        {variables.map((node) => {
          const slot = node.outputs[0].id;
          const gradient = gradients.get(slot) ?? PENDING;
          return (
            <tr key={node.id}>
              <th scope="row" title={node.label}>
                {node.label}
              </th>
              <td className={styles.value}>
                <Norm cell={values.get(slot) ?? PENDING} role="value" />
              </td>
              <td className={styles.gradient}>
                <Norm cell={gradient} role="gradient" />
                <span
                  className={styles.bar}
                  style={{ width: `${(100 * (normOf(gradient) ?? 0)) / (largest || 1)}%` }}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Norm({ cell, role }: { cell: Cell; role: 'value' | 'gradient' }) {
  const norm = normOf(cell);
  if (norm === null) return <CellText cell={cell} role={role} />;
  return <NumberText value={norm} significant={4} />;
}

/** Null unless there are numbers; a tensor with NaN or Inf has the norm NaN here, since its finite part would hide them. */
function normOf(cell: Cell): number | null {
  if (cell.state !== 'tensor') return null;
  const { norm, nanCount, infCount } = cell.tensor.summary;
  return nanCount + infCount > 0 ? NaN : norm;
}
