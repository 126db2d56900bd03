import type { StreamItem } from '../stream/items';

/** What a run knows of a variable beyond its numbers. */
export interface VariableFacts {
  /** By order of creation from 0: the same variable has the same ordinal in every rerun of a script. */
  readonly ordinal: number;
  readonly path: string;
  readonly trainable: boolean;
  readonly line: number | null;
  /** The script's own name for it. */
  label: string | null;
  /** The tensor it holds now. */
  tensor: number;
}

/** Facts of a tensor that no item of the present training step may mention any more. */
export interface TensorFacts {
  label: string | null;
  line: number | null;
  /** Ordinal of the variable that holds or held it. */
  variable: number | null;
}

/**
 * What is true of a run as a whole: its variables, and the names and lines of the tensors that the
 * script can still reach. Kept by script ids.
 */
export class RunFacts {
  /** In order of creation: the index is the ordinal. */
  readonly variables: VariableFacts[] = [];
  private readonly byId = new Map<number, VariableFacts>();
  private readonly tensors = new Map<number, TensorFacts>();

  observe(item: StreamItem): void {
    switch (item.t) {
      case 'upload':
        this.facts(item.id).line = item.line;
        return;
      case 'op':
        for (const id of item.outputs) this.facts(id).line = item.line;
        return;
      case 'alias':
        this.facts(item.target).line = this.tensors.get(item.source)?.line ?? null;
        return;
      case 'free':
        this.tensors.delete(item.id);
        return;
      case 'variableCreated':
        return this.addVariable(item);
      case 'variableChanged':
        return this.changeVariable(item.variable, item.after);
      case 'label':
        return this.name(item.tensor, item.variable, item.name);
    }
  }

  variable(id: number): VariableFacts {
    const variable = this.byId.get(id);
    if (variable === undefined) throw new Error(`internal: variable ${id} of the script was never created`);
    return variable;
  }

  tensor(id: number): TensorFacts | undefined {
    return this.tensors.get(id);
  }

  private addVariable(item: Extract<StreamItem, { t: 'variableCreated' }>): void {
    const { path, trainable, line, tensor } = item;
    const variable = { ordinal: this.variables.length, path, trainable, line, label: null, tensor };
    this.variables.push(variable);
    this.byId.set(item.variable, variable);
    this.facts(tensor).variable = variable.ordinal;
  }

  private changeVariable(id: number, after: number): void {
    const variable = this.variable(id);
    variable.tensor = after;
    this.facts(after).variable = variable.ordinal;
  }

  /** The first name that a script gives is the one that stays: `const y = x` makes no new thing. */
  private name(tensor: number | null, variable: number | null, name: string): void {
    if (variable !== null) this.variable(variable).label ??= name;
    if (tensor !== null) this.facts(tensor).label ??= name;
  }

  private facts(id: number): TensorFacts {
    let facts = this.tensors.get(id);
    if (facts === undefined) this.tensors.set(id, (facts = { label: null, line: null, variable: null }));
    return facts;
  }
}
