import { useEffect, useRef, useState } from 'react';
import { ChevronDown } from 'lucide-react';
import { useEngineStore } from '../stores/engineStore';
import { revealLine } from '../stores/viewStore';
import styles from './PrintedOutput.module.css';

/** More lines than these are not drawn: a script can print faster than anyone can scroll. */
const MOST_LINES = 500;

/** What the script printed in this run, newest at the bottom; each line leads back to the script line that printed it. */
export function PrintedOutput() {
  const printed = useEngineStore((s) => s.printed);
  const [isOpen, setOpen] = useState(true);
  const list = useRef<HTMLOListElement>(null);
  const stickToEnd = useRef(true);
  const shown = printed.slice(-MOST_LINES);

  useEffect(() => {
    if (list.current && stickToEnd.current) list.current.scrollTop = list.current.scrollHeight;
  }, [printed, isOpen]);

  if (printed.length === 0) return null;
  const hiddenCount = printed.length - shown.length;
  return (
    <section className={styles.output} aria-label="Printed output">
      <button type="button" className={styles.heading} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <ChevronDown size={14} aria-hidden="true" className={styles.chevron} />
        Output <span className={styles.count}>{printed.length}</span>
      </button>
      {isOpen && (
        <ol
          ref={list}
          className={styles.lines}
          tabIndex={0}
          aria-label="Lines printed by the script"
          onScroll={(event) => {
            const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
            stickToEnd.current = scrollHeight - scrollTop - clientHeight < 8;
          }}
        >
          {hiddenCount > 0 && <li className={styles.more}>{hiddenCount} earlier lines are not shown</li>}
          {shown.map((line, i) => (
            <li key={hiddenCount + i}>
              {line.line !== null && <LineLink line={line.line} />}
              <span className={styles.text} data-block={line.text.includes('\n')}>
                {line.text}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function LineLink({ line }: { line: number }) {
  return (
    <button
      type="button"
      className={styles.line}
      aria-label={`Show line ${line}`}
      title={`printed by line ${line}`}
      onClick={() => revealLine(line)}
    >
      {line}
    </button>
  );
}
