/** Our Python packages, as text. */

/** Where they lie for Python: nobody's directory, so that a notebook's own files cannot be taken for them. */
export const PACKAGES_FOLDER = '/lib/tapedeck';

/** By path: `_tapedeck/cells.py`. */
export const PACKAGES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(import.meta.glob<string>('./lib/**/*.py', { query: '?raw', import: 'default', eager: true })).map(
    ([path, text]) => [path.slice('./lib/'.length), text],
  ),
);
