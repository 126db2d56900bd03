import { Ellipsis, Save } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { Button } from '../common/Button';
import { PanelSwitch } from '../script/PanelSwitch';
import { clearOutputs, isDirty, useNotebookStore } from './documentStore';
import { KernelChip } from './KernelChip';
import { chooseNotebook, leaveNotebook, newNotebook, saveNotebook } from './notebookFiles';
import menu from './NotebookToolbar.module.css';
import styles from './NotebookPanel.module.css';

/** Which notebook it is, whether it is saved, and how Python stands. */
export function NotebookHeader() {
  const name = useNotebookStore((s) => s.open?.origin.name ?? '');
  const path = useNotebookStore((s) => s.open?.origin.path ?? null);
  const isUnsaved = useNotebookStore((s) => s.open !== null && isDirty(s.open));
  return (
    <header className={styles.header}>
      <PanelSwitch />
      {isUnsaved && (
        <span className={styles.dirty} role="img" aria-label="Has unsaved changes" title="Has unsaved changes" />
      )}
      <span className={styles.name} title={path ?? `${name}, not a file yet`}>
        {name}
      </span>
      <span className={styles.end}>
        <KernelChip />
        <Button
          look="quiet"
          className={styles.icon}
          aria-label="Save notebook"
          tooltip="Save the notebook, outputs and all"
          keys="Ctrl S"
          onClick={() => void saveNotebook()}
        >
          <Save size={14} aria-hidden="true" />
        </Button>
        <DropdownMenu.Root>
          <DropdownMenu.Trigger asChild>
            <Button look="quiet" className={styles.icon} aria-label="Notebook menu">
              <Ellipsis size={15} aria-hidden="true" />
            </Button>
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content className={menu.menu} align="end" sideOffset={4} collisionPadding={8}>
              <Item text="Open another notebook…" keys="Ctrl O" onSelect={() => void chooseNotebook()} />
              <Item text="New notebook" keys="Ctrl N" onSelect={() => void newNotebook()} />
              <Item text="Save as…" keys="Ctrl Shift S" onSelect={() => void saveNotebook(true)} />
              <Item text="Clear all outputs" onSelect={clearAll} />
              <Item text="Close the notebook" onSelect={() => void leaveNotebook()} />
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      </span>
    </header>
  );
}

function Item({ text, keys, onSelect }: { text: string; keys?: string; onSelect(): void }) {
  return (
    <DropdownMenu.Item className={menu.item} onSelect={onSelect}>
      {text}
      {keys && <kbd>{keys}</kbd>}
    </DropdownMenu.Item>
  );
}

function clearAll(): void {
  clearOutputs(useNotebookStore.getState().open?.order ?? []);
}
