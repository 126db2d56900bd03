import { type External, type LocalItem, type PayloadEntry, takesEntry } from './program';

/** What was taken down of a step, by place. */
export interface Taken {
  readonly items: readonly LocalItem[];
  readonly payload: readonly PayloadEntry[];
  readonly externals: readonly External[];
  readonly ids: readonly number[];
  readonly lines: ReadonlyMap<number, number | null>;
}

export interface Pruned extends Taken {
  /** The place that an old place has now; −1 for one that is gone. */
  readonly placeOf: Int32Array;
}

/**
 * Leaves out of a step what nobody can come to see: ops outside any tape whose results the script has let go, as of
 * an evaluation that runs over many batches, or of an endless loop. Whatever a tape saw stays, and so does all that
 * leads to it or to what is `wanted`; a step that is computed anew from what is left has the same numbers.
 */
export function prune(taken: Taken, wanted: (place: number, id: number) => boolean): Pruned {
  const needed = new Uint8Array(taken.ids.length);
  for (let place = 0; place < needed.length; place++) if (wanted(place, taken.ids[place])) needed[place] = 1;
  for (const item of taken.items) for (const place of seenBy(item)) needed[place] = 1;
  const kept = new Uint8Array(taken.items.length);
  for (let i = taken.items.length - 1; i >= 0; i--) {
    const item = taken.items[i];
    if (!isNeeded(item, needed)) continue;
    kept[i] = 1;
    if (item.t === 'op') for (const place of [...item.inputs, ...item.outputs]) needed[place] = 1;
    if (item.t === 'alias') needed[item.source] = 1;
  }
  return renumbered(taken, kept, needed);
}

function isNeeded(item: LocalItem, needed: Uint8Array): boolean {
  switch (item.t) {
    case 'upload':
      return needed[item.id] === 1;
    case 'op':
      return item.outputs.some((place) => needed[place] === 1);
    case 'alias':
      return needed[item.target] === 1;
    case 'label':
      return needed[item.tensor] === 1;
    case 'printed':
      return false;
    default:
      return true;
  }
}

/** Places that an item of the tape's or of a variable's names. A name alone keeps nothing. */
function seenBy(item: LocalItem): readonly number[] {
  switch (item.t) {
    case 'taped':
      return [...item.inputs, ...item.outputs];
    case 'backwardStarted':
      return [...item.targets, ...item.sources];
    case 'seeded':
      return [item.target, item.gradient];
    case 'visited':
      return item.upstream.filter((place) => place !== null);
    case 'contributed':
      return [item.contribution, item.sum];
    case 'backwardEnded':
      return [...item.sources, ...item.gradients.filter((place) => place !== null)];
    case 'variableCreated':
      return [item.tensor];
    case 'variableChanged':
      return item.update === null ? [item.before, item.after] : [item.before, item.after, item.update.gradient];
    default:
      return [];
  }
}

function renumbered(taken: Taken, kept: Uint8Array, needed: Uint8Array): Pruned {
  const placeOf = new Int32Array(taken.ids.length).fill(-1);
  const ids: number[] = [];
  for (let place = 0; place < needed.length; place++) {
    if (needed[place] === 1) placeOf[place] = ids.push(taken.ids[place]) - 1;
  }
  const items: LocalItem[] = [];
  const payload: PayloadEntry[] = [];
  let entry = 0;
  taken.items.forEach((item, i) => {
    const own = takesEntry(item) ? taken.payload[entry++] : null;
    if (kept[i] === 0) return;
    items.push(moved(item, placeOf));
    if (own !== null) payload.push(own);
  });
  const externals = taken.externals
    .filter(({ place }) => needed[place] === 1)
    .map((external) => ({ ...external, place: placeOf[external.place] }));
  const lines = new Map<number, number | null>();
  for (const [place, line] of taken.lines) if (needed[place] === 1) lines.set(placeOf[place], line);
  return { items, payload, externals, ids, lines, placeOf };
}

/** The same item with the places of now. */
function moved(item: LocalItem, placeOf: Int32Array): LocalItem {
  const all = (places: readonly number[]) => places.map((place) => placeOf[place]);
  const some = (places: readonly (number | null)[]) => places.map((place) => (place === null ? null : placeOf[place]));
  switch (item.t) {
    case 'upload':
      return { ...item, id: placeOf[item.id] };
    case 'op':
    case 'taped':
      return { ...item, inputs: all(item.inputs), outputs: all(item.outputs) };
    case 'alias':
      return { ...item, source: placeOf[item.source], target: placeOf[item.target] };
    case 'backwardStarted':
      return { ...item, targets: all(item.targets), sources: all(item.sources) };
    case 'seeded':
      return { ...item, target: placeOf[item.target], gradient: placeOf[item.gradient] };
    case 'visited':
      return { ...item, upstream: some(item.upstream) };
    case 'contributed':
      return { ...item, contribution: placeOf[item.contribution], sum: placeOf[item.sum] };
    case 'backwardEnded':
      return { ...item, sources: all(item.sources), gradients: some(item.gradients) };
    case 'variableCreated':
    case 'label':
      return { ...item, tensor: placeOf[item.tensor] };
    case 'variableChanged': {
      const update = item.update && { ...item.update, gradient: placeOf[item.update.gradient] };
      return { ...item, before: placeOf[item.before], after: placeOf[item.after], update };
    }
    case 'recordingStarted':
    case 'recordingEnded':
    case 'printed':
    case 'failed':
      return item;
  }
}
