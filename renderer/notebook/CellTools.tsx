import { ArrowDown, ArrowUp, Code, Trash2, Type } from 'lucide-react';
import type { ReactNode } from 'react';
import type { NotebookCell } from '../../engine/protocol';
import { deleteCell, setKind, shiftCell } from './documentStore';
import styles from './CellTools.module.css';

/** What can be done with a cell, in its corner when it is selected or pointed at. */
export function CellTools({ cell: { id, kind } }: { cell: NotebookCell }) {
  return (
    <div className={styles.tools} role="group" aria-label="This cell">
      <Tool name="Move up" keys="Ctrl Shift ↑" icon={<ArrowUp size={13} />} onClick={() => shiftCell(id, -1)} />
      <Tool name="Move down" keys="Ctrl Shift ↓" icon={<ArrowDown size={13} />} onClick={() => shiftCell(id, 1)} />
      {kind === 'code' ? (
        <Tool name="Make it text" keys="M" icon={<Type size={13} />} onClick={() => setKind(id, 'markdown')} />
      ) : (
        <Tool name="Make it code" keys="Y" icon={<Code size={13} />} onClick={() => setKind(id, 'code')} />
      )}
      <Tool name="Delete cell" keys="D D; Z undoes it" icon={<Trash2 size={13} />} onClick={() => deleteCell(id)} />
    </div>
  );
}

interface ToolProps {
  name: string;
  keys: string;
  icon: ReactNode;
  onClick(): void;
}

function Tool({ name, keys, icon, onClick }: ToolProps) {
  return (
    <button type="button" aria-label={name} title={`${name} (${keys})`} onClick={onClick}>
      {icon}
    </button>
  );
}
