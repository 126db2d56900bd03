/**
 * The first five seconds: the first lesson plays by itself, once, from nothing to its gradient, and
 * then the slider of its start value shows that it can be dragged. It is ordinary playing: every number on
 * screen comes from a frame, and any input takes over at once.
 */
import type { LessonInfo } from '../../engine/protocol';
import { prefersReducedMotion } from '../common/reducedMotion';
import { useEngineStore } from '../stores/engineStore';
import { useViewStore } from '../stores/viewStore';
import { sendCommand } from './engineClient';

const INPUTS = ['pointerdown', 'keydown', 'wheel'] as const;
/** The pulse is a hint, not a nag. */
const PULSE_MILLISECONDS = 8000;

/** Called after `openLesson` was sent. */
export function playOpening(lesson: LessonInfo): void {
  const takeOver = (event: Event) => {
    stopWaiting();
    endPulse();
    if (useEngineStore.getState().run.state !== 'playing') return;
    // Who takes hold of a start value wants to see what it does, down to the gradient.
    sendCommand({ type: isField(event.target) ? 'toEnd' : 'pause' });
  };
  const listening = new AbortController();
  for (const input of INPUTS) {
    window.addEventListener(input, takeOver, { capture: true, once: true, signal: listening.signal });
  }
  const stopWaiting = whenRecorded(() => {
    if (prefersReducedMotion()) {
      sendCommand({ type: 'toEnd' });
      startPulse();
      return;
    }
    sendCommand({ type: 'toStart' });
    sendCommand({ type: 'play', speed: lesson.speed });
    const unsubscribe = useEngineStore.subscribe((now, before) => {
      if (before.run.state !== 'playing' || now.run.state === 'playing') return;
      unsubscribe();
      if (!listening.signal.aborted) startPulse();
    });
  });

  const endPulse = () => {
    listening.abort();
    useViewStore.setState({ pulseTunable: false });
  };
  const startPulse = () => {
    useViewStore.setState({ pulseTunable: true });
    setTimeout(endPulse, PULSE_MILLISECONDS);
  };
}

/** Calls back once when the first step of the script is there. Returns a function that stops waiting. */
function whenRecorded(callback: () => void): () => void {
  const unsubscribe = useEngineStore.subscribe(({ timeline, snapshot }) => {
    if (!snapshot || !timeline || timeline.moments.length === 0) return;
    unsubscribe();
    callback();
  });
  return unsubscribe;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || (target instanceof HTMLElement && target.role === 'slider');
}
