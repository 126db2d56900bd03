/**
 * Describes the engine's `tf` to the sandbox by walking it: functions, classes with their methods,
 * accessors and statics, nested namespaces and plain values. Nothing is listed by hand, so what the
 * engine gains, scripts gain.
 */
import { Variable } from '../tape/variable';
import { Tensor } from '../tensor/tensor';
import { LABEL_FUNCTION } from './transform';

type Constructor = abstract new (...args: never[]) => object;
type Callable = (...args: unknown[]) => unknown;

/** A method or field by name, and the class that has it. */
export interface Member {
  readonly name: string;
  readonly owner: ClassInfo;
  /** The host method to call: `arraySync` for `array`, since a script reads at once. */
  readonly target: string;
}

export interface ClassInfo {
  readonly index: number;
  readonly constructor: Constructor;
  /** Whether instances were looked at for their own fields. */
  explored: boolean;
  description: ClassDescription;
}

export interface ClassDescription {
  readonly index: number;
  readonly name: string;
  readonly parent: number | null;
  readonly methods: [name: string, member: number][];
  readonly fields: [name: string, member: number, settable: boolean][];
  readonly statics: [name: string, fn: number][];
  readonly nameable: boolean;
}

type Entry = [name: string, kind: 'function' | 'class' | 'space' | 'value', value: unknown];

const SYNC = 'Sync';

export class Surface {
  readonly functions: Callable[] = [];
  /** Under which names the namespace has each function. */
  readonly functionNames: string[][] = [];
  readonly members: Member[] = [];
  readonly classes: ClassInfo[] = [];
  private readonly functionIndex = new Map<object, number>();
  private readonly classIndex = new Map<object, number>();
  private readonly spaces: Entry[][] = [];
  private readonly spaceIndex = new Map<object, number>();
  private readonly json: string;

  constructor(tf: object) {
    this.space(tf);
    this.addClass(Tensor, 'Tensor');
    this.addClass(Variable, 'Variable');
    const classes = this.classes.map(({ description }) => description);
    this.json = JSON.stringify({ spaces: this.spaces, classes, label: LABEL_FUNCTION });
  }

  /** What the prelude builds the namespace from. */
  toJson(): string {
    return this.json;
  }

  indexOfFunction(fn: object): number | undefined {
    return this.functionIndex.get(fn);
  }

  indexOfClass(constructor: object): number | undefined {
    return this.classIndex.get(constructor);
  }

  /** What the namespace calls the class of an object that has crossed. */
  nameOf(object: object): string {
    const index = this.classIndex.get(object.constructor);
    return index === undefined ? 'object' : this.classes[index].description.name;
  }

  /**
   * The class by which an object is known: its own, or made known now when an ancestor is. Null for
   * objects of classes that are not the script's business. `fresh` gets descriptions that the
   * sandbox must hear of first.
   */
  classOf(object: object, fresh: ClassDescription[]): ClassInfo | null {
    const constructor = (Object.getPrototypeOf(object) as object | null)?.constructor as Constructor | undefined;
    if (constructor === undefined || constructor === Object) return null;
    let index = this.classIndex.get(constructor);
    if (index === undefined) {
      if (!this.hasKnownAncestor(constructor)) return null;
      const before = this.classes.length;
      index = this.addClass(constructor);
      for (const { description } of this.classes.slice(before)) fresh.push(description);
    }
    const info = this.classes[index];
    if (!info.explored) this.explore(info, object, fresh);
    return info;
  }

  private space(node: object): number {
    const known = this.spaceIndex.get(node);
    if (known !== undefined) return known;
    const index = this.spaces.length;
    const entries: Entry[] = [];
    this.spaces.push(entries);
    this.spaceIndex.set(node, index);
    for (const [name, value] of Object.entries(node)) {
      if (name === 'default' || name === '__proto__') continue;
      if (typeof value === 'function') {
        if (isClass(value)) entries.push([name, 'class', this.addClass(value as Constructor, name)]);
        else entries.push([name, 'function', this.addFunction(value as Callable, name)]);
      } else if (isPlain(value)) entries.push([name, 'space', this.space(value as object)]);
      else if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) {
        entries.push([name, 'value', value]);
      }
    }
    return index;
  }

  private addFunction(fn: Callable, name: string): number {
    let index = this.functionIndex.get(fn);
    if (index === undefined) {
      index = this.functions.push(fn) - 1;
      this.functionIndex.set(fn, index);
      this.functionNames.push([]);
    }
    this.functionNames[index].push(name);
    return index;
  }

  /** `name` is the one in the namespace, where there is one: a minifier changes a class's own. */
  private addClass(constructor: Constructor, name = constructor.name): number {
    const known = this.classIndex.get(constructor);
    if (known !== undefined) return known;
    const above = Object.getPrototypeOf(constructor) as Constructor;
    const parent = isClass(above) && above !== (Error as unknown) ? this.addClass(above) : null;
    const index = this.classes.length;
    const description: ClassDescription = {
      index,
      name,
      parent,
      methods: [],
      fields: [],
      statics: [],
      nameable: constructor === Tensor || constructor === Variable,
    };
    const info: ClassInfo = { index, constructor, explored: false, description };
    this.classes.push(info);
    this.classIndex.set(constructor, index);
    this.describePrototype(info);
    for (const [name, value] of staticsOf(constructor)) {
      description.statics.push([name, this.addFunction(value.bind(constructor), name)]);
    }
    return index;
  }

  private describePrototype(info: ClassInfo): void {
    const { description, constructor } = info;
    const prototype = constructor.prototype as object;
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name === 'constructor' || name.startsWith('_')) continue;
      if (typeof property.value === 'function') {
        const target = `${name}${SYNC}` in prototype ? `${name}${SYNC}` : name;
        description.methods.push([name, this.member(info, name, target)]);
        if (name === 'array' && target !== name)
          description.methods.push(['numpy', this.member(info, 'numpy', target)]);
      } else if (property.get !== undefined) {
        description.fields.push([name, this.member(info, name, name), property.set !== undefined]);
      }
    }
  }

  /** The fields that instances have themselves, seen on the first one. */
  private explore(info: ClassInfo, instance: object, fresh: ClassDescription[]): void {
    info.explored = true;
    const settable = !(instance instanceof Tensor) && !(instance instanceof Variable);
    const { description } = info;
    const fields: ClassDescription['fields'] = [];
    for (const [name, value] of Object.entries(instance)) {
      if (name.startsWith('_') || name in (info.constructor.prototype as object)) continue;
      const plain = value === null || ['number', 'string', 'boolean'].includes(typeof value);
      fields.push([name, this.member(info, name, name), settable && plain]);
    }
    const own = { ...description, methods: [], statics: [], fields };
    const known = fresh.findIndex(({ index }) => index === info.index);
    if (known < 0) fresh.push(own);
    else fresh[known] = { ...description, fields: [...description.fields, ...fields] };
    description.fields.push(...fields);
  }

  private member(owner: ClassInfo, name: string, target: string): number {
    return this.members.push({ name, owner, target }) - 1;
  }

  private hasKnownAncestor(constructor: Constructor): boolean {
    for (let one = constructor; isClass(one); one = Object.getPrototypeOf(one) as Constructor) {
      if (this.classIndex.has(one)) return true;
    }
    return false;
  }
}

/** A class's functions, with those that it inherits: `Dense.fromConfig` is `Layer`'s and makes a Dense. */
function staticsOf(constructor: Constructor): [name: string, fn: Callable][] {
  const found = new Map<string, Callable>();
  for (let one = constructor; isClass(one); one = Object.getPrototypeOf(one) as Constructor) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(one))) {
      if (typeof value !== 'function' || name.startsWith('_') || isClass(value) || found.has(name)) continue;
      found.set(name, value as Callable);
    }
  }
  return [...found];
}

/** Only a class has a prototype that cannot be replaced; that survives minifying, unlike its text. */
export function isClass(value: unknown): boolean {
  if (typeof value !== 'function') return false;
  const property = Object.getOwnPropertyDescriptor(value, 'prototype');
  return property !== undefined && property.writable === false && value !== Error && value !== Object;
}

/** A namespace: a plain object or a module's. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
