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
            {['op', 'variable', 'constant']
              .filter((kind) => count(kind) > 0)
              .map((kind) => `${count(kind)} ${kind}${count(kind) === 1 ? '' : 's'}`)
              .join(' · ')}
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
