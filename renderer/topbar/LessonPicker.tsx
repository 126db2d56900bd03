import { useShownPanel } from '../LeftPanel';
import { sendCommand } from '../client/engineClient';
import { Select } from '../common/Select';
import { useEngineStore } from '../stores/engineStore';
import { useNotebookStore } from '../notebook/documentStore';
import { openNotebookLesson } from '../notebook/notebookFiles';
import { setDraft, useViewStore } from '../stores/viewStore';
import styles from './TopBar.module.css';

export function LessonPicker() {
  const lessons = useEngineStore((s) => s.lessons);
  const loaded = useEngineStore((s) => s.lesson);
  const base = useViewStore((s) => s.baseLesson);
  const isNotebook = useShownPanel() === 'notebook';
  const origin = useNotebookStore((s) => s.open?.origin ?? null);
  const notebook = isNotebook ? origin : null;
  const open = (id: string) => {
    const lesson = lessons.find((candidate) => candidate.id === id);
    if (!lesson) return;
    if (lesson.kind === 'notebook') {
      void openNotebookLesson(lesson);
      return;
    }
    setDraft(lesson.source);
    useViewStore.setState({ leftPanel: 'script', selectedNode: null, litLines: null, openGroups: {} });
    sendCommand({ type: 'openLesson', lesson: id });
  };
  return (
    <Select
      label="Lesson"
      className={styles.lesson}
      value={(notebook ? notebook.lesson : (loaded ?? base)) ?? ''}
      placeholder={notebook?.name ?? 'Choose a lesson'}
      options={lessons.map(({ id, title, summary }, i) => ({
        value: id,
        label: `${i + 1} · ${title}`,
        detail: summary,
      }))}
      onChange={open}
    />
  );
}
