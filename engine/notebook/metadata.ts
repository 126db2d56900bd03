/**
 * Metadata travels as it is. Only the few entries whose type the format prescribes are checked, since a file in which
 * they are wrong would be refused by Jupyter.
 */
import { at, type Json, type JsonObject, objectOf } from './json';

type Check = (value: Json) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isObject: Check = (value) => value instanceof Map;
const isName: Check = (value) => typeof value === 'string' && /^.+$/m.test(value);
const isTags: Check = (value) =>
  Array.isArray(value) &&
  new Set(value).size === value.length &&
  value.every((tag) => typeof tag === 'string' && /^[^,]+$/.test(tag));
const isTimes: Check = (value) => value instanceof Map && [...value.values()].every(isText);

const CELL: Readonly<Record<'code' | 'markdown' | 'raw', ReadonlyMap<string, Check>>> = {
  code: new Map([
    ['jupyter', isObject],
    ['execution', isTimes],
    ['collapsed', isFlag],
    ['scrolled', (value) => value === 'auto' || isFlag(value)],
    ['name', isName],
    ['tags', isTags],
  ]),
  markdown: new Map([
    ['jupyter', isObject],
    ['name', isName],
    ['tags', isTags],
  ]),
  raw: new Map([
    ['jupyter', isObject],
    ['format', isText],
    ['name', isName],
    ['tags', isTags],
  ]),
};

const NOTEBOOK = new Map<string, Check>([
  ['kernelspec', (value) => typeof at(value, 'name') === 'string' && typeof at(value, 'display_name') === 'string'],
  ['language_info', isLanguage],
  ['title', isText],
  ['authors', Array.isArray],
]);

/** What Jupyter never writes to a file. */
const TRANSIENT = ['orig_nbformat', 'orig_nbformat_minor', 'signature'];

/** A cell's metadata without the entries that its kind cannot have; `complain` hears their names. */
export function cellMetadata(
  kind: keyof typeof CELL,
  metadata: JsonObject,
  complain: (name: string) => void,
): JsonObject {
  return without(metadata, CELL[kind], ['trusted'], complain);
}

/** A notebook's metadata, likewise. */
export function notebookMetadata(metadata: JsonObject, complain: (name: string) => void): JsonObject {
  return without(metadata, NOTEBOOK, TRANSIENT, complain);
}

/** Says that the notebook is Python's, unless it names a kernel of Python itself. */
export function withKernel(metadata: JsonObject): JsonObject {
  const [kernel, language] = [metadata.get('kernelspec'), at(metadata.get('language_info'), 'name')];
  const isPython = (value: Json | undefined) => typeof value === 'string' && /^i?python/i.test(value);
  const named = at(kernel, 'language') ?? language ?? at(kernel, 'name');
  const whole: JsonObject = new Map(metadata);
  if (kernel === undefined || !isPython(named)) whole.set('kernelspec', PYTHON);
  if (language === undefined || !isPython(language)) whole.set('language_info', objectOf([['name', 'python']]));
  return whole;
}

const PYTHON = objectOf([
  ['display_name', 'Python 3'],
  ['language', 'python'],
  ['name', 'python3'],
]);

function without(
  metadata: JsonObject,
  checks: ReadonlyMap<string, Check>,
  transient: readonly string[],
  complain: (name: string) => void,
): JsonObject {
  const kept = [...metadata].filter(([name, value]) => {
    if (transient.includes(name)) return false;
    const isValid = checks.get(name)?.(value) ?? true;
    if (!isValid) complain(name);
    return isValid;
  });
  return new Map(kept);
}

function isLanguage(value: Json): boolean {
  if (typeof at(value, 'name') !== 'string') return false;
  const mode = at(value, 'codemirror_mode');
  const texts = ['file_extension', 'mimetype', 'pygments_lexer'].map((name) => at(value, name));
  return (
    (mode === undefined || isText(mode) || isObject(mode)) && texts.every((one) => one === undefined || isText(one))
  );
}
