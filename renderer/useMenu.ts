import { useEffect } from 'react';
import type { MenuAction } from '../electron/bridge';
import { sendCommand } from './client/engineClient';
import { move, runAgain, togglePlay } from './client/transportActions';
import { assertNever } from './common/assertNever';
import { importWeights } from './exchange/importWeights';
import { openNotebook } from './notebook/documentStore';
import { runAll, runSelected } from './notebook/notebookActions';
import { chooseNotebook, newNotebook, saveNotebook } from './notebook/notebookFiles';
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
      runWhatIsShown();
      return;
    case 'stop':
    case 'restartKernel':
      sendCommand({ type: action });
      return;
    case 'newNotebook':
      void newNotebook();
      return;
    case 'openNotebook':
      void chooseNotebook();
      return;
    case 'saveNotebook':
      void saveNotebook();
      return;
    case 'saveNotebookAs':
      void saveNotebook(true);
      return;
    case 'runAllCells':
      runAll();
      return;
    case 'rerunCells':
      runAgain();
      return;
    case 'nextLine':
    case 'previousLine':
    case 'toEndOfTape':
    case 'nextUpdate':
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

function runWhatIsShown(): void {
  const { leftPanel, draft } = useViewStore.getState();
  if (leftPanel === 'notebook' && openNotebook()) runSelected();
  else sendCommand({ type: 'runScript', source: draft });
}
