/** More than any plot has; what is larger is not decoded. */
const MOST_LETTERS = 24 * 1024 * 1024;
/** The eight bytes that every PNG begins with, in base64 as far as they fill whole letters. */
const SIGNATURE = 'iVBORw0KGg';

/** The address of a picture that is a PNG and nothing else; null for anything that only says so. */
export function pngAddress(base64: unknown): string | null {
  if (typeof base64 !== 'string' || base64.length > MOST_LETTERS) return null;
  const letters = base64.replace(/\s+/g, '');
  if (!letters.startsWith(SIGNATURE) || !/^[A-Za-z0-9+/]+={0,2}$/.test(letters)) return null;
  return `data:image/png;base64,${letters}`;
}

/** The address of an attachment (`attachment:plot.png`) of a cell, from the JSON text that is kept with it. */
export function attachmentAddress(address: string, extra: string): string | null {
  if (!address.startsWith('attachment:')) return null;
  const name = decode(address.slice('attachment:'.length));
  const attachments = memberOf(parse(extra), 'attachments');
  return pngAddress(joined(memberOf(memberOf(attachments, name), 'image/png')));
}

/** Only own members: a name of a file may be `constructor`. */
function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

/** Text in a notebook file may be a list of lines. */
function joined(text: unknown): unknown {
  return Array.isArray(text) ? text.join('') : text;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
