import { useEffect } from 'react';
import { X } from 'lucide-react';
import { dismissNotice, useViewStore, type Notice } from '../stores/viewStore';
import styles from './Notices.module.css';

const INFO_MILLISECONDS = 6000;

/** Short messages at the bottom. Errors stay until they are closed. */
export function Notices() {
  const notices = useViewStore((s) => s.notices);
  return (
    <div className={styles.notices} role="status" aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice: { id, kind, text } }: { notice: Notice }) {
  useEffect(() => {
    if (kind !== 'info') return;
    const timer = setTimeout(() => dismissNotice(id), INFO_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [id, kind]);
  return (
    <div className={styles.notice} data-kind={kind}>
      <span>{text}</span>
      <button type="button" aria-label="Close message" onClick={() => dismissNotice(id)}>
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  );
}
