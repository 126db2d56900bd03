import type { ReactNode } from 'react';
import { Dialog as Primitive } from 'radix-ui';
import { X } from 'lucide-react';
import styles from './Dialog.module.css';

interface DialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  description?: string;
  /** For tables and columns. */
  wide?: boolean;
  children: ReactNode;
}

/** A modal dialog: traps focus, closes with Escape, gives focus back. */
export function Dialog({ open, onOpenChange, title, description, wide = false, children }: DialogProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={styles.overlay} />
        <Primitive.Content
          className={styles.dialog}
          data-wide={wide || undefined}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <Primitive.Title className={styles.title}>{title}</Primitive.Title>
          {description !== undefined && (
            <Primitive.Description className={styles.description}>{description}</Primitive.Description>
          )}
          {children}
          <Primitive.Close className={styles.close} aria-label="Close">
            <X size={16} aria-hidden="true" />
          </Primitive.Close>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
