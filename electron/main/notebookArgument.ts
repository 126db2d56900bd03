import path from 'node:path';
import { isNotebookPath } from './recentList';

/** The notebook among a command line's arguments, as a whole path; null when there is none. */
export function notebookArgument(args: readonly string[], folder: string): string | null {
  const named = args.find((one) => !one.startsWith('-') && isNotebookPath(one));
  return named === undefined ? null : path.resolve(folder, named);
}
