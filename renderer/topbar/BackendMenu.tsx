import { DropdownMenu } from 'radix-ui';
import { Check, ChevronDown } from 'lucide-react';
import type { BackendName } from '../../engine/protocol';
import { sendCommand } from '../client/engineClient';
import { useEngineStore } from '../stores/engineStore';
import styles from './TopBar.module.css';

const NAMES: readonly { name: BackendName; label: string }[] = [
  { name: 'cpu', label: 'CPU' },
  { name: 'webgpu', label: 'WebGPU' },
];

/** Which backend and adapter compute, and a menu to change it. */
export function BackendMenu() {
  const backend = useEngineStore((s) => s.backend);
  const isAttached = useEngineStore((s) => s.connection === 'attached');
  if (!backend) return null;
  const choose = (name: BackendName) => {
    if (name === backend.name) return;
    sendCommand({ type: 'setBackend', backend: name });
    void window.tapedeck.setSettings({ backend: name });
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className={styles.backend} aria-label={`Backend: ${backend.label}`} disabled={!isAttached}>
        <span className={styles.lamp} data-off={!isAttached} data-notice={backend.notice !== null} aria-hidden="true" />
        <span className={styles.backendLabel}>{backend.label}</span>
        <ChevronDown size={13} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align="end" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Label className={styles.menuLabel}>{backend.adapter}</DropdownMenu.Label>
          {backend.notice !== null && (
            <DropdownMenu.Label className={styles.notice}>{backend.notice}</DropdownMenu.Label>
          )}
          <DropdownMenu.Separator className={styles.separator} />
          <DropdownMenu.RadioGroup value={backend.name} onValueChange={(value) => choose(value as BackendName)}>
            {NAMES.map(({ name, label }) => {
              const isThere = backend.available.includes(name);
              return (
                <DropdownMenu.RadioItem key={name} value={name} disabled={!isThere} className={styles.menuItem}>
                  <span className={styles.menuCheck}>
                    <DropdownMenu.ItemIndicator>
                      <Check size={13} aria-hidden="true" />
                    </DropdownMenu.ItemIndicator>
                  </span>
                  {label}
                  {!isThere && <span className={styles.menuHint}>not on this machine</span>}
                </DropdownMenu.RadioItem>
              );
            })}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
