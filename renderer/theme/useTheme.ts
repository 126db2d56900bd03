import { useEffect } from 'react';
import { useViewStore, type Theme } from '../stores/viewStore';

const DARK = '(prefers-color-scheme: dark)';

/** Puts the chosen theme on the document, and follows the system while it is `system`. */
export function useTheme(): void {
  const theme = useViewStore((s) => s.theme);
  useEffect(() => {
    const query = window.matchMedia(DARK);
    const apply = () => {
      const resolvedTheme = resolveTheme(theme, query.matches);
      document.documentElement.dataset.theme = resolvedTheme;
      useViewStore.setState({ resolvedTheme });
    };
    apply();
    query.addEventListener('change', apply);
    return () => query.removeEventListener('change', apply);
  }, [theme]);
}

export function resolveTheme(theme: Theme, systemIsDark: boolean): 'light' | 'dark' {
  if (theme !== 'system') return theme;
  return systemIsDark ? 'dark' : 'light';
}
