import { useRef } from 'react';
import { Select as Primitive } from 'radix-ui';
import { Check, ChevronDown } from 'lucide-react';
import styles from './Select.module.css';

export interface SelectOption {
  value: string;
  label: string;
  /** A second line in the list. */
  detail?: string;
  disabled?: boolean;
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly SelectOption[];
  /** What stands on the closed select when no option is chosen. */
  placeholder?: string;
  onChange(value: string): void;
  className?: string;
}

export function Select({ label, value, options, placeholder, onChange, className }: SelectProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <Primitive.Root value={value} onValueChange={onChange}>
      <Primitive.Trigger ref={trigger} className={`${styles.trigger} ${className ?? ''}`} aria-label={label}>
        <span className={styles.value}>
          <Primitive.Value placeholder={placeholder}>
            {options.find((option) => option.value === value)?.label}
          </Primitive.Value>
        </span>
        <ChevronDown size={14} aria-hidden="true" className={styles.chevron} />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          className={styles.list}
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            // A closed select chooses by letters; without the focus the keys move the play head again. Tab goes on from here.
            event.preventDefault();
            trigger.current?.focus();
            trigger.current?.blur();
          }}
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled}
                className={styles.item}
              >
                <span className={styles.check}>
                  <Primitive.ItemIndicator>
                    <Check size={13} aria-hidden="true" />
                  </Primitive.ItemIndicator>
                </span>
                <span>
                  <Primitive.ItemText>{option.label}</Primitive.ItemText>
                  {option.detail && <span className={styles.detail}>{option.detail}</span>}
                </span>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
