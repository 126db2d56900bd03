import type { ScriptName } from '../../engine/protocol';

/** A name that stands in the text, from its first letter on, with the place in `tf` before it. */
export interface NameAt {
  /** `tf.math` for `tf.math.to|`. */
  space: string;
  /** What is there of the name itself; may be empty. */
  typed: string;
}

const DOTTED = /([A-Za-z_$][\w$]*)((?:\.[A-Za-z_$][\w$]*)*)\.([\w$]*)$/;

/** The name that ends with `before`, the text up to the cursor; null where it does not belong to `tf`. */
export function nameBefore(before: string, script: string): NameAt | null {
  const found = DOTTED.exec(before);
  if (!found) return null;
  const [, head, middle, typed] = found;
  const space = head === 'tf' ? 'tf' : aliases(script).get(head);
  return space === undefined ? null : { space: space + middle, typed };
}

/** The names in a place, in the order in which the engine has them. */
export function namesIn(names: readonly ScriptName[], space: string): { label: string; name: ScriptName }[] {
  const prefix = `${space}.`;
  return names.flatMap((name) => {
    if (!name.path.startsWith(prefix)) return [];
    const label = name.path.slice(prefix.length);
    return label.includes('.') ? [] : [{ label, name }];
  });
}

const NAMED = /\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*(tf(?:\.[\w$]+)+)\s*(?:;|\n|$)/g;
const TAKEN = /\b(?:const|let|var)\s*\{([^}]*)\}\s*=\s*(tf(?:\.[\w$]+)*)\s*(?:;|\n|$)/g;

/** What the script calls parts of `tf`: `const { layers } = tf.keras`, `const math = tf.math`. */
function aliases(script: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name, path] of script.matchAll(NAMED)) found.set(name, path);
  for (const [, list, path] of script.matchAll(TAKEN)) {
    for (const part of list.split(',')) {
      const [taken, alias = taken] = part.split(':').map((each) => each.trim());
      if (taken) found.set(alias, `${path}.${taken}`);
    }
  }
  return found;
}
