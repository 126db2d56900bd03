import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, highlightActiveLineGutter, keymap, lineNumbers, drawSelection } from '@codemirror/view';
import { useEffect, useRef, type RefObject } from 'react';
import { editorTheme } from './editorTheme';
import { lineMarks, showMarks, type Marks } from './lineMarks';
import styles from './Editor.module.css';

/** Keys that come before the editor's own, by CodeMirror's names; one that returns false leaves the key. */
export type EditorKeys = Readonly<Record<string, (editor: EditorView) => boolean>>;

interface EditorProps {
  text: string;
  marks: Marks;
  /** Scrolls to this line and puts the cursor there; a new object asks again. */
  reveal: { what: number } | null;
  /** What the text is written in. As it is at first. */
  language: Extension;
  /** Which keys there are is as at first; what they do may change. */
  keys: EditorKeys;
  /** For screen readers. */
  label: string;
  onChange(text: string): void;
  /** The number of a line was clicked. */
  onPickLine(line: number): void;
  onFocus?(): void;
  /** As high as its text, for an editor among others. */
  isFitted?: boolean;
  view?: RefObject<EditorView | null>;
}

/** Code as text. Its content is `text`; what a person types goes up by `onChange` and comes back down. */
export function Editor({ text, marks, reveal, isFitted = false, view: outerView, ...rest }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const lastChosen = useRef<number>(null);
  const props = useRef(rest);
  useEffect(() => {
    props.current = rest;
  });

  useEffect(() => {
    const editor = new EditorView({ parent: host.current!, doc: '', extensions: extensions(props, isFitted) });
    view.current = editor;
    if (outerView) outerView.current = editor;
    return () => {
      if (outerView) outerView.current = null;
      editor.destroy();
    };
  }, [outerView, isFitted]);

  useEffect(() => replaceText(view.current!, text), [text]);

  useEffect(() => {
    const editor = view.current!;
    showMarks(editor, marks);
    const isNewChoice = marks.chosen !== lastChosen.current;
    lastChosen.current = marks.chosen;
    const line = (isNewChoice ? marks.chosen : null) ?? marks.error?.line ?? marks.moment?.line ?? marks.next;
    // Following the play head must not move the text under a person who is writing.
    if (line && line <= editor.state.doc.lines && !isSomeoneTyping()) scrollTo(editor, line, 'nearest');
  }, [marks, text]);

  useEffect(() => {
    const editor = view.current!;
    if (!reveal || reveal.what > editor.state.doc.lines) return;
    editor.dispatch({ selection: { anchor: editor.state.doc.line(reveal.what).from } });
    scrollTo(editor, reveal.what, 'center');
    editor.focus();
  }, [reveal]);

  return <div ref={host} className={styles.editor} data-fitted={isFitted} />;
}

type LiveProps = RefObject<Pick<EditorProps, 'language' | 'keys' | 'label' | 'onChange' | 'onPickLine' | 'onFocus'>>;

function extensions(props: LiveProps, isFitted: boolean): Extension {
  const { language, keys, label } = props.current;
  return [
    // Before the default keys, where Mod-Enter would insert a blank line.
    keymap.of(Object.keys(keys).map((key) => ({ key, run: (editor) => props.current.keys[key](editor) }))),
    EditorView.editorAttributes.of({ class: 'tape-pickable' }),
    lineNumbers({
      domEventHandlers: {
        // The keyboard stays where it is: whoever points at a line does not want to write in it.
        mousedown: () => true,
        click(editor, block) {
          props.current.onPickLine(editor.state.doc.lineAt(block.from).number);
          return true;
        },
      },
    }),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    language,
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
    EditorView.lineWrapping,
    EditorState.tabSize.of(2),
    EditorView.contentAttributes.of({
      'aria-label': `${label}. Press Escape, then Tab, to leave the editor.`,
      spellcheck: 'false',
    }),
    EditorView.domEventHandlers({ focus: () => props.current.onFocus?.() }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) props.current.onChange(update.state.doc.toString());
    }),
    isFitted ? fittedLayout : [],
    editorTheme,
    lineMarks,
  ];
}

const fittedLayout = EditorView.theme({ '&': { height: 'auto' }, '.cm-scroller': { overflow: 'visible' } });

function isSomeoneTyping(): boolean {
  return document.activeElement?.closest('.cm-editor') != null;
}

function replaceText(editor: EditorView, text: string): void {
  const { doc } = editor.state;
  if (doc.toString() === text) return;
  editor.dispatch({ changes: { from: 0, to: doc.length, insert: text }, selection: { anchor: 0 } });
}

function scrollTo(editor: EditorView, line: number, y: 'nearest' | 'center'): void {
  editor.dispatch({ effects: EditorView.scrollIntoView(editor.state.doc.line(line).from, { y, yMargin: 64 }) });
}
