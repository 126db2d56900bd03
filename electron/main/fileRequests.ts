/** Checks of what a page asks of the file dialogs. */
import type { OpenRequest, SaveRequest } from '../bridge';

const LARGEST_FILE = 1024 ** 3;
const EXTENSION = /^[A-Za-z0-9]{1,16}$/;

/** Throws when it is not a `SaveRequest`; a name is taken without any folders in it. */
export function checkSaveRequest(request: unknown): SaveRequest {
  const { title, defaultName, filters, bytes } = asObject(request, 'saveFile');
  if (!(bytes instanceof Uint8Array)) throw new TypeError('saveFile: bytes must be a Uint8Array');
  const name = asText(defaultName, 'saveFile: defaultName').replace(/^.*[/\\]/, '');
  if (name === '' || name === '.' || name === '..') throw new TypeError('saveFile: defaultName is no file name');
  return { title: asText(title, 'saveFile: title'), defaultName: name, filters: asFilters(filters, 'saveFile'), bytes };
}

/** Throws when it is not an `OpenRequest`. */
export function checkOpenRequest(request: unknown): OpenRequest {
  const { title, filters, maxBytes } = asObject(request, 'openFile');
  if (typeof maxBytes !== 'number' || !(maxBytes > 0 && maxBytes <= LARGEST_FILE)) {
    throw new TypeError(`openFile: maxBytes must be a number from 1 to ${LARGEST_FILE}`);
  }
  return { title: asText(title, 'openFile: title'), filters: asFilters(filters, 'openFile'), maxBytes };
}

function asObject(value: unknown, who: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${who}: expected a request`);
  return value as Record<string, unknown>;
}

function asText(value: unknown, who: string): string {
  if (typeof value === 'string' && value.length <= 200) return value;
  throw new TypeError(`${who} must be a text of at most 200 letters`);
}

function asFilters(value: unknown, who: string): SaveRequest['filters'] {
  if (!Array.isArray(value) || value.length > 20) throw new TypeError(`${who}: filters must be a short list`);
  return value.map((filter: unknown) => {
    const { name, extensions } = asObject(filter, `${who}: filters`);
    const valid =
      Array.isArray(extensions) &&
      extensions.every((each): each is string => typeof each === 'string' && (each === '*' || EXTENSION.test(each)));
    if (!valid) throw new TypeError(`${who}: a filter's extensions must be letters and digits`);
    return { name: asText(name, `${who}: filter name`), extensions };
  });
}
