import type { SlotId } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { indexGraph } from '../stores/graphIndex';
import { PENDING } from '../stores/mirror';
import { nextMoment } from './nextMomentWords';
import styles from './InspectorPanel.module.css';

/** What one step forward will do. */
export function NextMoment() {
  const timeline = useEngineStore((s) => s.timeline);
  const snapshot = useEngineStore((s) => s.snapshot);
  const gradients = useEngineStore((s) => s.gradients);
  const notebook = useEngineStore((s) => s.notebook);
  if (!timeline || !snapshot || (notebook !== null && timeline.steps === 0)) return null;
  const words = nextMoment(
    timeline,
    indexGraph(snapshot),
    (slot) => gradients.get(slot as SlotId) ?? PENDING,
    notebook,
  );
  return (
    <section className={styles.section} aria-labelledby="next-moment">
      <h3 id="next-moment">Next</h3>
      <p className={styles.next}>
        {words.map((word, i) => (typeof word === 'string' ? word : <strong key={i}>{word.name}</strong>))}
      </p>
    </section>
  );
}
