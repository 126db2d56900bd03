import { javascript, typescriptLanguage } from '@codemirror/lang-javascript';
import { editorHelp } from './editorHelp';
import { nameBefore } from './nameCompletion';

/** TypeScript, with the names of `tf` as a script writes them. */
export const scriptLanguage = [
  javascript({ typescript: true }),
  editorHelp({ language: typescriptLanguage, nameBefore, names: (listed) => listed }),
];
