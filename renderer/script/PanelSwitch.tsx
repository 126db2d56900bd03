import { useNotebookStore } from '../notebook/documentStore';
import { useViewStore } from '../stores/viewStore';
import styles from './PanelSwitch.module.css';

const PANELS = { script: 'Script', notebook: 'Notebook' } as const;

/** The panel's heading; with a notebook open, the way between it and the script. Neither loses anything. */
export function PanelSwitch() {
  const isOpen = useNotebookStore((s) => s.open !== null);
  const shown = useViewStore((s) => s.leftPanel);
  if (!isOpen) return <h2 className={styles.heading}>Script</h2>;
  return (
    <div className={styles.switch} role="group" aria-label="What the panel shows">
      {(['script', 'notebook'] as const).map((panel) => (
        <button
          key={panel}
          type="button"
          aria-pressed={shown === panel}
          onClick={() => useViewStore.setState({ leftPanel: panel })}
        >
          {PANELS[panel]}
        </button>
      ))}
    </div>
  );
}
