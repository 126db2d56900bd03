import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLineGutter, keymap, lineNumbers, drawSelection } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { editorHelp } from './editorHelp';
import { editorTheme } from './editorTheme';
import { lineMarks, showMarks, type Marks } from './lineMarks';
import styles from './Editor.module.css';

interface EditorProps {
  text: string;
  marks: Marks;
  /** Scrolls to this line and puts the cursor there; a new object asks again. */
  reveal: { what: number } | null;
  onChange(text: string): void;
  onRun(): void;
}

/** The script as text. Its content is `text`; what a person types goes up by `onChange` and comes back down. */
export function Editor({ text, marks, reveal, onChange, onRun }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const handlers = useRef({ onChange, onRun });
  useEffect(() => {
    handlers.current = { onChange, onRun };
  });

  useEffect(() => {
    const editor = new EditorView({
      parent: host.current!,
      extensions: extensions(
        (changed) => handlers.current.onChange(changed),
        () => handlers.current.onRun(),
      ),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => replaceText(view.current!, text), [text]);

  useEffect(() => {
    const editor = view.current!;
    showMarks(editor, marks);
    const line = marks.error?.line ?? marks.moment?.line;
    // Following the play head must not move the text under a person who is writing in it.
    if (line && line <= editor.state.doc.lines && !editor.hasFocus) scrollTo(editor, line, 'nearest');
  }, [marks, text]);

  useEffect(() => {
    const editor = view.current!;
    if (!reveal || reveal.what > editor.state.doc.lines) return;
    editor.dispatch({ selection: { anchor: editor.state.doc.line(reveal.what).from } });
    scrollTo(editor, reveal.what, 'center');
    editor.focus();
  }, [reveal]);

  return <div ref={host} className={styles.editor} />;
}

function extensions(onChange: (text: string) => void, onRun: () => void) {
  const run = () => {
    onRun();
    return true;
  };
  return [
    // Before the default keys, where Mod-Enter would insert a blank line.
    keymap.of([{ key: 'Mod-Enter', run }]),
    lineNumbers(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    javascript({ typescript: true }),
    editorHelp,
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
    EditorView.lineWrapping,
    EditorState.tabSize.of(2),
    EditorView.contentAttributes.of({
      'aria-label': 'Script. Press Escape, then Tab, to leave the editor.',
      spellcheck: 'false',
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
    editorTheme,
    lineMarks,
  ];
}

function replaceText(editor: EditorView, text: string): void {
  const { doc } = editor.state;
  if (doc.toString() === text) return;
  editor.dispatch({ changes: { from: 0, to: doc.length, insert: text }, selection: { anchor: 0 } });
}

function scrollTo(editor: EditorView, line: number, y: 'nearest' | 'center'): void {
  editor.dispatch({ effects: EditorView.scrollIntoView(editor.state.doc.line(line).from, { y, yMargin: 64 }) });
}
