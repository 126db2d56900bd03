import type {
  BackendInfo,
  Cell,
  CellId,
  CellOutput,
  EdgeId,
  EngineEvent,
  Frame,
  GraphSnapshot,
  FormatInfo,
  LessonInfo,
  LossPoint,
  MomentMark,
  NotebookState,
  PrintedLine,
  RunState,
  SlotId,
  TimelineView,
  Tunable,
} from '../../engine/protocol';
import { assertNever } from '../common/assertNever';
import { appendOutputs } from './cellOutputs';

/**
 * What the engine last told us, and nothing else. It changes only by `reduceEvents`, a pure
 * function, so that what is on screen can be replayed from a list of events.
 */
export interface Mirror {
  /** `attached` once the engine has answered on the port in use. */
  connection: 'connecting' | 'attached' | 'crashed';
  /** Why the engine process went, while `connection` is `crashed`. */
  crashReason: string | null;
  lessons: readonly LessonInfo[];
  /** What weights can be written as. */
  formats: readonly FormatInfo[];
  backend: BackendInfo | null;
  /** The lesson whose script is loaded; null for a script of the person's own. */
  lesson: string | null;
  /** The script that runs (the editor may hold a newer draft). */
  source: string;
  run: RunState;
  snapshot: GraphSnapshot | null;
  values: ReadonlyMap<SlotId, Cell>;
  gradients: ReadonlyMap<SlotId, Cell>;
  contributions: ReadonlyMap<EdgeId, Cell>;
  /** The last moment that has happened; null at the very start. */
  moment: MomentMark | null;
  update: Frame['update'];
  timeline: TimelineView | null;
  tunables: readonly Tunable[];
  losses: readonly LossPoint[];
  printed: readonly PrintedLine[];
  /** Null while a script is open and no notebook. */
  notebook: NotebookState | null;
  /** What cells have given out since the window is attached to this engine. */
  outputs: ReadonlyMap<CellId, readonly CellOutput[]>;
}

export const EMPTY_MIRROR: Mirror = {
  connection: 'connecting',
  crashReason: null,
  lessons: [],
  formats: [],
  backend: null,
  lesson: null,
  source: '',
  run: { state: 'empty' },
  snapshot: null,
  values: new Map(),
  gradients: new Map(),
  contributions: new Map(),
  moment: null,
  update: null,
  timeline: null,
  tunables: [],
  losses: [],
  printed: [],
  notebook: null,
  outputs: new Map(),
};

/** A cell that no frame has spoken of yet. One object, so that selectors stay equal. */
export const PENDING: Cell = { state: 'pending' };

/** Applies events in order; the result is one new mirror, whatever their number. */
export function reduceEvents(mirror: Mirror, events: readonly EngineEvent[]): Mirror {
  const next: Mirror = { ...mirror };
  for (const event of withoutOvertakenFrames(events)) applyEvent(next, event);
  return next;
}

/** A full frame says everything anew, so frames of its structure before it in the same batch need not be applied. */
function withoutOvertakenFrames(events: readonly EngineEvent[]): readonly EngineEvent[] {
  let full = -1;
  let structure = -1;
  events.forEach((event, i) => {
    if (event.type !== 'frame' || !event.frame.full) return;
    full = i;
    structure = event.frame.structure;
  });
  return events.filter((event, i) => i >= full || event.type !== 'frame' || event.frame.structure !== structure);
}

/** Changes `next`, a shallow copy that the caller owns; the collections inside are replaced, never edited. */
function applyEvent(next: Mirror, event: EngineEvent): void {
  switch (event.type) {
    case 'attached':
      Object.assign(next, EMPTY_MIRROR, {
        connection: 'attached',
        lessons: event.lessons,
        formats: event.formats,
        backend: event.backend,
      } satisfies Partial<Mirror>);
      return;
    case 'scriptLoaded':
      next.lesson = event.lesson;
      next.source = event.source;
      return;
    case 'runStateChanged':
      next.run = event.run;
      return;
    case 'snapshot':
      applySnapshot(next, event.snapshot);
      return;
    case 'frame':
      applyFrame(next, event.frame);
      return;
    case 'timeline':
      next.timeline = { ...event.timeline, moments: event.timeline.moments ?? next.timeline?.moments ?? [] };
      return;
    case 'tunables':
      next.tunables = event.tunables;
      return;
    case 'losses':
      next.losses = event.reset ? event.points : next.losses.concat(event.points);
      return;
    case 'printed':
      next.printed = event.reset ? event.lines : next.printed.concat(event.lines);
      return;
    case 'notebookChanged':
      next.notebook = event.notebook;
      return;
    case 'cellOutputs':
      next.outputs = new Map(next.outputs).set(
        event.cell,
        appendOutputs((!event.reset && next.outputs.get(event.cell)) || [], event.outputs),
      );
      return;
    case 'backendChanged':
      next.backend = event.backend;
      return;
    case 'inspected':
    case 'tensorRead':
    case 'namesListed':
    case 'weightsExported':
    case 'exportedRead':
    case 'weightsChecked':
    case 'weightsLoaded':
    case 'notebookRead':
    case 'notebookWritten':
      // Answers belong to whoever asked; the client resolves their promises.
      return;
    default:
      assertNever(event);
  }
}

function applySnapshot(next: Mirror, snapshot: GraphSnapshot): void {
  const same = next.snapshot?.structure === snapshot.structure;
  next.snapshot = snapshot;
  if (same) return;
  next.values = new Map();
  next.gradients = new Map();
  next.contributions = new Map();
  next.moment = null;
  next.update = null;
}

function applyFrame(next: Mirror, frame: Frame): void {
  if (frame.structure !== next.snapshot?.structure) return;
  next.values = merge(next.values, frame.values, frame.full);
  next.gradients = merge(next.gradients, frame.gradients, frame.full);
  next.contributions = merge(next.contributions, frame.contributions, frame.full);
  next.moment = frame.moment;
  next.update = frame.update;
}

function merge<Key>(
  old: ReadonlyMap<Key, Cell>,
  entries: readonly (readonly [Key, Cell])[],
  full: boolean,
): ReadonlyMap<Key, Cell> {
  if (full) return new Map(entries);
  if (entries.length === 0) return old;
  const merged = new Map(old);
  for (const [key, cell] of entries) merged.set(key, cell);
  return merged;
}
