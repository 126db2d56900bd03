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
      description="They work wherever the focus is, except while text is typed or a list, slider or menu needs them."
    >
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
    </Dialog>
  );
}
