/**
 * The sandbox's half of the binding, in the sandbox's own JavaScript: builds `tf` from a description
 * of the engine's, turns calls into words for `wire.ts` and answers into values. It runs once in
 * every fresh context, before the script; nothing it closes over is reachable from the script.
 */
(function (call, grow, buffer, surfaceJson, file, seed) {
  'use strict';
  const { construct, ownKeys } = Reflect;
  const { fround } = Math;
  const { isInteger } = Number;
  const NativeError = Error;
  const NativeWeakRef = WeakRef;
  const NativeDate = Date;
  const NativePromise = Promise;
  const NativeProxy = Proxy;
  const natives = { TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError };
  const typedTag = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(Float32Array.prototype),
    Symbol.toStringTag,
  ).get;
  const TYPED = [Float32Array, Float64Array, Int32Array, Uint8Array];
  const KINDS = { Float32Array: 0, Float64Array: 1, Int32Array: 2, Uint8Array: 3 };
  const FIRST = 8;
  const MAX_DEPTH = 64;
  NativeError.stackTraceLimit = 12;

  let s = new Float64Array(buffer);
  let p = FIRST;
  let writing = false;

  /** References to the engine's objects. The id is private: no script can make or change one. */
  class Handle {
    #id;
    #label = null;
    constructor(id) {
      this.#id = id;
    }
    static idOf(value) {
      return #id in value ? value.#id : 0;
    }
    static labelled(value, name) {
      const before = value.#label;
      value.#label = name;
      return before;
    }
  }
  const idOf = Handle.idOf;
  const labelled = Handle.labelled;

  const handles = new Map();
  const callbacks = new Map();
  const thrown = new Map();
  const promises = new Map();
  const functions = [];
  const classes = [];
  const functionIds = new WeakMap();
  const classIds = new WeakMap();
  const hostFunctionIds = new WeakMap();
  const nameable = new WeakSet();
  let lastCallback = 0;
  let lastThrown = 0;

  /* Writing */

  function room(n) {
    if (p + n <= s.length) return;
    const larger = new Float64Array(grow(Math.max(s.length * 2, p + n + 64)));
    larger.set(s);
    s = larger;
  }

  function put(value, depth) {
    room(4);
    switch (typeof value) {
      case 'undefined':
        s[p++] = 0;
        return;
      case 'boolean':
        s[p++] = value ? 3 : 2;
        return;
      case 'number':
        s[p++] = 4;
        s[p++] = value;
        return;
      case 'string':
        s[p++] = 5;
        putString(value);
        return;
      case 'function':
        return putFunction(value);
      case 'object':
        if (value === null) s[p++] = 1;
        else putObject(value, depth);
        return;
      default:
        throw new TypeError(`a ${typeof value} cannot be given to tf`);
    }
  }

  function putObject(value, depth) {
    const id = idOf(value);
    if (id !== 0) {
      s[p++] = 6;
      s[p++] = id;
      return;
    }
    if (depth > MAX_DEPTH) throw new RangeError(`arrays or objects nested more than ${MAX_DEPTH} deep`);
    if (Array.isArray(value)) return putArray(value, depth);
    const kind = typedTag.call(value);
    if (kind !== undefined) return putTyped(value, kind);
    const proto = Object.getPrototypeOf(value);
    if (proto !== Object.prototype && proto !== null) throw new TypeError(refusal(value));
    const keys = Object.keys(value);
    s[p++] = 8;
    s[p++] = keys.length;
    for (const key of keys) {
      putString(key);
      put(value[key], depth + 1);
    }
  }

  function putArray(value, depth) {
    const n = value.length;
    room(n + 2);
    const start = p;
    s[p++] = 11;
    s[p++] = n;
    for (let i = 0; i < n; i++) {
      const one = value[i];
      if (typeof one !== 'number') {
        p = start;
        s[p++] = 7;
        s[p++] = n;
        for (let k = 0; k < n; k++) put(value[k], depth + 1);
        return;
      }
      s[p++] = one;
    }
  }

  function putTyped(value, kind) {
    const n = value.length;
    room(n + 3);
    const code = KINDS[kind];
    if (code === undefined) {
      throw new TypeError(`a ${kind} cannot be given to tf: use a Float32Array, Int32Array or an array of numbers`);
    }
    s[p++] = 10;
    s[p++] = code;
    s[p++] = n;
    for (let i = 0; i < n; i++) s[p++] = value[i];
  }

  function putString(text) {
    const n = text.length;
    room(n + 4);
    s[p++] = n;
    for (let i = 0; i < n; i++) s[p++] = text.charCodeAt(i);
  }

  function putFunction(fn) {
    const known = functionIds.get(fn);
    const cls = classIds.get(fn);
    const host = hostFunctionIds.get(fn);
    if (known !== undefined) {
      s[p++] = 12;
      s[p++] = known;
    } else if (cls !== undefined) {
      s[p++] = 13;
      s[p++] = cls;
    } else if (host !== undefined) {
      s[p++] = 14;
      s[p++] = host;
    } else {
      callbacks.set(++lastCallback, fn);
      s[p++] = 9;
      s[p++] = lastCallback;
    }
  }

  function refusal(value) {
    if (value instanceof NativePromise) {
      return 'a promise cannot be given to tf: an async function cannot be recorded, and a value must be awaited first';
    }
    const name = value.constructor && value.constructor.name;
    return `a ${name || 'foreign object'} cannot be given to tf: use tensors, numbers, arrays or plain objects`;
  }

  /* Reading */

  function get() {
    switch (s[p++]) {
      case 0:
        return undefined;
      case 1:
        return null;
      case 2:
        return false;
      case 3:
        return true;
      case 4:
        return s[p++];
      case 5:
        return getString();
      case 6: {
        const id = s[p++];
        return handle(id, s[p++]);
      }
      case 7: {
        const n = s[p++];
        const list = new Array(n);
        for (let i = 0; i < n; i++) list[i] = get();
        return list;
      }
      case 8: {
        const n = s[p++];
        const record = {};
        for (let i = 0; i < n; i++) {
          const key = getString();
          record[key] = get();
        }
        return record;
      }
      case 9: {
        const fn = callbacks.get(s[p]);
        p += 2;
        return fn;
      }
      case 10: {
        const kind = s[p++];
        const n = s[p++];
        const list = new TYPED[kind](n);
        for (let i = 0; i < n; i++) list[i] = s[p++];
        return list;
      }
      case 11: {
        const n = s[p++];
        const list = new Array(n);
        for (let i = 0; i < n; i++) list[i] = s[p++];
        return list;
      }
      case 12: {
        const index = s[p];
        p += 2;
        return functions[index];
      }
      case 13: {
        const index = s[p];
        p += 2;
        return classes[index];
      }
      case 14: {
        const id = s[p];
        p += 2;
        return hostFunction(id);
      }
      case 15: {
        const id = s[p];
        p += 2;
        return new NativePromise((resolve, reject) => promises.set(id, { resolve, reject }));
      }
      default:
        throw new NativeError('internal: unknown tag from the engine');
    }
  }

  function getString() {
    const n = s[p++];
    let text = '';
    for (let i = 0; i < n; i++) text += String.fromCharCode(s[p++]);
    return text;
  }

  function handle(id, index) {
    const alive = handles.get(id);
    const before = alive && alive.deref();
    if (before !== undefined) return before;
    const made = construct(Handle, [id], classes[index]);
    handles.set(id, new NativeWeakRef(made));
    return made;
  }

  function hostFunction(id) {
    const alive = handles.get(id);
    const before = alive && alive.deref();
    if (before !== undefined) return before;
    // What such a function carries (how often it was traced) is asked for when it is wanted.
    const made = new NativeProxy((...args) => send(6, id, 0, args), {
      get: (target, name) => (typeof name !== 'string' || name in target ? target[name] : send(10, id, 0, [name])),
    });
    hostFunctionIds.set(made, id);
    handles.set(id, new NativeWeakRef(made));
    return made;
  }

  /* Calling */

  let placeLine = 0;
  let placeColumn = 0;

  /** Finds the place in the script that is being executed: its innermost frame, `(script.ts:12:5)`. */
  function findPlace() {
    placeLine = 0;
    const stack = new NativeError().stack;
    if (typeof stack !== 'string') return;
    const at = stack.indexOf(file);
    if (at < 0) return;
    const from = at + file.length;
    const colon = stack.indexOf(':', from);
    placeLine = parseInt(stack.slice(from, colon), 10) || 0;
    placeColumn = parseInt(stack.slice(colon + 1, colon + 8), 10) || 0;
  }

  function send(operation, a, b, args) {
    if (writing) throw new TypeError('tf cannot be called by a getter or proxy among its own arguments');
    // Reading a field or giving a name needs no line: the stack costs as much as the call.
    if (operation === 4 || operation >= 8) placeLine = 0;
    else findPlace();
    const at = placeLine;
    const column = placeColumn;
    const first = lastCallback;
    p = FIRST;
    writing = true;
    try {
      for (let i = 0; i < args.length; i++) put(args[i], 0);
    } finally {
      writing = false;
    }
    const last = lastCallback;
    s[0] = operation;
    s[1] = a;
    s[2] = b;
    s[3] = args.length;
    s[4] = at;
    s[6] = column;
    call();
    if (s[5] === 1) for (let id = first + 1; id <= last; id++) callbacks.delete(id);
    return receive();
  }

  function receive() {
    p = FIRST;
    if (s[0] === 0) return get();
    if (s[0] === 2) {
      const id = s[1];
      const error = thrown.get(id);
      thrown.delete(id);
      throw error;
    }
    const name = get();
    throw failure(name, get());
  }

  function failure(name, message) {
    if (natives[name] !== undefined) return new natives[name](message);
    const error = new NativeError(message);
    Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
    return error;
  }

  /** The engine calls a function of the script; arguments and result lie in the words. */
  function invoke() {
    const fn = callbacks.get(s[1]);
    const n = s[3];
    p = FIRST;
    const args = [];
    for (let i = 0; i < n; i++) args.push(get());
    try {
      if (fn === undefined) throw new TypeError('this function was given for the length of one call only');
      const result = fn(...args);
      p = FIRST;
      writing = true;
      put(result, 0);
      s[0] = 0;
    } catch (error) {
      thrown.set(++lastThrown, error);
      p = FIRST;
      s[0] = 2;
      s[1] = lastThrown;
    } finally {
      writing = false;
    }
  }

  /** A promise of the engine has an answer. */
  function settle() {
    const waiting = promises.get(s[1]);
    promises.delete(s[1]);
    try {
      waiting.resolve(receive());
    } catch (error) {
      waiting.reject(error);
    }
  }

  /** Writes the ids of references that no script code holds any more. */
  function sweep() {
    p = FIRST;
    let n = 0;
    for (const [id, reference] of handles) {
      if (reference.deref() !== undefined) continue;
      handles.delete(id);
      room(1);
      s[p++] = id;
      n++;
    }
    s[3] = n;
  }

  /** Lets go of functions that the engine can no longer call. */
  function forget() {
    for (let i = 0, n = s[3]; i < n; i++) callbacks.delete(s[FIRST + i]);
  }

  /** The engine is about to write more words than there is room for. */
  function resize(n) {
    p = s.length;
    room(Math.max(1, n - s.length));
  }

  /* The namespace */

  function namedFunction(name, index) {
    const fn = { [name]: (...args) => send(1, index, 0, args) }[name];
    functionIds.set(fn, index);
    return fn;
  }

  /** Makes classes of the engine known; a parent comes before its children. */
  function define(json) {
    for (const { index, name, parent, methods, fields, statics, nameable: canBeNamed } of JSON.parse(json)) {
      if (classes[index] === undefined) {
        const base = parent === null ? Handle : classes[parent];
        const made = {
          [name]: function (...args) {
            if (new.target === undefined) throw new TypeError(`${name} is a class: write new ${name}(…)`);
            return send(2, index, 0, args);
          },
        }[name];
        Object.setPrototypeOf(made, parent === null ? Function.prototype : base);
        made.prototype = Object.create(base.prototype, {
          constructor: { value: made, writable: true, configurable: true },
          [Symbol.toStringTag]: { value: name, configurable: true },
        });
        classes[index] = made;
        classIds.set(made, index);
      }
      const cls = classes[index];
      if (canBeNamed) nameable.add(cls.prototype);
      for (const [method, member] of methods) {
        const fn = {
          [method](...args) {
            return send(3, own(this, method), member, args);
          },
        }[method];
        Object.defineProperty(cls.prototype, method, { value: fn, configurable: true, writable: true });
      }
      for (const [field, member, settable] of fields) {
        Object.defineProperty(cls.prototype, field, {
          configurable: true,
          enumerable: true,
          get() {
            return this === cls.prototype ? undefined : send(4, own(this, field), member, []);
          },
          set: settable
            ? function (value) {
                send(5, own(this, field), member, [value]);
              }
            : undefined,
        });
      }
      for (const [key, fn] of statics) {
        functions[fn] ??= namedFunction(key, fn);
        Object.defineProperty(cls, key, { value: functions[fn], configurable: true });
      }
    }
  }

  function own(value, member) {
    const id = typeof value === 'object' && value !== null ? idOf(value) : 0;
    if (id === 0) throw new TypeError(`${member} was called on something that is not of the engine`);
    return id;
  }

  Object.defineProperty(Handle.prototype, Symbol.toPrimitive, {
    value(hint) {
      if (hint === 'string') return send(8, own(this, 'toString'), 0, []);
      throw new TypeError(
        'JavaScript has no operators for tensors: write x.add(y), x.sub(y), x.mul(y), x.div(y), x.pow(y), or read the number with x.item()',
      );
    },
  });

  const surface = JSON.parse(surfaceJson);
  define(JSON.stringify(surface.classes));
  const paths = ['tf'];
  const names = surface.spaces.map(() => Object.create(null));
  const spaces = names.map((known, i) => guarded(known, i));
  surface.spaces.forEach((entries, i) => {
    for (const [name, kind, value] of entries) {
      if (kind === 'function') names[i][name] = functions[value] ??= namedFunction(name, value);
      else if (kind === 'class') names[i][name] = classes[value];
      else if (kind === 'space') {
        names[i][name] = spaces[value];
        paths[value] ??= `${paths[i]}.${name}`;
      } else names[i][name] = value;
    }
  });
  names.forEach((known) => Object.freeze(known));

  /** A name that is not there says what it is called; `not a function` would not. */
  function guarded(known, i) {
    return new NativeProxy(known, {
      get(_, key) {
        if (key in known || typeof key === 'symbol') return known[key];
        throw new TypeError(`Tapedeck has no ${paths[i]}.${key}`);
      },
    });
  }

  /* Printing */

  function show(value, depth) {
    if (typeof value === 'string') return depth === 0 ? value : JSON.stringify(value);
    if (typeof value === 'function') return `[Function ${value.name || '(anonymous)'}]`;
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'number') return digits(value);
    if (typeof value !== 'object' || value === null) return String(value);
    if (idOf(value) !== 0) return send(8, idOf(value), 0, []);
    if (value instanceof NativeError) return `${value.name}: ${value.message}`;
    if (depth > 4) return Array.isArray(value) ? '[…]' : '{…}';
    const kind = typedTag.call(value);
    if (kind !== undefined) return `${kind} ${list(Array.from(value), depth, '[', ']')}`;
    if (Array.isArray(value)) return list(value, depth, '[', ']');
    if (value instanceof NativePromise) return 'Promise';
    if (value instanceof Map) return `Map ${list([...value], depth, '{', '}')}`;
    if (value instanceof Set) return `Set ${list([...value], depth, '{', '}')}`;
    const entries = Object.entries(value).map(([key, one]) => `${key}: ${show(one, depth + 1)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }

  /** What was read from a float32 tensor prints as a float32: the fewest digits that name it, as NumPy does. */
  function digits(value) {
    if (Object.is(value, -0)) return '-0';
    if (fround(value) !== value || isInteger(value)) return String(value);
    for (let n = 1; n < 9; n++) {
      const shorter = Number(value.toPrecision(n));
      if (fround(shorter) === value) return String(shorter);
    }
    return String(Number(value.toPrecision(9)));
  }

  function list(values, depth, open, close) {
    const shown = values.slice(0, 100).map((one) => show(one, depth + 1));
    if (values.length > 100) shown.push(`… ${values.length - 100} more`);
    return `${open}${shown.join(', ')}${close}`;
  }

  function print(...values) {
    send(7, 0, 0, [values.map((one) => show(one, 0)).join(' ')]);
  }

  /** Python's `zip`: pairs up to the end of the shortest. */
  function zip(...lists) {
    const arrays = lists.map((one) => Array.from(one));
    const n = arrays.length === 0 ? 0 : Math.min(...arrays.map((one) => one.length));
    return Array.from({ length: n }, (_, i) => arrays.map((one) => one[i]));
  }

  /** After `const name = value`: a tensor or variable takes the script's name for it. */
  function label(name, value) {
    if (typeof value !== 'object' || value === null) return;
    const id = idOf(value);
    if (id === 0 || !nameable.has(Object.getPrototypeOf(value))) return;
    if (labelled(value, name) !== name) send(9, id, 0, [name]);
  }

  /* The script's world: JavaScript, tf, zip, console and print. Time and chance repeat themselves. */

  let state = seed | 0;
  Math.random = function random() {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const DAY_ZERO = NativeDate.UTC(2000, 0, 1);
  const FixedDate = function Date(...args) {
    if (new.target === undefined) return new NativeDate(DAY_ZERO).toString();
    return construct(NativeDate, args.length === 0 ? [DAY_ZERO] : args, new.target);
  };
  FixedDate.now = () => DAY_ZERO;
  FixedDate.UTC = NativeDate.UTC;
  FixedDate.parse = NativeDate.parse;
  FixedDate.prototype = NativeDate.prototype;
  Object.defineProperty(NativeDate.prototype, 'constructor', { value: FixedDate });

  for (const name of ['performance', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'DOMException']) {
    delete globalThis[name];
  }
  const console = Object.freeze({ log: print, info: print, warn: print, error: print, debug: print });
  const given = { tf: spaces[0], zip, print, console, [surface.label]: label };
  for (const key of ownKeys(given)) Object.defineProperty(globalThis, key, { value: given[key] });
  Object.defineProperty(globalThis, 'Date', { value: FixedDate, writable: true, configurable: true });

  return { invoke, settle, sweep, forget, resize, define };
});
