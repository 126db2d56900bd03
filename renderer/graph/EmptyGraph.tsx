import { useEngineStore } from '../stores/engineStore';
import styles from './GraphView.module.css';

/** What stands on the canvas when there is no tape, and why. */
export function EmptyGraph() {
  const connection = useEngineStore((s) => s.connection);
  const run = useEngineStore((s) => s.run.state);
  const isNotebook = useEngineStore((s) => s.notebook !== null);
  return (
    <div className={styles.empty}>
      <p>{connection === 'attached' && isNotebook ? reasonOfNotebook(run) : reason(connection, run)}</p>
    </div>
  );
}

function reason(connection: string, run: string): string {
  if (connection === 'connecting') return 'Starting the engine…';
  if (connection === 'crashed') return 'The engine stopped before anything was recorded.';
  if (run === 'running') return 'The script is running; nothing has been recorded on a tape yet.';
  if (run === 'failed') return 'The script failed before it recorded anything. Its message stands above.';
  if (run === 'empty') return 'Choose a lesson, or write a script and run it.';
  return 'This script recorded nothing. Operations inside tape.record(() => …) appear here.';
}

function reasonOfNotebook(run: string): string {
  if (run === 'running') return 'A cell is running; nothing has been recorded on a tape yet.';
  if (run === 'failed') return 'A cell failed before anything was recorded. Its traceback stands below it.';
  if (run === 'empty') return 'Run a cell: what it computes is drawn here.';
  return 'No cell that ran has recorded anything. Operations under “with tf.GradientTape() as tape:” appear here.';
}
