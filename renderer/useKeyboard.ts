import { useEffect } from 'react';
import { move, runAgain, togglePlay } from './client/transportActions';
import { actionOf, isForElement, type KeyAction } from './common/keymap';
import { clearChoice, requestViewport, useViewStore } from './stores/viewStore';

/** The keys of the workbench, wherever the focus is, except where an element needs the key itself. */
export function useKeyboard(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actionOf(event);
      if (!action || event.defaultPrevented || isForElement(event.target as Element | null, event.key)) return;
      event.preventDefault();
      perform(action);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function perform(action: KeyAction): void {
  switch (action) {
    case 'togglePlay':
      togglePlay();
      return;
    case 'runAgain':
      runAgain();
      return;
    case 'clear':
      clearChoice();
      return;
    case 'search':
      useViewStore.setState({ searchOpen: true });
      return;
    case 'fit':
      requestViewport('fit');
      return;
    case 'help':
      useViewStore.setState({ helpOpen: true });
      return;
    default:
      move(action);
  }
}
