/**
 * A program as a schedule for a backend: without what nobody needs, with what never changes computed
 * once, and with the work of the host in its place among the kernels. Tapes and timelines are no
 * part of it, so it serves only while there are none.
 */
import type { Attributes, Backend, HostItem, KernelItem, PlanHost, Schedule } from '../tensor/backend';
import { sizeOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import type { OpStep, Program, Slot, Step } from './program';
import { copyOf } from './replay';

/** Results of more elements are computed in every run rather than kept. */
const KEPT_AS_CONSTANT = 4096;

/** What one run is about: its arguments, and what it gives. */
export interface Call {
  given: readonly Tensor[];
  results: Tensor[];
  /** What nobody has after the call. */
  readonly ended: Tensor[];
}

export function scheduleOf(program: Program, backend: Backend, call: Call): Schedule {
  const constants = new Map(program.constants.map(({ slot, tensor }) => [slot, tensor]));
  const uses = usesOf(program);
  const items: (KernelItem | HostItem)[] = [parameters(program, call)];
  for (const step of neededSteps(program)) {
    if (step.kind === 'op' && step.renew === null && fold(step, constants, backend)) {
      // The plan keeps these: no variable may have them, and nobody ends them.
      step.outputs.forEach((slot) => (uses.adopted.delete(slot), uses.passing.delete(slot)));
      continue;
    }
    const item = itemOf(step, uses, call);
    if (item !== null) items.push(item);
  }
  items.push(results(program, call));
  const used = new Set(items.flatMap((item) => (item.kind === 'kernel' ? item.inputs : item.takes)));
  return {
    values: program.specs,
    constants: [...constants].filter(([slot]) => used.has(slot)).map(([value, tensor]) => ({ value, tensor })),
    items,
  };
}

function parameters({ parameters: slots }: Program, call: Call): HostItem {
  const run = (host: PlanHost) => slots.forEach((slot, i) => host.bind(slot, call.given[i]));
  return { kind: 'host', gives: slots, takes: [], run };
}

function results({ results: given }: Program, call: Call): HostItem {
  const run = (host: PlanHost) => {
    call.results = given.map(({ slot, fresh }) => (fresh ? copyOf(host.take(slot)) : host.take(slot)));
  };
  return { kind: 'host', gives: [], takes: given.map(({ slot }) => slot), run };
}

function itemOf(step: Step, { adopted, passing }: Uses, { ended }: Call): KernelItem | HostItem | null {
  const host = (run: (host: PlanHost) => void, gives: Slot[] = [], takes: Slot[] = []): HostItem => {
    return { kind: 'host', gives, takes, run };
  };
  switch (step.kind) {
    case 'op': {
      const { op: kernel, inputs, outputs, attributes, renew } = step;
      return { kind: 'kernel', kernel, inputs, outputs, attributes, renew };
    }
    case 'alias':
      return {
        kind: 'kernel',
        kernel: SAME,
        inputs: [step.source],
        outputs: [step.target],
        attributes: {},
        renew: null,
      };
    case 'read': {
      const { variable, slot } = step;
      return slot === null ? null : host((run) => run.bind(slot, variable.value), [slot]);
    }
    case 'assign': {
      const { variable, next, after, ends } = step;
      const assign = (run: PlanHost) => {
        const tensor = run.take(next);
        if (ends) ended.push(variable.value);
        if (adopted.has(next)) variable.adopt(tensor);
        else variable.change(tensor, null);
        if (passing.has(next)) ended.push(tensor);
        run.bind(after, variable.value);
      };
      return host(assign, [after], [next]);
    }
    case 'effect':
      return host(() => step.run());
    default:
      return null;
  }
}

/** The same numbers under another identity. */
const SAME = { name: 'same', aliases: true, wgsl: null, cpu: () => {} };

/**
 * Ops that something outside depends on, and all work of the host. An op whose result nobody needs
 * still asks for its attributes, since that counts: the random numbers after it are others.
 */
function neededSteps({ steps, results }: Program): Step[] {
  const needed = new Set(results.map(({ slot }) => slot));
  const kept: Step[] = [];
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i];
    if (step.kind === 'op') {
      if (!step.outputs.some((slot) => needed.has(slot))) {
        if (step.renew !== null) kept.push({ ...step, kind: 'effect', run: step.renew });
        continue;
      }
      step.inputs.forEach((slot) => needed.add(slot));
    } else if (step.kind === 'alias') {
      if (!needed.has(step.target)) continue;
      needed.add(step.source);
    } else if (step.kind === 'assign') needed.add(step.next);
    else if (step.kind === 'read' && (step.slot === null || !needed.has(step.slot))) continue;
    kept.push(step);
  }
  return kept.reverse();
}

interface Uses {
  /** Values that one assignment alone takes from the op that made them: the variable may have them as they are. */
  readonly adopted: Set<Slot>;
  /** Values of ops that only assignments take: each variable has a copy, and then nobody needs them. */
  readonly passing: Set<Slot>;
}

function usesOf({ steps, results }: Program): Uses {
  const made = new Set(steps.flatMap((step) => (step.kind === 'op' && !step.op.aliases ? step.outputs : [])));
  const given = new Set(results.map(({ slot }) => slot));
  const taken = new Map<Slot, number>();
  const take = (slot: Slot, times = 1) => taken.set(slot, (taken.get(slot) ?? 0) + times);
  for (const slot of given) take(slot);
  for (const step of steps) {
    if (step.kind === 'assign') take(step.next);
    if (step.kind === 'alias') take(step.source, 2);
    if (step.kind === 'op' && step.op.aliases) take(step.inputs[0], 2);
  }
  const adopted = new Set([...made].filter((slot) => taken.get(slot) === 1));
  const views = steps.flatMap((step) =>
    step.kind === 'alias' ? [step.target] : step.kind === 'op' && step.op.aliases ? step.outputs : [],
  );
  const passing = new Set([...made, ...views].filter((slot) => !given.has(slot) && !adopted.has(slot)));
  return { adopted, passing };
}

/** Computes an op of constants once; whether it was one. */
function fold(
  { op, inputs, outputs, specs, attributes }: OpStep,
  constants: Map<Slot, Tensor>,
  backend: Backend,
): boolean {
  if (!inputs.every((slot) => constants.has(slot))) return false;
  if (specs.some(({ shape }) => sizeOf(shape) > KEPT_AS_CONSTANT)) return false;
  const made = specs.map(({ shape, dtype }) => new Tensor(shape, dtype, backend));
  backend.run(
    op,
    inputs.map((slot) => constants.get(slot)!),
    made,
    attributes as Attributes,
  );
  outputs.forEach((slot, i) => {
    made[i].hold();
    constants.set(slot, made[i]);
  });
  return true;
}
