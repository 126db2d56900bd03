import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { terminalText } from '../stores/terminalText';
import { beginningOfText, endOfText, keepsColumns, piecesOf, sizeText } from './outputText';
import styles from './CellOutputs.module.css';

const MOST_LINES = 400;
const MOST_LETTERS = 40_000;
const PIECE_LETTERS = 8_000;

interface PrintedTextProps {
  text: string;
  /** Which part of a long text is shown at first: the end of what was printed, the beginning of a value. */
  shows: 'beginning' | 'end';
  kind: 'stdout' | 'stderr' | 'result';
}

/** Text that a cell gave out, as a terminal shows it. A long one scrolls; of a very long one a part is shown until all is asked for. */
export const PrintedText = memo(function PrintedText({ text, shows, kind }: PrintedTextProps) {
  const [wantsAll, setWantsAll] = useState(false);
  const box = useRef<HTMLPreElement>(null);
  const sticksToEnd = useRef(true);
  const part = useMemo(() => {
    if (wantsAll) return { text, hidden: 0 };
    return (shows === 'end' ? endOfText : beginningOfText)(text, MOST_LINES, MOST_LETTERS);
  }, [text, shows, wantsAll]);
  const shown = useMemo(() => terminalText(part.text).replace(/\n$/, ''), [part]);

  useEffect(() => {
    if (box.current && shows === 'end' && sticksToEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [shown, shows]);

  const rest = part.hidden > 0 && (
    <p className={styles.more}>
      {sizeText(part.hidden)} {shows === 'end' ? 'before this' : 'after this'} are not shown.{' '}
      <button type="button" onClick={() => setWantsAll(true)}>
        Show all
      </button>
    </p>
  );
  return (
    <>
      {shows === 'end' && rest}
      <pre
        ref={box}
        className={styles.printed}
        data-kind={kind}
        data-columns={keepsColumns(shown)}
        tabIndex={shown.length > 1000 ? 0 : undefined}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          sticksToEnd.current = scrollHeight - scrollTop - clientHeight < 8;
        }}
      >
        {shown.length <= PIECE_LETTERS
          ? shown
          : piecesOf(shown, PIECE_LETTERS).map((piece, i) => (
              <span key={i} className={styles.piece} style={{ containIntrinsicHeight: `auto ${heightOf(piece)}px` }}>
                {piece.replace(/\n$/, '')}
              </span>
            ))}
      </pre>
      {shows === 'beginning' && rest}
    </>
  );
});

const LINE_HEIGHT = 17;

function heightOf(piece: string): number {
  return Math.max(1, piece.split('\n').length - 1) * LINE_HEIGHT;
}
