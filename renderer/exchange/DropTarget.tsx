import { useEffect, useState } from 'react';
import { FileDown } from 'lucide-react';
import { useViewStore } from '../stores/viewStore';
import { isNotebookName, openDropped } from '../notebook/notebookFiles';
import { importDropped } from './importWeights';
import styles from './DropTarget.module.css';

/** A file that is dragged over the window shows where it may go, and is imported where it is let go. */
export function DropTarget() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    // Enter and leave come for every element that the pointer crosses; the window is left when none is entered.
    let depth = 0;
    const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!hasFile(event)) return;
      depth++;
      setOver(true);
    };
    const over = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = 'copy';
    };
    const leave = (event: DragEvent) => {
      if (!hasFile(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      event.stopPropagation();
      depth = 0;
      setOver(false);
      const file = event.dataTransfer!.files[0];
      if (file === undefined) return;
      useViewStore.setState({ exportOpen: false });
      void (isNotebookName(file.name) ? openDropped(file) : importDropped(file));
    };
    // Before the editor, which would take the text of a file.
    const options = { capture: true };
    window.addEventListener('dragenter', enter, options);
    window.addEventListener('dragover', over, options);
    window.addEventListener('dragleave', leave, options);
    window.addEventListener('drop', drop, options);
    return () => {
      window.removeEventListener('dragenter', enter, options);
      window.removeEventListener('dragover', over, options);
      window.removeEventListener('dragleave', leave, options);
      window.removeEventListener('drop', drop, options);
    };
  }, []);
  if (!isOver) return null;
  return (
    <div className={styles.cover} data-testid="drop-target">
      <div className={styles.target}>
        <FileDown size={40} strokeWidth={1.5} aria-hidden="true" />
        <strong>Drop a notebook, or a file of weights</strong>
        <span>Nothing runs, and you see how weights fit before anything changes.</span>
      </div>
    </div>
  );
}
