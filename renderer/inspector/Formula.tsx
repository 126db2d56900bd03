import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useEffect, useRef } from 'react';
import styles from './Formula.module.css';

interface FormulaProps {
  tex: string;
  /** On a line of its own, as large as that allows. */
  isBlock?: boolean;
  className?: string;
}

/** A formula set by KaTeX (with MathML for screen readers). What KaTeX cannot read stays legible as its source. */
export function Formula({ tex, isBlock = false, className }: FormulaProps) {
  const host = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    // Elements rather than a string of HTML: a formula never becomes markup by itself.
    katex.render(tex, host.current!, {
      throwOnError: false,
      errorColor: 'var(--error-text)',
      displayMode: isBlock,
      maxSize: 20,
    });
  }, [tex, isBlock]);
  return <span ref={host} className={`${styles.formula} ${className ?? ''}`} />;
}
