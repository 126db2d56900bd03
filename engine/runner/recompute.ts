import type { Attributes, Backend } from '../tensor/backend';
import type { TypedArray } from '../tensor/dtype';
import { Executor, type FindOp } from '../stream/executor';
import type { Held } from '../stream/held';
import type { StreamItem } from '../stream/items';
import type { Checkpoint } from './checkpoints';
import { type LocalItem, type PayloadEntry, type Program, takesEntry } from './program';
import { type StepIds, unpackIds } from './stepIds';

/** All that is needed to compute a step anew, given the tensors that were there when it began. */
export interface Recipe {
  readonly program: Program;
  readonly payload: readonly PayloadEntry[];
  readonly ids: StepIds;
}

/**
 * Computes the steps of `chain` anew, from a checkpoint at the first of them. The same kernels run
 * on the same numbers in the same order, so the result equals the original bit for bit. Returns the
 * tensors at `placesOf` each step; the caller owns them.
 */
export function recompute(
  checkpoint: Checkpoint,
  chain: readonly Recipe[],
  placesOf: (recipe: Recipe) => readonly number[],
  backend: Backend,
  findOp: FindOp,
): (Held | undefined)[][] {
  const executor = new Executor(backend, findOp);
  for (const [id, held] of checkpoint.tensors) executor.adopt(id, held);
  const ids = chain.map((recipe) => unpackIds(recipe.ids));
  const lastUse = lastUses(chain, ids);
  const results: (Held | undefined)[][] = [];
  for (let i = 0; i < chain.length; i++) {
    replay(executor, chain[i], ids[i]);
    const kept: (Held | undefined)[] = [];
    for (const place of placesOf(chain[i])) kept[place] = executor.live.get(ids[i][place])?.retain();
    results.push(kept);
    if (i === chain.length - 1) break;
    for (const id of [...executor.live.keys()]) {
      if ((lastUse.get(id) ?? -1) <= i) executor.execute({ t: 'free', id });
    }
  }
  executor.dispose();
  return results;
}

/** The last step of the chain (by index) that takes a tensor from before it. */
function lastUses(chain: readonly Recipe[], ids: readonly (readonly number[])[]): Map<number, number> {
  const uses = new Map<number, number>();
  chain.forEach(({ program }, i) => {
    for (const { place } of program.externals) uses.set(ids[i][place], i);
  });
  return uses;
}

function replay(executor: Executor, { program, payload }: Recipe, ids: readonly number[]): void {
  let next = 0;
  for (const item of program.items) {
    const entry = takesEntry(item) ? payload[next++] : null;
    const storage = storageItem(item, ids, entry);
    if (storage !== null) executor.execute(storage);
  }
}

function storageItem(item: LocalItem, ids: readonly number[], entry: PayloadEntry | null): StreamItem | null {
  switch (item.t) {
    case 'upload': {
      const { id, shape, dtype } = item;
      return { t: 'upload', id: ids[id], shape, dtype, data: entry as TypedArray, line: null };
    }
    case 'op': {
      const { op, line } = item;
      const attributes = (entry ?? {}) as Attributes;
      const [inputs, outputs] = [item.inputs.map((id) => ids[id]), item.outputs.map((id) => ids[id])];
      return { t: 'op', op, inputs, outputs, attributes, line };
    }
    case 'alias':
      return { ...item, source: ids[item.source], target: ids[item.target] };
    default:
      return null;
  }
}
