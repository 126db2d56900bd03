/**
 * Takes from a worker's global scope everything but the language itself and the few things that a running
 * interpreter asks for. Python has no way to this scope that we know of; should one be found, it leads to nothing.
 */

const LANGUAGE = [
  ...['globalThis', 'self', 'Infinity', 'NaN', 'undefined', 'isFinite', 'isNaN', 'parseFloat', 'parseInt'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape'],
  ...[
    'Object',
    'Function',
    'Boolean',
    'Symbol',
    'Number',
    'BigInt',
    'Math',
    'Date',
    'String',
    'RegExp',
    'Array',
    'Map',
    'Set',
  ],
  ...[
    'WeakMap',
    'WeakSet',
    'WeakRef',
    'FinalizationRegistry',
    'Promise',
    'Reflect',
    'Proxy',
    'JSON',
    'Atomics',
    'Intl',
  ],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  ...['ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array'],
  ...['Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
];

/** Time, text, chance and calling back later. */
const SERVICES = [
  ...['performance', 'TextDecoder', 'TextEncoder', 'crypto', 'console', 'WebAssembly', 'queueMicrotask'],
  ...['setTimeout', 'clearTimeout', 'AbortController', 'AbortSignal'],
];

const KEPT = new Set([...LANGUAGE, ...SERVICES]);

/** Call it when everything has been loaded and every function of the scope that is needed is held elsewhere. */
export function lockDown(scope: typeof globalThis): void {
  closeConstructors(scope);
  // The names of a worker's scope are its own; what stands behind it are the prototypes of its kind.
  for (
    let place: object | null = scope;
    place !== null && place !== Object.prototype;
    place = Object.getPrototypeOf(place)
  ) {
    for (const name of Object.getOwnPropertyNames(place)) {
      if (name !== 'constructor' && KEPT.has(name)) continue;
      // A few of the language's are fixed; none of those is among what is taken.
      Reflect.deleteProperty(place, name);
    }
  }
}

/**
 * Every function knows how functions are made of text (the policy of the page refuses that too). `Function` stays
 * as a name that things can be an instance of.
 */
function closeConstructors(scope: object): void {
  const kinds = [() => {}, async () => {}, function* () {}, async function* () {}];
  for (const kind of kinds) {
    const prototype: unknown = Object.getPrototypeOf(kind);
    const closed = function () {
      throw new EvalError('no text is run as code here');
    };
    closed.prototype = prototype;
    Object.defineProperty(prototype, 'constructor', { value: closed, configurable: false });
  }
  Object.defineProperty(scope, 'Function', { value: Function.prototype.constructor });
}
