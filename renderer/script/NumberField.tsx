import { useState } from 'react';
import { editableNumber, parseNumber } from '../values';
import styles from './StartValues.module.css';

interface NumberFieldProps {
  label: string;
  value: number;
  /** The value `steps` steps away, for the arrow keys. */
  nudge(value: number, steps: number): number;
  onChange(value: number): void;
}

/**
 * A number typed exactly. Every valid text counts at once; an invalid one is marked and changes
 * nothing. Arrow keys step (with Shift ten times), Escape goes back to the value.
 */
export function NumberField({ label, value, nudge, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? editableNumber(value);
  const isInvalid = typed !== null && parseNumber(typed) === null;

  const onType = (text: string) => {
    setTyped(text);
    const number = parseNumber(text);
    if (number !== null) onChange(number);
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter' || event.key === 'Escape') {
      if (event.key === 'Escape' && typed !== null) event.stopPropagation();
      setTyped(null);
      return;
    }
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!direction) return;
    event.preventDefault();
    setTyped(null);
    onChange(nudge(value, direction * (event.shiftKey ? 10 : 1)));
  };
  return (
    <input
      className={styles.field}
      data-length={lengthOf(text)}
      type="text"
      inputMode="decimal"
      autoComplete="off"
      spellCheck={false}
      aria-label={label}
      aria-invalid={isInvalid}
      title={isInvalid ? 'Not a number: type for example 0.5 or 1e-3' : undefined}
      value={text}
      onChange={(event) => onType(event.target.value)}
      onKeyDown={onKeyDown}
      onFocus={(event) => event.target.select()}
      onBlur={() => setTyped(null)}
    />
  );
}

/** Beside what the field holds: its style picks a size that cuts no number off, for half of one is another. */
function lengthOf(text: string): 'short' | 'long' | 'longest' {
  if (text.length <= 8) return 'short';
  return text.length <= 10 ? 'long' : 'longest';
}
