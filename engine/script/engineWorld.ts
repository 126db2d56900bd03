/**
 * The engine, as a program of a person's finds it at its start, wherever that program is interpreted: names, keys,
 * records and chance from the beginning, and a line to where the tensors live. Ops only infer shapes here; what
 * they compute is a stream of items.
 */
import { clearSession } from '../keras/names';
import { setSeed } from '../random';
import { StreamBackend } from '../stream/streamBackend';
import { StreamTracer } from '../stream/streamTracer';
import { context, type TracedVariable } from '../tape/context';
import { Variable } from '../tape/variable';
import { activeBackend, hasBackend, useBackend } from '../tensor/activeBackend';
import type { Backend } from '../tensor/backend';
import { Tensor } from '../tensor/tensor';
import { CountedBackend, Garbage } from './garbage';
import type { ScriptLine } from './line';
import { installStartValues, type Pins } from './startValues';

export class EngineWorld {
  readonly garbage: Garbage;
  private readonly outer: Backend | null;
  private readonly removeStartValues: () => void;

  constructor(
    line: ScriptLine,
    pins: Pins,
    private readonly seed: number,
  ) {
    const backend = new CountedBackend(new StreamBackend(line, (tensor) => line.read(tensor)));
    const variables = new Set<Variable>();
    this.outer = hasBackend() ? activeBackend() : null;
    this.garbage = new Garbage(backend, variables);
    this.removeStartValues = installStartValues(line, pins);
    resetContext(seed);
    context.tracer = new WorldTracer(line, (step) => line.gate(step), variables);
    useBackend(backend);
  }

  close(): void {
    if (this.outer !== null) useBackend(this.outer);
    this.removeStartValues();
    resetContext(this.seed);
  }
}

/** The workbench chooses the backend, so that part of `tf` does nothing in a script. */
export function scriptNamespace(tf: object): object {
  return { ...tf, setBackend: async () => {} };
}

export function pushLabel(line: ScriptLine, object: object, name: string): void {
  if (object instanceof Tensor) {
    object.name ??= name;
    line.push({ t: 'label', tensor: object.id, variable: null, name });
  } else if (object instanceof Variable) {
    line.push({ t: 'label', tensor: null, variable: object.variableId, name });
  }
}

/** Names, keys, records and chance count from the start, as in a new program. */
function resetContext(seed: number): void {
  context.tapes = [];
  context.scope = '';
  context.line = null;
  context.tracer = null;
  context.nextRecord = 1;
  clearSession();
  setSeed(seed);
}

/** Keeps the run's variables in mind: they live to its end, since they are what is exported. */
class WorldTracer extends StreamTracer {
  constructor(
    private readonly line: ScriptLine,
    gate: (step: number) => void,
    private readonly variables: Set<Variable>,
  ) {
    super(line, gate);
  }

  override said(text: string): void {
    this.line.push({ t: 'printed', text, line: context.line });
  }

  override variableCreated(variable: TracedVariable): void {
    if (variable instanceof Variable) this.variables.add(variable);
    super.variableCreated(variable);
  }
}
