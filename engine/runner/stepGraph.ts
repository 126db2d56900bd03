import type { OpDef } from '../ops/op';
import type {
  EdgeId,
  GraphEdge,
  GraphGroup,
  GraphNode,
  GraphSnapshot,
  GroupId,
  NodeId,
  OpInfo,
  SlotId,
} from '../protocol';
import type { FindOp } from '../stream/executor';
import type { Attributes, AttributeValue } from '../tensor/backend';
import { isFloat } from '../tensor/dtype';
import type { TensorSpec } from '../tensor/tensor';
import type { LocalItem, Program } from './program';
import type { VariableFacts } from './runFacts';

export type Structure = Omit<GraphSnapshot, 'structure'>;
type Taped = Extract<LocalItem, { t: 'taped' }>;

/** One tensor of the graph, by index. */
export interface Slot extends TensorSpec {
  readonly id: SlotId;
  /** Index of its node. */
  readonly node: number;
  watched: boolean;
}

/** The graph of a step and where the step's tensors, records and variables stand in it. Nodes, slots and edges are named by index. */
export interface StepGraph {
  readonly structure: Structure;
  readonly slots: readonly Slot[];
  /** Slot by place; −1 for a tensor that is not in the graph. */
  readonly slotOf: Int32Array;
  /** Node by record. */
  readonly nodeOf: readonly number[];
  /** First edge by record; the others follow in the order of inputs. */
  readonly firstEdge: readonly number[];
  readonly records: readonly Taped[];
  /** The slot of each variable that the tape read, by ordinal. */
  readonly variableSlot: ReadonlyMap<number, number>;
  /** Ordinal by place, of tensors that a variable holds. */
  readonly variableOf: ReadonlyMap<number, number>;
}

/**
 * The graph of one training step, in tape order with each leaf directly before its first use. Ids
 * go by position, so the third op of one step and of another are the same node. A variable is one
 * node however often it is read. Linear in the number of items.
 */
export function buildGraph(program: Program, variables: readonly VariableFacts[], findOp: FindOp): StepGraph {
  return new Builder(program, variables, findOp).build();
}

interface Origin {
  readonly spec: TensorSpec;
  readonly op: string | null;
  readonly line: number | null;
}

class Builder {
  private readonly nodes: GraphNode[] = [];
  private readonly edges: GraphEdge[] = [];
  private readonly groups = new Map<string, GraphGroup>();
  private readonly ops: Record<string, OpInfo> = {};
  private readonly slots: Slot[] = [];
  private readonly slotOf: Int32Array;
  private readonly nodeOf: number[] = [];
  private readonly firstEdge: number[] = [];
  private readonly records: Taped[] = [];
  private readonly variableSlot = new Map<number, number>();
  private readonly variableOf = new Map<number, number>();
  private readonly labels = new Map<number, string>();
  private readonly origins = new Map<number, Origin>();
  private readonly external = new Set<number>();
  private constants = 0;

  constructor(
    private readonly program: Program,
    private readonly variables: readonly VariableFacts[],
    private readonly findOp: FindOp,
  ) {
    this.slotOf = new Int32Array(program.places).fill(-1);
  }

  build(): StepGraph {
    this.collectFacts();
    for (const item of this.program.items) if (item.t === 'taped') this.addRecord(item);
    const { nodes, edges, groups, ops, slots, slotOf, nodeOf, firstEdge, records, variableSlot, variableOf } = this;
    const watched = new Set(slots.filter((slot) => slot.watched).map((slot) => slot.node));
    const marked = nodes.map((node, i) => ({ ...node, watched: watched.has(i) }));
    const structure = { nodes: marked, edges, groups: [...groups.values()], ops };
    return { structure, slots, slotOf, nodeOf, firstEdge, records, variableSlot, variableOf };
  }

  private collectFacts(): void {
    for (const { place, label, line, variable, shape, dtype } of this.program.externals) {
      this.external.add(place);
      this.origins.set(place, { spec: { shape, dtype }, op: null, line });
      if (label !== null) this.labels.set(place, label);
      if (variable !== null) this.variableOf.set(place, variable);
    }
    for (const item of this.program.items) this.collect(item);
  }

  private collect(item: LocalItem): void {
    switch (item.t) {
      case 'upload':
        this.origins.set(item.id, { spec: item, op: null, line: this.program.lines.get(item.id) ?? null });
        return;
      case 'op':
        item.outputs.forEach((id, i) => this.origins.set(id, { spec: item.specs[i], op: item.op, line: item.line }));
        return;
      case 'alias': {
        const { op = null, line = null } = this.origins.get(item.source) ?? {};
        this.origins.set(item.target, { spec: item, op, line });
        return;
      }
      case 'variableCreated':
        this.variableOf.set(item.tensor, item.variable);
        return;
      case 'variableChanged':
        this.variableOf.set(item.before, item.variable);
        this.variableOf.set(item.after, item.variable);
        return;
      case 'label':
        if (!this.labels.has(item.tensor)) this.labels.set(item.tensor, item.name);
    }
  }

  private addRecord(item: Taped): void {
    const { op, inputs, outputs, scope, line } = item;
    const group = this.group(scope);
    const sources = inputs.map((place) => this.slot(place, group));
    const index = this.nodes.length;
    const id = `op:${this.records.length}` as NodeId;
    const info = this.opInfo(op);
    const differentiable = info.gradient;
    for (let i = 0; i < outputs.length; i++) {
      const { spec } = this.origin(outputs[i]);
      this.slotOf[outputs[i]] = this.slots.length;
      this.slots.push({
        ...spec,
        id: `${id}:${i}` as SlotId,
        node: index,
        watched: differentiable && isFloat(spec.dtype),
      });
    }
    this.nodes.push({
      id,
      kind: 'op',
      label: op,
      op,
      assignedTo: this.labels.get(outputs[0]) ?? null,
      outputs: outputs.map((place) => slotView(this.slots[this.slotOf[place]])),
      group,
      line,
      watched: false,
      trainable: false,
      attributes: attributeTexts(item.attributes),
    });
    this.nodeOf.push(index);
    this.firstEdge.push(this.edges.length);
    this.records.push(item);
    sources.forEach((slot, inputIndex) => {
      if (item.followed?.[inputIndex]) this.slots[slot].watched = true;
      const source = this.nodes[this.slots[slot].node].id;
      const sourceSlot = this.slots[slot].id;
      this.edges.push({ id: `${id}<${inputIndex}` as EdgeId, source, sourceSlot, target: id, inputIndex });
    });
  }

  /** The slot of an input; a tensor that no record made becomes a leaf here, before its first use. */
  private slot(place: number, group: GroupId | null): number {
    const variable = this.variableOf.get(place);
    let slot = this.slotOf[place];
    if (slot < 0 && variable !== undefined) {
      slot = this.variableSlot.get(variable) ?? this.addVariable(place, variable, group);
    }
    if (slot < 0) slot = this.addConstant(place, group);
    this.slotOf[place] = slot;
    return slot;
  }

  private addVariable(place: number, ordinal: number, consumer: GroupId | null): number {
    const { path, label, trainable, line } = this.variables[ordinal];
    const parts = path.split('/');
    const own = parts.slice(0, -1).join('/');
    // A layer that was built before its model has no model in its variables' path, but has in its ops' scope.
    const isWithin = own !== '' && consumer !== null && consumer.endsWith(`/${own}`);
    const slot = this.addLeaf(place, `variable:${this.variableSlot.size}`, {
      kind: 'variable',
      label: label ?? parts[parts.length - 1],
      group: isWithin ? consumer : this.group(own),
      line,
      trainable,
    });
    this.variableSlot.set(ordinal, slot);
    return slot;
  }

  private addConstant(place: number, consumer: GroupId | null): number {
    const { op, line } = this.origin(place);
    const label = this.labels.get(place);
    // What has no name and was made in this step (a literal `2`) belongs with the op that uses it.
    const isInner = label === undefined && !this.external.has(place);
    return this.addLeaf(place, `constant:${this.constants++}`, {
      kind: 'constant',
      label: label ?? op ?? 'constant',
      group: isInner ? consumer : null,
      line,
      trainable: false,
    });
  }

  private addLeaf(
    place: number,
    id: string,
    facts: Pick<GraphNode, 'kind' | 'label' | 'group' | 'line' | 'trainable'>,
  ): number {
    const index = this.slots.length;
    const slot: Slot = {
      ...this.origin(place).spec,
      id: `${id}:0` as SlotId,
      node: this.nodes.length,
      watched: false,
    };
    this.slots.push(slot);
    const own = { id: id as NodeId, op: null, assignedTo: null, watched: false, attributes: {} };
    this.nodes.push({ ...own, ...facts, outputs: [slotView(slot)] });
    return index;
  }

  private origin(place: number): Origin {
    const origin = this.origins.get(place);
    if (origin === undefined) throw new Error(`internal: tensor at place ${place} of the step came from nowhere`);
    return origin;
  }

  private group(scope: string): GroupId | null {
    if (scope === '') return null;
    if (!this.groups.has(scope)) {
      const parts = scope.split('/');
      const parent = this.group(parts.slice(0, -1).join('/'));
      this.groups.set(scope, { id: scope as GroupId, label: parts[parts.length - 1], parent });
    }
    return scope as GroupId;
  }

  private opInfo(name: string): { readonly gradient: boolean } {
    if (name === CUSTOM.name) {
      this.ops[name] ??= CUSTOM;
      return { gradient: true };
    }
    const op = this.findOp(name);
    this.ops[name] ??= infoOf(op);
    return { gradient: op.gradient !== null };
  }
}

/** The record of `tf.customGradient`, which is no op of the catalogue: the script wrote its rule. */
const CUSTOM: OpInfo = {
  name: 'customGradient',
  tfName: 'tf.custom_gradient',
  doc: 'A function whose gradient the script wrote itself.',
  formula: 'y = f(u)',
  derivatives: [null],
  inputs: ['u'],
};

function infoOf({ name, tf, doc, formula, derivatives, inputs }: OpDef<never>): OpInfo {
  return { name, tfName: tf.names[0], doc, formula, derivatives, inputs };
}

function slotView({ id, shape, dtype }: Slot): GraphNode['outputs'][number] {
  return { id, shape, dtype };
}

function attributeTexts(attributes: Attributes): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) texts[name] = attributeText(value);
  }
  return texts;
}

function attributeText(value: AttributeValue): string {
  return Array.isArray(value) ? `[${value.map(attributeText).join(', ')}]` : String(value);
}
