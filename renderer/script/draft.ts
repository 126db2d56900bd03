/**
 * What the editor should hold when the engine reports the script it has loaded. A lesson that was
 * opened replaces the text; a script that was run leaves what has been typed since.
 */
export interface DraftFacts {
  /** The text in the editor. */
  draft: string;
  /** The source the engine had before. */
  oldSource: string;
  source: string;
  /** The lesson that was opened, null for a script that was run. */
  lesson: string | null;
  oldLesson: string | null;
}

export function draftAfterLoad({ draft, oldSource, source, lesson, oldLesson }: DraftFacts): string {
  const isUntouched = draft === '' || draft === oldSource;
  const isOtherLesson = lesson !== null && lesson !== oldLesson;
  return isUntouched || isOtherLesson ? source : draft;
}

/** What to remember between starts: nothing when the text is the lesson's own. */
export function scriptToRemember(draft: string, lessonSource: string | null): string | null {
  return draft === '' || draft === lessonSource ? null : draft;
}
