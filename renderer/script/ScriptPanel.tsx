import { Play, RotateCcw, Square } from 'lucide-react';
import { useMemo } from 'react';
import type { RunState } from '../../engine/protocol';
import { sendCommand } from '../client/engineClient';
import { useEngineStore, useNode } from '../stores/engineStore';
import { setDraft, useViewStore } from '../stores/viewStore';
import { Editor } from './Editor';
import type { Marks } from './lineMarks';
import { PrintedOutput } from './PrintedOutput';
import { StartValues } from './StartValues';
import { lineInDraft } from './sourceLine';
import { useDraftKeeping, useLessonSource } from './useDraft';
import styles from './ScriptPanel.module.css';

/** The left region: the script with the line of the present moment lit, what it printed, and its start values. */
export function ScriptPanel() {
  useDraftKeeping();
  const draft = useViewStore((s) => s.draft);
  const reveal = useViewStore((s) => s.revealLine);
  const marks = useMarks(draft);
  return (
    <section className={styles.panel} aria-label="Script">
      <ScriptHeader />
      <div className={styles.editor}>
        <Editor text={draft} marks={marks} reveal={reveal} onChange={setDraft} onRun={runDraft} />
      </div>
      <PrintedOutput />
      <StartValues />
    </section>
  );
}

function ScriptHeader() {
  const run = useEngineStore((s) => s.run);
  const source = useEngineStore((s) => s.source);
  const draft = useViewStore((s) => s.draft);
  const lessonSource = useLessonSource();
  const isEdited = lessonSource !== null && draft !== lessonSource;
  const isNewer = draft !== source;
  return (
    <header className={styles.header}>
      <h2>Script</h2>
      {isEdited && (
        <span className={styles.edited} title={isNewer ? 'Edited since it was run' : 'Not the lesson’s own text'}>
          {isNewer ? 'edited · not run yet' : 'edited'}
        </span>
      )}
      <span className={styles.buttons}>
        {isEdited && (
          <button
            type="button"
            className={styles.quiet}
            aria-label="Revert to lesson"
            title="Revert to the lesson’s text (undo brings yours back)"
            onClick={() => setDraft(lessonSource)}
          >
            <RotateCcw size={14} aria-hidden="true" />
          </button>
        )}
        <button
          type="button"
          className={styles.quiet}
          disabled={!canStop(run)}
          title="End the script where it is; what was recorded stays"
          onClick={() => sendCommand({ type: 'stop' })}
        >
          <Square size={12} aria-hidden="true" /> Stop
        </button>
        <button
          type="button"
          className={styles.run}
          data-newer={isNewer}
          title="Run the script from the top (Ctrl or ⌘ + Enter)"
          onClick={runDraft}
        >
          <Play size={12} aria-hidden="true" /> Run
        </button>
      </span>
    </header>
  );
}

function runDraft(): void {
  sendCommand({ type: 'runScript', source: useViewStore.getState().draft });
}

function canStop(run: RunState): boolean {
  return run.state === 'running' || run.state === 'playing' || run.state === 'training' || run.state === 'paused';
}

/** The engine's lines, found again in the text as it is now. */
function useMarks(draft: string): Marks {
  const source = useEngineStore((s) => s.source);
  const run = useEngineStore((s) => s.run);
  const moment = useEngineStore((s) => s.moment);
  const maker = useNode(moment?.node ?? null)?.line ?? null;
  return useMemo(() => {
    const find = (line: number | null | undefined) => (line == null ? null : lineInDraft(source, draft, line));
    const momentLine = find(moment?.line);
    const error = run.state === 'failed' ? run.error : null;
    const errorLine = find(error?.line);
    return {
      moment: moment && momentLine !== null ? { line: momentLine, phase: moment.phase } : null,
      maker: find(maker),
      error: error && errorLine !== null ? { line: errorLine, title: `${error.name}:`, message: error.message } : null,
    };
  }, [source, draft, run, moment, maker]);
}
