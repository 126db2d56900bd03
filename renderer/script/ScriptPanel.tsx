import { Play, RotateCcw, Square } from 'lucide-react';
import { useMemo } from 'react';
import type { RunState } from '../../engine/protocol';
import { sendCommand } from '../client/engineClient';
import { useChosenLines } from '../stores/chosenLines';
import { useEngineStore, useNextLine, useNode } from '../stores/engineStore';
import { lightLines, setDraft, useViewStore } from '../stores/viewStore';
import { LineSteps } from '../transport/LineSteps';
import { Editor } from './Editor';
import { NO_MARKS, type Marks } from './lineMarks';
import { PanelSwitch } from './PanelSwitch';
import { PrintedOutput } from './PrintedOutput';
import { scriptLanguage } from './scriptLanguage';
import { StartValues } from './StartValues';
import { lineInDraft } from './sourceLine';
import { useLessonSource } from './useDraft';
import styles from './ScriptPanel.module.css';

/** The left region: the script with the line of the present moment lit, what it printed, and its start values. */
export function ScriptPanel({ isShown }: { isShown: boolean }) {
  const draft = useViewStore((s) => s.draft);
  const reveal = useViewStore((s) => s.revealLine);
  const marks = useMarks(draft);
  return (
    <section className={styles.panel} aria-label="Script" hidden={!isShown}>
      <ScriptHeader />
      <LineSteps />
      <div className={styles.editor}>
        <Editor
          text={draft}
          marks={marks}
          reveal={isShown ? reveal : null}
          language={scriptLanguage}
          keys={KEYS}
          label="Script"
          onChange={setDraft}
          onPickLine={pickLine}
        />
      </div>
      {isShown && (
        <>
          <PrintedOutput />
          <StartValues />
        </>
      )}
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
      <PanelSwitch />
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

const KEYS = {
  'Mod-Enter': () => {
    runDraft();
    return true;
  },
};

/** Lights what the line, as it stands in the editor, has made. */
function pickLine(line: number): void {
  const there = lineInDraft(useViewStore.getState().draft, useEngineStore.getState().source, line);
  lightLines(there === null ? [] : [there]);
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
  const next = useNextLine();
  const chosen = useChosenLines();
  const isNotebook = useEngineStore((s) => s.notebook !== null);
  return useMemo(() => {
    // The lines that the engine speaks of are those of the notebook then.
    if (isNotebook) return NO_MARKS;
    const find = (line: number | null | undefined) => (line == null ? null : lineInDraft(source, draft, line));
    const momentLine = find(moment?.line);
    const error = run.state === 'failed' ? run.error : null;
    const errorLine = find(error?.line);
    return {
      moment: moment && momentLine !== null ? { line: momentLine, phase: moment.phase } : null,
      next: find(next),
      maker: find(maker),
      chosen: find(chosen[0]),
      error:
        error && errorLine !== null
          ? { line: errorLine, message: { title: `${error.name}:`, text: error.message } }
          : null,
    };
  }, [source, draft, run, moment, next, maker, chosen, isNotebook]);
}
