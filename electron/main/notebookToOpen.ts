/** A notebook that a person opens from outside: named on the command line, or handed over by the file manager. */
import { app } from 'electron';
import type { RecentNotebook } from '../bridge';
import { notebookArgument } from './notebookArgument';
import { remember, stampOf } from './recentNotebooks';
import { sendToWorkbenches, workbenchWindows } from './workbenchWindow';

let waiting: string | null = null;
/** A workbench has asked, and listens from now on. */
let listens = false;

export function setupNotebookToOpen(): void {
  waiting = notebookArgument(process.argv.slice(1), process.cwd());
  app.on('second-instance', (_event, args, folder) => {
    const named = notebookArgument(args.slice(1), folder);
    if (named !== null) void offer(named);
  });
  // macOS: before `ready` when it starts the app.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    void offer(file);
  });
}

/** What waits for a page that starts; asked again there is nothing. */
export async function takeNotebookToOpen(): Promise<RecentNotebook | null> {
  listens = true;
  const file = waiting;
  waiting = null;
  if (file === null || (await stampOf(file)) === null) return null;
  await remember(file);
  return { path: file };
}

async function offer(file: string): Promise<void> {
  if (!listens || workbenchWindows().length === 0) {
    waiting = file;
    return;
  }
  await remember(file);
  sendToWorkbenches({ type: 'openNotebook', path: file });
}
