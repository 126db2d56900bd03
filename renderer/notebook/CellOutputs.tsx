import { memo, useState } from 'react';
import type { CellOutput } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { notify } from '../stores/viewStore';
import { revealCellLine } from './cellReveal';
import { openNotebook } from './documentStore';
import { keptText } from './outputText';
import { pngAddress } from './png';
import { PrintedText } from './PrintedText';
import { findPlace, tracebackParts } from './traceback';
import styles from './CellOutputs.module.css';

/** A cell that displays in a loop gives out thousands. */
const MOST_OUTPUTS = 60;

/** What a cell gave out: text and PNG pictures, never anything live. */
export const CellOutputs = memo(function CellOutputs({ outputs }: { outputs: readonly CellOutput[] }) {
  const [wantsAll, setWantsAll] = useState(false);
  if (outputs.length === 0) return null;
  const shown = wantsAll ? outputs : outputs.slice(-MOST_OUTPUTS);
  const hidden = outputs.length - shown.length;
  return (
    <div className={styles.outputs}>
      {hidden > 0 && (
        <p className={styles.more}>
          {hidden} outputs before these are not shown.{' '}
          <button type="button" onClick={() => setWantsAll(true)}>
            Show all
          </button>
        </p>
      )}
      {shown.map((output, i) => (
        <Output key={hidden + i} output={output} />
      ))}
    </div>
  );
});

function Output({ output }: { output: CellOutput }) {
  switch (output.kind) {
    case 'stream':
      return <PrintedText text={output.text} shows="end" kind={output.name} />;
    case 'result':
      return <Result output={output} />;
    case 'error':
      return <Traceback output={output} />;
    case 'kept':
      return <p className={styles.kept}>{keptText(output.types)}</p>;
  }
}

function Result({ output: { text, png, count } }: { output: Extract<CellOutput, { kind: 'result' }> }) {
  const address = png === null ? null : pngAddress(png);
  return (
    <div className={styles.result}>
      {count !== null && (
        <span className={styles.out} title={`The value of the last line of In [${count}]`}>
          Out [{count}]
        </span>
      )}
      {address !== null ? (
        <img src={address} alt={text || 'Picture'} className={styles.picture} />
      ) : (
        <PrintedText text={png === null ? text : text || 'A picture that is no PNG'} shows="beginning" kind="result" />
      )}
    </div>
  );
}

/** A traceback whose places lead to their lines. */
function Traceback({ output }: { output: Extract<CellOutput, { kind: 'error' }> }) {
  const { name, message, traceback } = output;
  const parts = traceback.length > 0 ? tracebackParts(traceback) : [{ text: `${name}: ${message}`, place: null }];
  return (
    <pre className={styles.printed} data-kind="error" data-columns="false" role="alert">
      {parts.map(({ text, place }, i) =>
        place === null ? (
          text
        ) : (
          <button key={i} type="button" className={styles.place} title="Show this line" onClick={() => show(place)}>
            {text}
          </button>
        ),
      )}
    </pre>
  );
}

function show(place: { count: number; line: number }): void {
  const open = openNotebook();
  const found = open && findPlace(place, useEngineStore.getState().notebook?.executions ?? [], open.byId);
  if (found) revealCellLine(found.cell, found.line);
  else notify('info', 'That line has been changed, or its cell is gone.');
}
