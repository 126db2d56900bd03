import { globalCompletion, localCompletionSource, python, pythonLanguage } from '@codemirror/lang-python';
import { indentUnit } from '@codemirror/language';
import { editorHelp } from '../script/editorHelp';
import { pythonNameBefore, pythonNames } from '../script/pythonNames';
import { listOf } from './cellEdits';
import { openNotebook } from './documentStore';

/** Python, with the names of `tf` as Python writes them: imported by any cell of the notebook. */
export const cellLanguage = [
  python(),
  indentUnit.of('    '),
  pythonLanguage.data.of({ autocomplete: localCompletionSource }),
  pythonLanguage.data.of({ autocomplete: globalCompletion }),
  editorHelp({
    language: pythonLanguage,
    nameBefore: (before, text) => pythonNameBefore(before, `${codeOfCells()}\n${text}`),
    names: pythonNames,
  }),
];

function codeOfCells(): string {
  const open = openNotebook();
  if (!open) return '';
  return listOf(open)
    .filter(({ kind }) => kind === 'code')
    .map(({ source }) => source)
    .join('\n');
}
