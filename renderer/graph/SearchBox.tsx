import { useEffect, useState } from 'react';
import { X } from 'lucide-react';
import type { NodeId } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { requestViewport, selectNode, useViewStore } from '../stores/viewStore';
import { searchNodes } from './searchNodes';
import styles from './GraphView.module.css';

/** Finds nodes as one types; Enter and Shift+Enter go through them, Escape closes. */
export function SearchBox() {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const snapshot = useEngineStore((s) => s.snapshot);
  const found = snapshot ? searchNodes(snapshot, query) : [];

  const search = (text: string) => {
    setQuery(text);
    setAt(0);
    const nodes = snapshot ? searchNodes(snapshot, text) : [];
    useViewStore.setState({ found: text.trim() === '' ? null : new Set(nodes.map((node) => node.id)) });
    if (nodes.length > 0) show(nodes[0].id);
  };
  const step = (by: number) => {
    if (found.length === 0) return;
    const next = (at + by + found.length) % found.length;
    setAt(next);
    show(found[next].id);
  };
  useEffect(() => () => useViewStore.setState({ found: null }), []);

  return (
    <div className={styles.search} role="search">
      <input
        autoFocus
        type="search"
        aria-label="Find a node"
        placeholder="Name, op, group or :line"
        value={query}
        onChange={(event) => search(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') close();
        }}
      />
      <span className={styles.matches} aria-live="polite">
        {query.trim() !== '' && (found.length === 0 ? 'none' : `${at + 1} of ${found.length}`)}
      </span>
      <button type="button" aria-label="Close search" onClick={close}>
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  );
}

function show(node: NodeId): void {
  selectNode(node);
  requestViewport(node);
}

function close(): void {
  useViewStore.setState({ searchOpen: false });
}
