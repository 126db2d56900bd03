import { useEffect } from 'react';
import { useEngineStore } from '../stores/engineStore';
import { setDraft, useViewStore } from '../stores/viewStore';
import { draftAfterLoad, scriptToRemember } from './draft';

const SAVE_AFTER_MS = 500;

/** The lesson's own text, to go back to; null for a script that began as no lesson. */
export function useLessonSource(): string | null {
  const base = useViewStore((s) => s.baseLesson);
  return useEngineStore((s) => s.lessons.find((lesson) => lesson.id === (s.lesson ?? base))?.source ?? null);
}

/** Keeps the editor's text in step with the loaded script, and remembers an edited one between starts. */
export function useDraftKeeping(): void {
  const lessonSource = useLessonSource();
  const draft = useViewStore((s) => s.draft);

  useEffect(
    () =>
      useEngineStore.subscribe((now, before) => {
        if (now.source === before.source && now.lesson === before.lesson) return;
        // While a port is being attached the mirror is empty for a moment; that is no script.
        if (now.source === '') return;
        const { draft } = useViewStore.getState();
        if (draft === '') void restoreEdited(now.source);
        setDraft(
          draftAfterLoad({
            draft,
            oldSource: before.source,
            source: now.source,
            lesson: now.lesson,
            oldLesson: before.lesson ?? useViewStore.getState().baseLesson,
          }),
        );
      }),
    [],
  );

  useEffect(() => {
    if (draft === '') return;
    const timer = setTimeout(() => {
      void window.tapedeck.setSettings({ lastScript: scriptToRemember(draft, lessonSource) });
    }, SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [draft, lessonSource]);
}

/** A window that was reloaded holds no text; one that had been edited and not yet run comes back. */
async function restoreEdited(source: string): Promise<void> {
  const { lastScript } = await window.tapedeck.getSettings();
  if (lastScript !== null && useViewStore.getState().draft === source) setDraft(lastScript);
}
