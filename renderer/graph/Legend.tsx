import styles from './GraphView.module.css';

/** What the colours and patterns mean, said once. */
export function Legend() {
  return (
    <ul className={styles.legend} aria-label="Legend">
      <li data-swatch="value">value</li>
      <li data-swatch="gradient">gradient</li>
      <li data-swatch="update">update</li>
      <li data-swatch="none">None (no path)</li>
      <li data-swatch="alarm">NaN or Inf</li>
      <li data-swatch="pending">not yet computed</li>
    </ul>
  );
}
