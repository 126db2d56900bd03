import type { FormatInfo } from '../../engine/protocol';
import styles from './FormatList.module.css';

interface FormatListProps {
  formats: readonly FormatInfo[];
  chosen: FormatInfo;
  disabled: boolean;
  onChoose(format: FormatInfo): void;
}

/** The formats, each with its one line; arrow keys go through them. */
export function FormatList({ formats, ...rest }: FormatListProps) {
  const history = formats.filter(({ holds }) => holds === 'history');
  const weights = formats.filter(({ holds }) => holds !== 'history');
  return (
    <div className={styles.list} role="radiogroup" aria-label="Format">
      <h3>Weights</h3>
      {weights.map((format) => (
        <Choice key={format.id} format={format} {...rest} />
      ))}
      {history.length > 0 && <h3>Course of the training</h3>}
      {history.map((format) => (
        <Choice key={format.id} format={format} {...rest} />
      ))}
    </div>
  );
}

function Choice({ format, chosen, disabled, onChoose }: Omit<FormatListProps, 'formats'> & { format: FormatInfo }) {
  const isChosen = format.id === chosen.id;
  return (
    <label className={styles.choice} data-chosen={isChosen || undefined}>
      <input
        type="radio"
        name="format"
        value={format.id}
        checked={isChosen}
        disabled={disabled}
        onChange={() => onChoose(format)}
      />
      <span>
        <span className={styles.title}>
          {format.title} <span className={styles.extension}>.{format.extensions[0]}</span>
        </span>
        <span className={styles.purpose}>{format.purpose}</span>
      </span>
    </label>
  );
}
