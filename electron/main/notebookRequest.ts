/** What `npm run notebook` asks of the app on its command line. */
export interface NotebookRequest {
  /** Whole paths. */
  file: string;
  out: string;
  /** Null for as long as it takes. */
  timeoutMs: number | null;
}

const SWITCH = '--run-notebook=';

/** The request among a command line's arguments; null when a window is to be opened. Throws for one that is none. */
export function notebookRequest(args: readonly string[]): NotebookRequest | null {
  const named = args.find((one) => one.startsWith(SWITCH));
  if (named === undefined) return null;
  const { file, out, timeoutMs } = JSON.parse(named.slice(SWITCH.length)) as Record<string, unknown>;
  const isTime = timeoutMs === null || (typeof timeoutMs === 'number' && timeoutMs > 0);
  if (typeof file === 'string' && typeof out === 'string' && isTime) return { file, out, timeoutMs };
  throw new TypeError('--run-notebook: expected a file, a place to write to, and a time');
}
