import type { GraphSnapshot } from '../protocol';
import type { Structure } from './stepGraph';

/** Structures that were seen lately keep their number when they come again. */
const REMEMBERED = 32;

/** Numbers structures: two steps with the same graph have the same number, across reruns too. */
export class Structures {
  private readonly byShape = new WeakMap<Structure, GraphSnapshot>();
  private readonly byText = new Map<string, GraphSnapshot>();
  private next = 1;

  snapshot(structure: Structure): GraphSnapshot {
    const known = this.byShape.get(structure);
    if (known !== undefined) return known;
    const text = JSON.stringify(structure);
    const snapshot = this.byText.get(text) ?? { structure: this.next++, ...structure };
    this.byText.delete(text);
    this.byText.set(text, snapshot);
    for (const oldest of this.byText.keys()) {
      if (this.byText.size <= REMEMBERED) break;
      this.byText.delete(oldest);
    }
    this.byShape.set(structure, snapshot);
    return snapshot;
  }
}
