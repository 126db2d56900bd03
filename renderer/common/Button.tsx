import type { ComponentPropsWithRef } from 'react';
import { Tooltip } from './Tooltip';
import styles from './Button.module.css';

interface ButtonProps extends ComponentPropsWithRef<'button'> {
  look?: 'plain' | 'primary' | 'quiet' | 'round' | 'roundPrimary';
  tooltip?: string;
  /** The keyboard shortcut, shown in the tooltip and told to screen readers. */
  keys?: string;
}

/** Every push button. One without text needs an `aria-label`. */
export function Button({ look = 'plain', tooltip, keys, className, ...rest }: ButtonProps) {
  const button = (
    <button
      type="button"
      aria-keyshortcuts={keys && ariaKeys(keys)}
      {...rest}
      className={[styles.button, styles[look], className].filter(Boolean).join(' ')}
    />
  );
  // A disabled button gets no pointer events; its tooltip would stay open for ever.
  if (!tooltip || rest.disabled) return button;
  return (
    <Tooltip text={tooltip} keys={keys}>
      {button}
    </Tooltip>
  );
}

/** `⇧→` as `Shift+ArrowRight`, the way assistive technology spells it. */
function ariaKeys(keys: string): string {
  return keys.replace('⇧', 'Shift+').replace('←', 'ArrowLeft').replace('→', 'ArrowRight');
}
