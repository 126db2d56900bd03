/** A small JSON file that survives crashes while it is written, and hands over only what is valid. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Reads and checks a file. Without one, `defaults`; with one that cannot be parsed, `defaults` too,
 * and the file is kept beside it as `<name>.corrupt` for a person to look at.
 * `validate` takes whatever the file holds and returns something whole.
 */
export function readJson<T>(file: string, defaults: T, validate: (content: unknown) => T): T {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return defaults;
  }
  try {
    return validate(JSON.parse(text));
  } catch {
    keepAside(file);
    return defaults;
  }
}

function keepAside(file: string): void {
  try {
    renameSync(file, `${file}.corrupt`);
  } catch {
    // It cannot be moved; the next write replaces it, and the defaults serve until then.
  }
}

/** Writes a temporary file and renames it, so that there is always one whole version. */
export function writeJson(file: string, content: unknown): void {
  const temporary = `${file}.tmp`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(temporary, JSON.stringify(content, null, 2));
  renameSync(temporary, file);
}
