import { Button } from '../common/Button';
import { Dialog } from '../common/Dialog';
import { useViewStore } from '../stores/viewStore';
import styles from './UnsavedDialog.module.css';

/** Asks before a notebook with unsaved changes makes place for another. */
export function UnsavedDialog() {
  const question = useViewStore((s) => s.unsavedQuestion);
  if (!question) return null;
  return (
    <Dialog
      open
      onOpenChange={() => question.answer('cancel')}
      title={`Save the changes to “${question.name}”?`}
      description="They are lost if you go on without saving."
    >
      <div className={styles.buttons}>
        <Button onClick={() => question.answer('discard')}>Don’t save</Button>
        <Button onClick={() => question.answer('cancel')}>Cancel</Button>
        <Button look="primary" onClick={() => question.answer('save')}>
          Save
        </Button>
      </div>
    </Dialog>
  );
}
