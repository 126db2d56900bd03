import { CELL_KEYS } from '../notebook/cellKeys';
import { useViewStore } from '../stores/viewStore';
import { Dialog } from './Dialog';
import { KEYS } from './keymap';
import styles from './HelpDialog.module.css';

/** The list of keys. */
export function HelpDialog() {
  const isOpen = useViewStore((s) => s.helpOpen);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(helpOpen) => useViewStore.setState({ helpOpen })}
      title="Keys"
      wide
      description="They work wherever the focus is, except while text is typed or a list, slider or menu needs them."
    >
      <h3 className={styles.part}>The tape</h3>
      <dl className={styles.keys}>
        {KEYS.map(({ action, text, does }) => (
          <div key={action}>
            <dt>
              <kbd>{text}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Tab</kbd>
          </dt>
          <dd>From node to node in tape order</dd>
        </div>
      </dl>
      <h3 className={styles.part}>Notebook cells</h3>
      <p className={styles.note}>
        With a cell selected and nothing typed into. ↑ and ↓ go from cell to cell there; ← → and Space move the tape as
        everywhere.
      </p>
      <dl className={styles.keys}>
        {CELL_KEYS.map(({ action, text, does }) => (
          <div key={action}>
            <dt>
              <kbd>{text}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.note}>
        A click on the number of a line lights the nodes that it made; a click on a node lights its line.
      </p>
    </Dialog>
  );
}
