/** The mark: a cassette whose two reels are a value and a gradient. */
export function Logo() {
  return (
    <svg width="28" height="20" viewBox="0 0 28 20" aria-hidden="true">
      <rect x="1" y="1" width="26" height="18" rx="4" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <circle cx="9.5" cy="8.5" r="3.2" fill="none" stroke="var(--value)" strokeWidth="2" />
      <circle cx="18.5" cy="8.5" r="3.2" fill="none" stroke="var(--gradient)" strokeWidth="2" />
      <path d="M8 19 L10 14.8 H18 L20 19" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </svg>
  );
}
