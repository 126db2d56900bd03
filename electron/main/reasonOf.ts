/** What the file system says, and what to do about it. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space or choose another disk',
  EDQUOT: 'your share of the disk is full; free some space or choose another disk',
  EACCES: 'writing there is not allowed; choose another folder',
  EPERM: 'writing there is not allowed, or another program holds the file; close it or choose another folder',
  EROFS: 'the disk is read-only; choose another one',
  ENOENT: 'the folder is no longer there; choose another one',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
  EISDIR: 'there is a folder of that name; choose another name',
  EBUSY: 'another program holds the file; close it or choose another name',
};

export function reasonOf(error: unknown): string {
  const { code } = error as { code?: string };
  return (code !== undefined && REASONS[code]) || (error instanceof Error ? error.message : String(error));
}
