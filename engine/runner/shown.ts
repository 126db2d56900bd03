/** What of a step's items is to be seen: a step holds those tensors, and computes them anew when they are gone. */
import type { StreamItem } from '../stream/items';
import { type LocalItem, type Program, takesEntry } from './program';
import type { Recipe } from './recompute';

const NOTHING: readonly number[] = [];
/** Items that change nothing of what a step shows. */
const SILENT: ReadonlySet<StreamItem['t']> = new Set([
  'upload',
  'op',
  'alias',
  'printed',
  'recordingStarted',
  'recordingEnded',
  'variableCreated',
  'model',
]);

export function isSilent({ t }: StreamItem): boolean {
  return SILENT.has(t);
}

/** The tensors that an item makes visible, by the ids that the item has. */
export function shownBy(item: StreamItem | LocalItem): readonly number[] {
  switch (item.t) {
    case 'taped':
      return [...item.inputs, ...item.outputs];
    case 'backwardStarted':
      return item.targets;
    case 'seeded':
      return [item.gradient];
    case 'contributed':
      return [item.contribution, item.sum];
    case 'backwardEnded':
      return item.gradients.filter((one) => one !== null);
    case 'variableCreated':
      return [item.tensor];
    case 'variableChanged':
      return item.update === null ? [item.before, item.after] : [item.before, item.after, item.update.gradient];
    default:
      return NOTHING;
  }
}

/** Places of what the last backward pass of a step gave. */
export function gradientPlaces({ items }: Program): readonly number[] {
  const last = items.findLast((item) => item.t === 'backwardEnded');
  return last === undefined ? NOTHING : [...new Set(last.gradients.filter((one) => one !== null))];
}

/** What the first update of a step went by; null where it made none. */
export function learningRateOf({ program, payload }: Recipe): number | null {
  let entry = 0;
  for (const item of program.items) {
    if (item.t === 'variableChanged' && item.update !== null) {
      const { learningRate } = payload[entry] as Readonly<Record<string, number>>;
      return learningRate ?? null;
    }
    if (takesEntry(item)) entry++;
  }
  return null;
}

/** Places of all that a step makes visible. */
export function shownPlaces(program: Program): number[] {
  const places = new Set<number>();
  for (const item of program.items) for (const place of shownBy(item)) places.add(place);
  return [...places];
}
