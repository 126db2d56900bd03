/** Text as notebooks hold it: one string, or a list of lines. */
import { type Json, type JsonObject } from './json';

/** The text of a string or a list of strings; null when it is neither. */
export function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || !value.every((line) => typeof line === 'string')) return null;
  return value.join('');
}

const BREAK = /\r\n|[\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029]/g;

/** Splits into lines with their ends, as Python's `splitlines(True)` does: Jupyter writes text so. */
export function linesOf(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const { index, 0: end } of text.matchAll(BREAK)) {
    lines.push(text.slice(start, index + end.length));
    start = index + end.length;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** Whether data of a MIME type is JSON, of any shape, and not text. */
export function isJsonType(type: string): boolean {
  return type === 'application/json' || /^application\/.*\+json$/.test(type);
}

/** Data by MIME type with its texts joined. What is neither text nor JSON is given to `dropped` and left out. */
export function joinedBundle(bundle: JsonObject, dropped: (type: string) => void): JsonObject {
  const joined: JsonObject = new Map();
  for (const [type, value] of bundle) {
    const content = isJsonType(type) ? value : textOf(value);
    if (content === null && !isJsonType(type)) dropped(type);
    else joined.set(type, content);
  }
  return joined;
}

/** As Jupyter splits it on writing: text into lines, other data (a base64 image) in one piece. */
export function splitBundle(bundle: JsonObject): JsonObject {
  const isSplit = (type: string) => /^text\/|^application\/javascript$|^image\/svg\+xml$/.test(type);
  return new Map(
    [...bundle].map(([type, value]) => [type, typeof value === 'string' && isSplit(type) ? linesOf(value) : value]),
  );
}
