import { useEffect } from 'react';
import type { MenuAction } from '../electron/bridge';
import { sendCommand } from './client/engineClient';
import { move, togglePlay } from './client/transportActions';
import { assertNever } from './common/assertNever';
import { importWeights } from './exchange/importWeights';
import { requestViewport, useViewStore } from './stores/viewStore';

/** Does what was chosen in the native menu. */
export function useMenu(): void {
  useEffect(() => window.tapedeck.onMainEvent((event) => event.type === 'menu' && perform(event.action)), []);
}

function perform(action: MenuAction): void {
  switch (action) {
    case 'export':
      useViewStore.setState({ exportOpen: true });
      return;
    case 'import':
      void importWeights();
      return;
    case 'run':
      sendCommand({ type: 'runScript', source: useViewStore.getState().draft });
      return;
    case 'stop':
    case 'rerunCells':
    case 'restartKernel':
    case 'nextLine':
    case 'previousLine':
    case 'toEndOfTape':
    case 'nextUpdate':
      sendCommand({ type: action });
      return;
    case 'newNotebook':
    case 'openNotebook':
    case 'saveNotebook':
    case 'saveNotebookAs':
    case 'runAllCells':
      // The workbench holds no notebook: the menu offers these when it does.
      return;
    case 'play':
      togglePlay();
      return;
    case 'stepForward':
    case 'stepBack':
    case 'toStart':
      move(action);
      return;
    case 'fit':
      requestViewport('fit');
      return;
    case 'search':
      useViewStore.setState({ searchOpen: true });
      return;
    case 'help':
      useViewStore.setState({ helpOpen: true });
      return;
    case 'theme':
      useViewStore.setState((s) => ({ theme: s.resolvedTheme === 'dark' ? 'light' : 'dark' }));
      return;
    default:
      assertNever(action);
  }
}
