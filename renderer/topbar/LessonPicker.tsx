import { sendCommand } from '../client/engineClient';
import { Select } from '../common/Select';
import { useEngineStore } from '../stores/engineStore';
import { setDraft, useViewStore } from '../stores/viewStore';
import styles from './TopBar.module.css';

export function LessonPicker() {
  const lessons = useEngineStore((s) => s.lessons);
  const loaded = useEngineStore((s) => s.lesson);
  const base = useViewStore((s) => s.baseLesson);
  const open = (id: string) => {
    const lesson = lessons.find((candidate) => candidate.id === id);
    if (!lesson) return;
    setDraft(lesson.source);
    useViewStore.setState({ selectedNode: null, openGroups: {} });
    sendCommand({ type: 'openLesson', lesson: id });
  };
  return (
    <Select
      label="Lesson"
      className={styles.lesson}
      value={loaded ?? base ?? ''}
      placeholder="Choose a lesson"
      options={lessons.map(({ id, title, summary }, i) => ({
        value: id,
        label: `${i + 1} · ${title}`,
        detail: summary,
      }))}
      onChange={open}
    />
  );
}
