import { CircleHelp, FolderOpen } from 'lucide-react';
import { Button } from '../common/Button';
import { chooseNotebook } from '../notebook/notebookFiles';
import { useEngineStore } from '../stores/engineStore';
import { useViewStore } from '../stores/viewStore';
import { BackendMenu } from './BackendMenu';
import { LessonPicker } from './LessonPicker';
import { Logo } from './Logo';
import { runText } from './runText';
import { ThemeToggle } from './ThemeToggle';
import styles from './TopBar.module.css';

interface TopBarProps {
  onImport(): void;
}

export function TopBar({ onImport }: TopBarProps) {
  const hasVariables = useEngineStore((s) => s.snapshot?.nodes.some((node) => node.kind === 'variable') ?? false);
  const isAttached = useEngineStore((s) => s.connection === 'attached');
  return (
    <header className={styles.bar}>
      <Logo />
      <h1 className={styles.name}>Tapedeck</h1>
      <span className={styles.rule} />
      <LessonPicker />
      <Button
        look="quiet"
        className={styles.open}
        disabled={!isAttached}
        tooltip="Open a notebook: .ipynb, or .py with # %% cells"
        keys="Ctrl O"
        onClick={() => void chooseNotebook()}
      >
        <FolderOpen size={15} aria-hidden="true" /> Open notebook
      </Button>
      <RunText />
      <BackendMenu />
      <ThemeToggle />
      <Button
        look="quiet"
        aria-label="Keys and help"
        tooltip="Keys and help"
        keys="?"
        style={{ padding: '0 8px' }}
        onClick={() => useViewStore.setState({ helpOpen: true })}
      >
        <CircleHelp size={16} aria-hidden="true" />
      </Button>
      <Button disabled={!hasVariables || !isAttached} tooltip="Load weights from a file" onClick={onImport}>
        Import weights
      </Button>
      <Button
        look="primary"
        disabled={!hasVariables || !isAttached}
        onClick={() => useViewStore.setState({ exportOpen: true })}
      >
        Export weights
      </Button>
    </header>
  );
}

/** A separate component, so that a moving play head renders one line and not the bar. */
function RunText() {
  const text = useEngineStore((s) => {
    if (s.connection === 'attached') return runText(s.run, s.timeline, s.moment, s.notebook);
    return s.connection === 'crashed' ? 'the engine stopped' : 'starting the engine…';
  });
  return (
    <p className={styles.run} role="status" aria-live="polite" title={text} data-testid="run-state">
      {text}
    </p>
  );
}
