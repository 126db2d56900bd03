import type { ReactNode } from 'react';
import { Tooltip as Primitive } from 'radix-ui';
import styles from './Tooltip.module.css';

interface TooltipProps {
  text: string;
  /** The keyboard shortcut, as written on keys. */
  keys?: string;
  children: ReactNode;
}

/** A short explanation on hover and on keyboard focus. The child must be one focusable element with a name of its own. */
export function Tooltip({ text, keys, children }: TooltipProps) {
  return (
    <Primitive.Root delayDuration={400}>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content className={styles.tooltip} sideOffset={6} collisionPadding={8}>
          {text}
          {keys && <kbd>{keys}</kbd>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
