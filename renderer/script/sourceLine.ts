/**
 * Lines of the running script found again in the draft. The engine speaks of lines of the script
 * that runs, while the editor may hold a newer text: lines above the first and below the last edit
 * are the same lines, those between are not known any more.
 */
export function lineInDraft(source: string, draft: string, line: number): number | null {
  const old = source.split('\n');
  const now = draft.split('\n');
  if (line < 1 || line > old.length) return null;
  let prefix = 0;
  while (prefix < old.length && prefix < now.length && old[prefix] === now[prefix]) prefix++;
  if (line <= prefix) return line;
  let suffix = 0;
  const most = Math.min(old.length, now.length) - prefix;
  while (suffix < most && old[old.length - 1 - suffix] === now[now.length - 1 - suffix]) suffix++;
  if (line > old.length - suffix) return line + now.length - old.length;
  return null;
}
