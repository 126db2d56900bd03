import { Monitor, Moon, Sun } from 'lucide-react';
import { Button } from '../common/Button';
import { useViewStore, type Theme } from '../stores/viewStore';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Goes through system, light and dark. */
export function ThemeToggle() {
  const theme = useViewStore((s) => s.theme);
  const Icon = ICONS[theme];
  return (
    <Button
      look="quiet"
      aria-label={`Theme: ${theme}`}
      tooltip={`Theme: ${theme}. Click for ${NEXT[theme]}.`}
      style={{ padding: '0 8px' }}
      onClick={() => useViewStore.setState({ theme: NEXT[theme] })}
    >
      <Icon size={16} aria-hidden="true" />
    </Button>
  );
}
