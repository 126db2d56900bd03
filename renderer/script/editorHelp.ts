/** Help while a script is written: the names of `tf` as completions, and what they are when pointed at. */
import { autocompletion, completionKeymap, type Completion, type CompletionContext } from '@codemirror/autocomplete';
import { typescriptLanguage } from '@codemirror/lang-javascript';
import { hoverTooltip, keymap, type EditorView } from '@codemirror/view';
import type { ScriptName } from '../../engine/protocol';
import { request } from '../client/engineClient';
import { nameBefore, namesIn } from './nameCompletion';

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

async function completeName(context: CompletionContext) {
  const script = context.state.doc.toString();
  const found = nameBefore(script.slice(0, context.pos), script);
  if (found === null) return null;
  const options = namesIn(await allNames(), found.space).map(({ label, name }): Completion => ({
    label,
    type: TYPES[name.kind],
    info: name.signature === null ? undefined : () => describe(name),
  }));
  return { from: context.pos - found.typed.length, options, validFor: /^[\w$]*$/ };
}

async function hoverName(view: EditorView, position: number) {
  const word = view.state.wordAt(position);
  if (word === null) return null;
  const script = view.state.doc.toString();
  const found = nameBefore(script.slice(0, word.to), script);
  if (found === null) return null;
  const name = namesIn(await allNames(), found.space).find(({ label }) => label === found.typed)?.name;
  if (name === undefined || name.signature === null) return null;
  return { pos: word.from, end: word.to, above: true, create: () => ({ dom: describe(name) }) };
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

export const editorHelp = [
  autocompletion(),
  typescriptLanguage.data.of({ autocomplete: completeName }),
  hoverTooltip(hoverName, { hideOnChange: true }),
  keymap.of(completionKeymap),
];
