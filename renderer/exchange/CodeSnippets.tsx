import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Tabs } from 'radix-ui';
import type { Snippet } from '../../engine/protocol';
import styles from './exchange.module.css';

/** Code to load the file elsewhere, one tab per library, each with a button that copies it. */
export function CodeSnippets({ snippets }: { snippets: readonly Snippet[] }) {
  return (
    <Tabs.Root key={snippets.map(({ title }) => title).join()} defaultValue={snippets[0].title}>
      <Tabs.List className={styles.tabs} aria-label="Load it like this">
        {snippets.map(({ title }) => (
          <Tabs.Trigger key={title} value={title}>
            {title}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {snippets.map(({ title, code }) => (
        <Tabs.Content key={title} value={title} className={styles.snippet} tabIndex={-1}>
          <pre tabIndex={0} aria-label={`Code for ${title}`}>
            {code}
          </pre>
          <CopyButton text={code} />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

const COPIED_MS = 1500;

function CopyButton({ text }: { text: string }) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), COPIED_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  return (
    <button type="button" className={styles.copy} onClick={() => void copy()}>
      {state === 'copied' ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />}
      <span aria-live="polite">{{ ready: 'Copy', copied: 'Copied', failed: 'Select it and press Ctrl+C' }[state]}</span>
    </button>
  );
}
