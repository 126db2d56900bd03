/** The names of `tf` as Python writes them: the same words with underscores, keyword arguments for options. */
import type { ScriptName } from '../../engine/protocol';
import type { NameAt } from './nameCompletion';

/** `reduceSum` → `reduce_sum`; classes and whole capitals are the same in both languages. */
export function snakeCase(name: string): string {
  if (/^[A-Z]/.test(name)) return name;
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** All names, as a notebook writes them. */
export function pythonNames(names: readonly ScriptName[]): ScriptName[] {
  return names.map((name) => ({
    ...name,
    path: name.path.split('.').map(snakeCase).join('.'),
    signature: name.signature === null ? null : pythonSignature(name.signature),
  }));
}

/** `topK(input, { k = 1, sorted = true })` → `top_k(input, k=1, sorted=True)`. */
export function pythonSignature(signature: string): string {
  return signature
    .replace(/[{}]/g, ' ')
    .replace(/\b(?:true|false|null|undefined)\b/g, (word) => PYTHON_WORDS[word])
    .replace(/'[^']*'|[A-Za-z_]\w*/g, (word) => (word.startsWith("'") ? word : snakeCase(word)))
    .replace(/\s*=\s*/g, '=')
    .replace(/\bnew /g, '')
    .replace(/\s+/g, ' ')
    .replace(/\( /g, '(')
    .replace(/ \)/g, ')');
}

const PYTHON_WORDS: Readonly<Record<string, string>> = {
  true: 'True',
  false: 'False',
  null: 'None',
  undefined: 'None',
};

const DOTTED = /([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)\.(\w*)$/;
const IMPORTING = /^[ \t]*from[ \t]+(tensorflow|keras)((?:\.\w+)*)[ \t]+import[ \t]+\(?(?:[\w \t,]*[, \t(])?(\w*)$/m;

/** The name that ends with `before`, the text up to the cursor; null where it belongs to nothing of `tf`. `code`: all that may have imported it. */
export function pythonNameBefore(before: string, code: string): NameAt | null {
  const importing = IMPORTING.exec(before.slice(before.lastIndexOf('\n') + 1));
  if (importing) return { space: ROOTS[importing[1]] + importing[2], typed: importing[3] };
  const found = DOTTED.exec(before);
  if (!found) return null;
  const [, head, middle, typed] = found;
  const space = pythonImports(code).get(head);
  return space === undefined ? null : { space: space + middle, typed };
}

const ROOTS: Readonly<Record<string, string>> = { tensorflow: 'tf', keras: 'tf.keras' };
const IMPORT = /^[ \t]*import[ \t]+(tensorflow|keras)((?:\.\w+)*)(?:[ \t]+as[ \t]+(\w+))?/gm;
const FROM = /^[ \t]*from[ \t]+(tensorflow|keras)((?:\.\w+)*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]*)/gm;
const ASSIGNED = /^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(tf(?:\.\w+)+)[ \t]*(?:#.*)?$/gm;

/** What the code calls `tf` and parts of it: `import tensorflow as tf`, `from tensorflow.keras import layers`. */
export function pythonImports(code: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, root, path, alias] of code.matchAll(IMPORT)) {
    found.set(alias ?? root, alias === undefined ? ROOTS[root] : ROOTS[root] + path);
  }
  for (const [, root, path, list] of code.matchAll(FROM)) {
    for (const part of list.replace(/[()]/g, '').split(',')) {
      const [name, , alias = name] = part.trim().split(/\s+/);
      if (name) found.set(alias, `${ROOTS[root]}${path}.${name}`);
    }
  }
  for (const [, name, path] of code.matchAll(ASSIGNED)) found.set(name, path);
  return found;
}
