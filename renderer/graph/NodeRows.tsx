import { useShallow } from 'zustand/react/shallow';
import type { Cell, GraphNode, GraphSlot, SlotId } from '../../engine/protocol';
import { PENDING } from '../stores/mirror';
import { indexGraph } from '../stores/graphIndex';
import { useEngineStore, useGradientCell, useValueCell } from '../stores/engineStore';
import { carriesGradient, fitNumber } from '../values';
import { NodeCell } from './NodeCell';
import { onlyNumber, sumText } from './sumText';
import { useTravelStore } from './travelStore';
import styles from './TapeNode.module.css';

/** The value and the gradient of one output. `label` is empty for a node with one output. */
export function NodeRows({ node, slot, label }: { node: GraphNode; slot: GraphSlot; label: string }) {
  return (
    <>
      <ValueRow node={node} slot={slot.id} label={label} />
      {node.watched && carriesGradient(slot.dtype) ? (
        <GradientRow node={node} slot={slot.id} label={label} />
      ) : (
        <div className={styles.row}>
          <span className={styles.note}>{node.watched ? `no gradient: ${slot.dtype}` : 'not watched'}</span>
        </div>
      )}
    </>
  );
}

/** Characters for the value that was, beside the one that is. */
const OLD_ROOM = 7;

function ValueRow({ node, slot, label }: { node: GraphNode; slot: SlotId; label: string }) {
  const cell = useValueCell(slot);
  const change = useEngineStore((s) => (s.update?.slot === slot ? s.update : null));
  const landing = useLanding(node, 'forward');
  const before = change ? onlyNumber(change.old) : null;
  return (
    <div className={styles.row} data-row="value" data-state={cell.state} data-changed={change !== null}>
      {before === null && <span className={styles.rowLabel}>value{label}</span>}
      {/* The key restarts the animation when another number lands. */}
      <span className={styles.cell} key={landing.key} data-landing={landing.isOn} style={landing.style}>
        {before !== null && (
          <span className={styles.old}>
            {fitNumber(before, OLD_ROOM, change?.old.dtype)}
            <span aria-label="becomes"> → </span>
          </span>
        )}
        <NodeCell cell={cell} role="value" />
      </span>
    </div>
  );
}

function GradientRow({ node, slot, label }: { node: GraphNode; slot: SlotId; label: string }) {
  const cell = useGradientCell(slot);
  const carried = useCarried(node, slot);
  const landing = useLanding(node, 'backward');
  const sum = sumText(carried, cell);
  const isFirst = carried.length < 2;
  return (
    <div className={styles.row} data-row="gradient" data-state={cell.state} data-sum={sum !== null}>
      {sum === null && (
        <span className={styles.rowLabel}>
          gradient{label}
          {carried.length > 1 && <span title={`The sum of ${carried.length} contributions`}> Σ{carried.length}</span>}
        </span>
      )}
      <span className={styles.cell} key={landing.key} data-landing={landing.isOn && isFirst} style={landing.style}>
        {sum === null ? (
          <NodeCell cell={cell} role="gradient" />
        ) : (
          <span className={styles.number} data-role="gradient">
            {sum}
          </span>
        )}
      </span>
    </div>
  );
}

/** The contributions that have reached a slot, in the order in which they came (the reverse of tape order). */
function useCarried(node: GraphNode, slot: SlotId): readonly Cell[] {
  return useEngineStore(
    useShallow((s) => {
      const uses = (s.snapshot && indexGraph(s.snapshot).uses.get(node.id)) ?? [];
      const cells: Cell[] = [];
      for (let i = uses.length - 1; i >= 0; i--) {
        if (uses[i].sourceSlot !== slot) continue;
        const cell = s.contributions.get(uses[i].id) ?? PENDING;
        if (cell.state === 'tensor') cells.push(cell);
      }
      return cells;
    }),
  );
}

/** Whether a number is on its way to this node, and how long it takes: its row waits for it. */
function useLanding(node: GraphNode, direction: 'forward' | 'backward') {
  const travel = useTravelStore((s) =>
    s.travel?.destination === node.id && s.travel.direction === direction ? s.travel : null,
  );
  return {
    key: travel ? 'landing' : 'still',
    isOn: travel !== null,
    style: travel ? { animationDelay: `${travel.milliseconds}ms` } : undefined,
  };
}
