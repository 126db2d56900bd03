import type { ExportedWeights, FormatInfo, Result } from '../../engine/protocol';
import { CodeSnippets } from './CodeSnippets';
import { WeightTable } from './WeightTable';
import { renamed, trainedText } from './exportText';
import styles from './exchange.module.css';

interface ExportContentsProps {
  format: FormatInfo;
  exported: Result<ExportedWeights> | null;
  /** The name under which it was saved, where it was. */
  savedAs: string | null;
  optimizer: boolean;
  disabled: boolean;
  onOptimizer(on: boolean): void;
}

/** What a file of the chosen format will hold, and how to load it elsewhere. */
export function ExportContents({ format, exported, savedAs, ...options }: ExportContentsProps) {
  return (
    <div className={styles.contents} aria-busy={exported === null}>
      {exported === null && <p className={styles.muted}>Writing it…</p>}
      {exported?.ok === false && (
        <div className={styles.note} role="alert">
          <p>
            <strong>{format.title} cannot be written now.</strong>
          </p>
          <p>{exported.message}</p>
        </div>
      )}
      {exported?.ok && <Contents exported={exported.value} savedAs={savedAs} />}
      {exported?.ok && format.holdsOptimizer && <OptimizerChoice exported={exported.value} {...options} />}
      {exported?.ok && <Loading exported={exported.value} savedAs={savedAs} />}
    </div>
  );
}

function Contents({ exported }: { exported: ExportedWeights; savedAs: string | null }) {
  const { tensors, preview, metadata, files } = exported;
  return (
    <>
      <div className={styles.heading}>
        <h3>In the file</h3>
        <span className={styles.muted}>{trainedText(metadata)}</span>
      </div>
      {tensors.length > 0 && <WeightTable tensors={tensors} />}
      {preview !== null && (
        <pre className={styles.preview} tabIndex={0} aria-label={`Beginning of ${files[0].name}`}>
          {preview}
        </pre>
      )}
    </>
  );
}

type OptimizerChoiceProps = Pick<ExportContentsProps, 'optimizer' | 'disabled' | 'onOptimizer'>;

function OptimizerChoice({
  exported,
  optimizer,
  disabled,
  onOptimizer,
}: OptimizerChoiceProps & { exported: ExportedWeights }) {
  const hasState = exported.tensors.some(({ kind }) => kind === 'optimizer');
  return (
    <label className={styles.check}>
      <input
        type="checkbox"
        checked={optimizer}
        disabled={disabled}
        onChange={(event) => onOptimizer(event.target.checked)}
      />
      <span>
        With the optimizer’s state, to train on later
        {optimizer && !hasState && <span className={styles.muted}> (this script has no optimizer that ran)</span>}
      </span>
    </label>
  );
}

function Loading({ exported: { snippets, files }, savedAs }: { exported: ExportedWeights; savedAs: string | null }) {
  if (snippets.length === 0) return null;
  const shown = savedAs === null ? snippets : renamed(snippets, files[0].name, savedAs);
  return (
    <>
      <h3>Load it like this</h3>
      <CodeSnippets snippets={shown} />
    </>
  );
}
