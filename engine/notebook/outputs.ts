/**
 * Outputs of a code cell, from a file and back. What can be shown is text and PNG; whatever else a file holds (HTML,
 * scripts, SVG, widgets, colours, sizes) travels as a `kept` output of its own, right after the one that it belongs
 * to, and takes that one's place when the notebook is written. So nothing live is ever shown, and nothing is lost.
 */
import type { CellOutput } from '../protocol/notebook';
import { at, type Json, JsonError, type JsonObject, objectOf, parseJson, writeJson } from './json';
import { joinedBundle, linesOf, splitBundle, textOf } from './texts';

type Shown = Exclude<CellOutput, { kind: 'kept' }>;

/** Colours and cursor moves of terminals. */
const ANSI = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;
const BASE64_PNG = /^iVBORw0KGgo[A-Za-z0-9+/\s]*={0,2}\s*$/;
const MOST_TYPES = 20;
const LONGEST_TYPE = 100;

/**
 * One output of nbformat 4 as what can be shown, and what is kept besides. `complain` hears what no notebook may hold
 * and is left out; an empty list means the whole of it.
 */
export function readOutput(output: JsonObject, complain: (what: string) => void): CellOutput[] {
  const clean = cleaned(output, complain);
  if (clean === null) return [];
  const shown = shownPart(clean);
  const original = writeJson(clean, false);
  if (shown !== null && writeJson(rebuilt(shown), false) === original) return [shown];
  const kept: CellOutput = {
    kind: 'kept',
    types: hiddenTypes(clean),
    json: `{"shown":${String(shown !== null)},"output":${original}}`,
  };
  return shown === null ? [kept] : [shown, kept];
}

/** Outputs as nbformat 4.5 holds them. Throws when the JSON of a kept one is not what `readOutput` gave. */
export function writeOutputs(outputs: readonly CellOutput[]): Json[] {
  const written: JsonObject[] = [];
  for (const output of outputs) {
    if (output.kind !== 'kept') {
      written.push(rebuilt(output));
      continue;
    }
    const { shown, original } = keptPart(output.json);
    if (shown) written.pop();
    written.push(original);
  }
  return written.map(split);
}

/** Only what the format allows, with texts joined. */
function cleaned(output: JsonObject, complain: (what: string) => void): JsonObject | null {
  const type = output.get('output_type');
  if (type === 'stream') {
    const [name, text] = [output.get('name'), textOf(output.get('text'))];
    if (typeof name === 'string' && text !== null) return stream(name, text);
    return refuse('a stream without a name or text');
  }
  if (type === 'error') {
    const [name, value, traceback] = [output.get('ename'), output.get('evalue'), output.get('traceback')];
    const isText = typeof name === 'string' && typeof value === 'string' && textOf(traceback ?? []) !== null;
    if (!isText) return refuse('an error without a name or text');
    return error(name, value, typeof traceback === 'string' ? [traceback] : ((traceback ?? []) as string[]));
  }
  if (type === 'execute_result' || type === 'display_data') {
    const [data, metadata] = [output.get('data') ?? new Map(), output.get('metadata') ?? new Map()];
    if (!(data instanceof Map) || !(metadata instanceof Map)) return refuse('a result whose data is no object');
    const bundle = joinedBundle(data, (one) => complain(`data of the type '${one.slice(0, LONGEST_TYPE)}'`));
    const png = pngOf(bundle.get('image/png'));
    // Line breaks in base64 mean nothing; some write one at the end.
    if (png !== null) bundle.set('image/png', png);
    return result(type, bundle, metadata, output.get('execution_count'));
  }
  return refuse(typeof type === 'string' ? `an output of the type '${type.slice(0, 40)}'` : 'an output without a type');

  function refuse(what: string): null {
    complain(what);
    return null;
  }
}

function shownPart(output: JsonObject): Shown | null {
  switch (output.get('output_type')) {
    case 'stream': {
      const name = output.get('name');
      if (name !== 'stdout' && name !== 'stderr') return null;
      return { kind: 'stream', name, text: output.get('text') as string };
    }
    case 'error': {
      const [name, message] = [output.get('ename') as string, output.get('evalue') as string];
      const traceback = (output.get('traceback') as string[]).map((line) => line.replace(ANSI, ''));
      return { kind: 'error', name, message, traceback };
    }
    default:
      return shownResult(output);
  }
}

function shownResult(output: JsonObject): Shown | null {
  const text = at(output.get('data'), 'text/plain');
  const png = pngOf(at(output.get('data'), 'image/png'));
  if (typeof text !== 'string' && png === null) return null;
  const count = output.get('execution_count');
  return {
    kind: 'result',
    text: typeof text === 'string' ? text.replace(ANSI, '') : '',
    png,
    count: typeof count === 'number' ? count : null,
  };
}

/** The base64 of a PNG; null when it is none. */
function pngOf(data: Json | undefined): string | null {
  return typeof data === 'string' && BASE64_PNG.test(data) ? data.replace(/\s+/g, '') : null;
}

/** What a person is told of that is not shown. */
function hiddenTypes(output: JsonObject): string[] {
  const data = output.get('data');
  if (!(data instanceof Map)) return [];
  const shown = (type: string) => type === 'text/plain' || (type === 'image/png' && pngOf(data.get(type)!) !== null);
  return [...data.keys()]
    .filter((type) => !shown(type))
    .slice(0, MOST_TYPES)
    .map((type) => type.slice(0, LONGEST_TYPE));
}

function rebuilt(output: Shown): JsonObject {
  if (output.kind === 'stream') return stream(output.name, output.text);
  if (output.kind === 'error') return error(output.name, output.message, [...output.traceback]);
  const { text, png, count } = output;
  const data: JsonObject = new Map();
  if (png !== null) data.set('image/png', png);
  if (text !== '' || png === null) data.set('text/plain', text);
  return result(count === null ? 'display_data' : 'execute_result', data, new Map(), count ?? undefined);
}

function stream(name: string, text: string): JsonObject {
  return objectOf([
    ['name', name],
    ['output_type', 'stream'],
    ['text', text],
  ]);
}

function error(name: string, message: string, traceback: Json[]): JsonObject {
  return objectOf([
    ['ename', name],
    ['evalue', message],
    ['output_type', 'error'],
    ['traceback', traceback],
  ]);
}

function result(type: string, data: JsonObject, metadata: JsonObject, count: Json | undefined): JsonObject {
  const written = objectOf([
    ['data', data],
    ['metadata', metadata],
    ['output_type', type],
  ]);
  if (type === 'execute_result') written.set('execution_count', countOf(count));
  return written;
}

/** The number of a run; null when there is none. */
export function countOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function keptPart(json: string): { shown: boolean; original: JsonObject } {
  const kept = parsed(json);
  const original = at(kept, 'output');
  if (!(original instanceof Map)) throw new Error('internal: a kept output is not one that was read');
  const clean = cleaned(original, () => {});
  if (clean === null) throw new Error('internal: a kept output is not one that was read');
  return { shown: at(kept, 'shown') === true, original: clean };
}

function parsed(json: string): Json {
  try {
    return parseJson(json);
  } catch (error) {
    if (error instanceof JsonError) throw new Error('internal: a kept output is no JSON', { cause: error });
    throw error;
  }
}

/** Texts as lines, as Jupyter writes them. */
function split(output: JsonObject): JsonObject {
  const text = output.get('text');
  if (output.get('output_type') === 'stream') return new Map(output).set('text', linesOf(text as string));
  const data = output.get('data');
  return data instanceof Map ? new Map(output).set('data', splitBundle(data)) : output;
}
