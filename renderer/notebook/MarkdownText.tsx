import { Component, memo, type ReactNode } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import { Formula } from '../inspector/Formula';
import { attachmentAddress } from './png';
import styles from './MarkdownText.module.css';

/** Longer text is shown as it was written: parsing it would hold up the window. */
const MOST_LETTERS = 60_000;

interface MarkdownTextProps {
  text: string;
  /** JSON text of the cell's metadata and attachments. */
  extra: string;
}

/**
 * A text cell as it reads. The text is a stranger's: HTML in it is left out, links lead nowhere, and
 * pictures are PNGs that the notebook itself holds.
 */
export const MarkdownText = memo(function MarkdownText({ text, extra }: MarkdownTextProps) {
  if (text.length > MOST_LETTERS) return <pre className={styles.source}>{text}</pre>;
  const components: Components = {
    a: ({ href, children }) => (
      <span className={styles.link} title={href}>
        {children}
      </span>
    ),
    img: ({ src, alt }) => {
      const address = attachmentAddress(typeof src === 'string' ? src : '', extra);
      if (address === null) return <span className={styles.missing}>{alt || 'picture'} (not in the notebook)</span>;
      return <img src={address} alt={alt ?? ''} />;
    },
    code: ({ className, children, node }) => {
      const tex = String(children);
      // Jupyter sets what stands between two dollars by itself, in the middle of a line too.
      const isBlock = text.startsWith('$$', node?.position?.start.offset ?? text.length);
      if (className?.includes('math-inline')) return <Formula tex={tex} isBlock={isBlock} />;
      if (className?.includes('math-display')) return <Formula tex={tex} isBlock />;
      return <code>{children}</code>;
    },
    input: ({ checked }) => <input type="checkbox" checked={checked === true} disabled readOnly />,
  };
  return (
    <AsSource key={text} text={text}>
      <div className={styles.text}>
        <Markdown remarkPlugins={PLUGINS} components={components} skipHtml urlTransform={attachmentsOnly}>
          {text}
        </Markdown>
      </div>
    </AsSource>
  );
});

const PLUGINS = [remarkGfm, remarkMath];

/** Addresses are shown (on a link) or looked up (of a picture), and never followed. */
function attachmentsOnly(address: string): string {
  return address;
}

/** Text that cannot be set (nested a thousand deep) is shown as it was written. */
class AsSource extends Component<{ text: string; children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <pre className={styles.source}>{this.props.text}</pre> : this.props.children;
  }
}
