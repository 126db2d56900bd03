import { ChevronDown, FastForward, Footprints, Play, RotateCcw, Square } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { sendCommand } from '../client/engineClient';
import { runAgain } from '../client/transportActions';
import { Button } from '../common/Button';
import { useEngineStore } from '../stores/engineStore';
import { restartAndRunAll, runAbove, runAll, runBelow, runSelected } from './notebookActions';
import { useNotebookStore } from './documentStore';
import styles from './NotebookToolbar.module.css';

/** Everything that runs cells, stops them, or starts Python anew. */
export function NotebookToolbar() {
  const hasCells = useNotebookStore((s) => (s.open?.order.length ?? 0) > 0);
  const isAttached = useEngineStore((s) => s.connection === 'attached');
  const canRun = hasCells && isAttached;
  const isBusy = useEngineStore(
    (s) => s.notebook?.executions.some(({ state }) => state === 'running' || state === 'queued') ?? false,
  );
  const hasRun = useEngineStore((s) => (s.notebook?.executions.length ?? 0) > 0);
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Notebook">
      <span className={styles.split}>
        <Button
          look={hasRun ? 'plain' : 'primary'}
          className={styles.button}
          disabled={!canRun}
          tooltip="Run every cell, from the top"
          keys="Ctrl Shift ⏎"
          onClick={() => runAll()}
        >
          <FastForward size={13} aria-hidden="true" /> Run all
        </Button>
        <Menu label="More ways to run" isDisabled={!canRun} isPrimary={!hasRun}>
          <Item text="Step through all cells" onSelect={() => runAll('step')} />
          <Item text="Run this cell and those below" onSelect={runBelow} />
          <Item text="Run the cells above" onSelect={runAbove} />
          <Item text="Run again from the top, start values kept" keys="R" isDisabled={!hasRun} onSelect={runAgain} />
        </Menu>
      </span>
      <Button
        className={styles.button}
        disabled={!canRun}
        tooltip="Run this cell"
        keys="Ctrl ⏎"
        onClick={() => runSelected()}
      >
        <Play size={12} aria-hidden="true" /> Run
      </Button>
      <Button
        className={styles.button}
        disabled={!canRun}
        tooltip="Run this cell and stand before its first op, to go on line by line"
        onClick={() => runSelected('stay', 'step')}
      >
        <Footprints size={13} aria-hidden="true" /> Step
      </Button>
      <Button
        className={styles.button}
        aria-label="Stop"
        disabled={!isBusy}
        tooltip="Stop the cell that runs and those that wait; what was recorded stays"
        keys="Ctrl ."
        onClick={() => sendCommand({ type: 'stop' })}
      >
        <Square size={11} aria-hidden="true" /> <span className={styles.word}>Stop</span>
      </Button>
      <span className={styles.split}>
        <Button
          className={styles.button}
          aria-label="Restart Python"
          disabled={!isAttached}
          tooltip="Start Python anew: it forgets everything; what was recorded stays until a cell is run"
          onClick={() => sendCommand({ type: 'restartKernel' })}
        >
          <RotateCcw size={12} aria-hidden="true" /> <span className={styles.word}>Restart</span>
        </Button>
        <Menu label="More ways to restart" isDisabled={!canRun} isPrimary={false}>
          <Item text="Restart and run all cells" onSelect={restartAndRunAll} />
        </Menu>
      </span>
    </div>
  );
}

interface MenuProps {
  label: string;
  isDisabled: boolean;
  isPrimary: boolean;
  children: React.ReactNode;
}

function Menu({ label, isDisabled, isPrimary, children }: MenuProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild disabled={isDisabled}>
        <Button look={isPrimary ? 'primary' : 'plain'} className={styles.more} aria-label={label}>
          <ChevronDown size={13} aria-hidden="true" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align="start" sideOffset={4} collisionPadding={8}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ItemProps {
  text: string;
  keys?: string;
  isDisabled?: boolean;
  onSelect(): void;
}

function Item({ text, keys, isDisabled = false, onSelect }: ItemProps) {
  return (
    <DropdownMenu.Item className={styles.item} disabled={isDisabled} onSelect={onSelect}>
      {text}
      {keys && <kbd>{keys}</kbd>}
    </DropdownMenu.Item>
  );
}
