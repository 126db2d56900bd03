import type { Command } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { useViewStore } from '../stores/viewStore';
import { sendCommand } from './engineClient';

/** Every way to move the play head, for buttons, keys and the menu alike. */
export type TransportAction = Extract<
  Command['type'],
  | 'stepForward'
  | 'stepBack'
  | 'nextPhase'
  | 'previousPhase'
  | 'nextLine'
  | 'previousLine'
  | 'toEndOfTape'
  | 'nextUpdate'
  | 'nextTrainingStep'
  | 'previousTrainingStep'
  | 'toStart'
  | 'toEnd'
>;

export function move(action: TransportAction): void {
  sendCommand({ type: action });
}

/** Runs everything that has run again from the top, with the start values as they are. */
export function runAgain(): void {
  const { notebook, source } = useEngineStore.getState();
  if (notebook !== null) sendCommand({ type: 'rerunCells' });
  else if (source !== '') sendCommand({ type: 'runScript', source });
}

export function isMoving(): boolean {
  const { state } = useEngineStore.getState().run;
  return state === 'playing' || state === 'training';
}

/** Play when standing, pause when moving. At the end of everything play starts over. */
export function togglePlay(): void {
  if (isMoving()) {
    sendCommand({ type: 'pause' });
    return;
  }
  if (isAtTheEnd()) sendCommand({ type: 'toStart' });
  sendCommand({ type: 'play', speed: useViewStore.getState().speed });
}

export function setSpeed(speed: number): void {
  useViewStore.setState({ speed });
  void window.tapedeck.setSettings({ speed });
  if (useEngineStore.getState().run.state === 'playing') sendCommand({ type: 'play', speed });
}

function isAtTheEnd(): boolean {
  const { timeline } = useEngineStore.getState();
  if (!timeline) return false;
  const { head, steps, complete, moments } = timeline;
  return complete && head.step >= steps && head.passed >= moments.length;
}
