/** Help while code is written: the names of `tf` as completions, and what they are when pointed at. */
import { autocompletion, completionKeymap, type Completion, type CompletionContext } from '@codemirror/autocomplete';
import type { Language } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { hoverTooltip, keymap, type EditorView } from '@codemirror/view';
import type { ScriptName } from '../../engine/protocol';
import { request } from '../client/engineClient';
import { namesIn, type NameAt } from './nameCompletion';

/** How a language writes the names. */
export interface NameDialect {
  language: Language;
  /** The name that ends with `before`, the text up to the cursor; null where it does not belong to `tf`. */
  nameBefore(before: string, text: string): NameAt | null;
  /** The engine's names as the language writes them. */
  names(listed: readonly ScriptName[]): readonly ScriptName[];
}

let listed: Promise<readonly ScriptName[]> | null = null;

/** All names of `tf`, asked of the engine when they are first wanted; none while it does not answer. */
function allNames(): Promise<readonly ScriptName[]> {
  listed ??= request({ type: 'listNames' }).catch(() => {
    listed = null;
    return [];
  });
  return listed;
}

const TYPES = { function: 'function', class: 'class', space: 'namespace', value: 'constant' } as const;

/** Completion and hover help for one language; a language may have sources of completions of its own beside it. */
export function editorHelp({ language, nameBefore, names }: NameDialect): Extension {
  let written: { from: readonly ScriptName[]; names: readonly ScriptName[] } | null = null;
  const namesWritten = async () => {
    const from = await allNames();
    if (written?.from !== from) written = { from, names: names(from) };
    return written.names;
  };

  const complete = async (context: CompletionContext) => {
    const text = context.state.doc.toString();
    const found = nameBefore(text.slice(0, context.pos), text);
    if (found === null) return null;
    const options = namesIn(await namesWritten(), found.space).map(({ label, name }): Completion => ({
      label,
      type: TYPES[name.kind],
      info: name.signature === null ? undefined : () => describe(name),
    }));
    return { from: context.pos - found.typed.length, options, validFor: /^[\w$]*$/ };
  };

  const hover = async (view: EditorView, position: number) => {
    const word = view.state.wordAt(position);
    if (word === null) return null;
    const text = view.state.doc.toString();
    const found = nameBefore(text.slice(0, word.to), text);
    if (found === null) return null;
    const name = namesIn(await namesWritten(), found.space).find(({ label }) => label === found.typed)?.name;
    if (name === undefined || name.signature === null) return null;
    return { pos: word.from, end: word.to, above: true, create: () => ({ dom: describe(name) }) };
  };

  return [
    autocompletion(),
    language.data.of({ autocomplete: complete }),
    hoverTooltip(hover, { hideOnChange: true }),
    keymap.of(completionKeymap),
  ];
}

function describe({ signature, doc }: ScriptName): HTMLElement {
  const box = document.createElement('div');
  box.className = 'tape-name-help';
  const code = document.createElement('code');
  code.textContent = signature;
  const sentence = document.createElement('p');
  sentence.textContent = doc;
  box.append(code, sentence);
  return box;
}
