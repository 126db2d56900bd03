/** Pieces of Python source. What comes from a script (names, texts) goes in as an identifier or as a literal, never as it is. */
import type { Model } from '../../keras/models/model';
import type { KerasTensor, LayerCall } from '../../keras/kerasTensor';
import { isInputCall } from '../../keras/models/graph';
import type { Variable } from '../../tape/variable';
import type { NamedTensor } from '../weightsFile';

/** Words of Python, what the written scripts call by name, and what PyTorch's modules have. */
const RESERVED = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with match case type print
  np torch nn F keras layers net self weight weights load model Net path super zip max min math
  add_module apply bfloat16 buffers call_super_init children cpu cuda double dump_patches eval extra_repr float forward
  get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules named_buffers named_children
  named_modules named_parameters parameters register_buffer register_module register_parameter requires_grad_
  set_extra_state share_memory state_dict to to_empty train training xpu zero_grad`.split(/\s+/),
);

/** Gives each thing a name of its own that Python takes. */
export class Namer {
  private readonly taken: Set<string>;

  constructor(taken: readonly string[] = []) {
    this.taken = new Set(taken);
  }

  name(wish: string): string {
    const plain = wish.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)|^_+/, '') || 'x';
    const base = RESERVED.has(plain) || /^\d/.test(plain) ? `${plain.replace(/^(?=\d)/, 'n')}_` : plain;
    let name = base;
    for (let n = 2; this.taken.has(name); n++) name = `${base}_${n}`;
    this.taken.add(name);
    return name;
  }
}

/** A literal: text, numbers, lists, dictionaries. */
export function literal(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value);
    return `float("${String(value).toLowerCase()}")`;
  }
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  const entries = Object.entries(value).map(([key, one]) => `${text(key)}: ${literal(one)}`);
  return `{${entries.join(', ')}}`;
}

/** `(3, 2)`, `(3,)`. */
export function tupleOf(values: readonly unknown[]): string {
  return `(${values.map(literal).join(', ')}${values.length === 1 ? ',' : ''})`;
}

/** JSON's strings are Python's, but for characters beyond 16 bits, which stand for themselves. */
function text(value: string): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029]/g, (one) => {
    return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** In a comment: one line. */
export function comment(value: string): string {
  return value.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
}

/** The calls that lead from a model's inputs to its outputs, in an order in which they can run. */
export function callsOf(model: Model): LayerCall[] {
  const calls = new Set<LayerCall>();
  const given = new Set<KerasTensor>(model.inputs);
  const visit = (symbol: KerasTensor): void => {
    const call = symbol._history?.call;
    if (call === undefined || given.has(symbol) || calls.has(call) || isInputCall(call)) return;
    call.sources.forEach(visit);
    calls.add(call);
  };
  model.outputs.forEach(visit);
  return [...calls];
}

/** The model's weights by their paths, numbered where two are the same. */
export function namedWeights(model: Model): Map<Variable, string> {
  const names = new Map<Variable, string>();
  const taken = new Set<string>();
  for (const variable of model.weights) {
    let name = variable.path;
    for (let n = 1; taken.has(name); n++) name = `${variable.path}_${n}`;
    taken.add(name);
    names.set(variable, name);
  }
  return names;
}

export function tensorsOf(names: ReadonlyMap<Variable, string>): NamedTensor[] {
  return [...names].map(([variable, name]) => {
    const { shape, dtype } = variable;
    return { name, shape, dtype, data: variable.dataSync() };
  });
}
