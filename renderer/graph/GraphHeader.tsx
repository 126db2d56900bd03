import { Maximize, Search } from 'lucide-react';
import { Button } from '../common/Button';
import { useEngineStore } from '../stores/engineStore';
import { requestViewport, useViewStore } from '../stores/viewStore';
import { SearchBox } from './SearchBox';
import styles from './GraphView.module.css';

export function GraphHeader() {
  const snapshot = useEngineStore((s) => s.snapshot);
  const isSearching = useViewStore((s) => s.searchOpen);
  const count = (kind: string): number => snapshot?.nodes.filter((node) => node.kind === kind).length ?? 0;
  return (
    <div className={styles.header}>
      <p className={styles.facts}>
        {snapshot && snapshot.nodes.length > 0 && (
          <>
            {count('op')} {count('op') === 1 ? 'op' : 'ops'} · {count('variable')}{' '}
            {count('variable') === 1 ? 'variable' : 'variables'} · {count('constant')}{' '}
            {count('constant') === 1 ? 'constant' : 'constants'}
          </>
        )}
      </p>
      {isSearching ? (
        <SearchBox />
      ) : (
        <>
          <Button onClick={() => requestViewport('fit')} tooltip="Show the whole tape" keys="F">
            <Maximize size={14} aria-hidden="true" /> Fit
          </Button>
          <Button onClick={() => useViewStore.setState({ searchOpen: true })} tooltip="Find a node" keys="/">
            <Search size={14} aria-hidden="true" /> Search
          </Button>
        </>
      )}
    </div>
  );
}
