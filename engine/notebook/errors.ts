/** A file that is no notebook that can be read, in words for the person who chose it. */
export class NotebookError extends Error {
  override readonly name = 'NotebookError';
}
