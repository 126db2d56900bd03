/**
 * What a traced function does, without the function: steps over numbered values. Whoever runs the
 * steps needs one array with room for every value; a value is written once and before it is used.
 */
import type { OpDef } from '../ops/op';
import type { ReadableVariable, VariableUpdate } from '../tape/context';
import type { GradientFunction } from '../tape/record';
import type { Attributes } from '../tensor/backend';
import type { Tensor, TensorSpec } from '../tensor/tensor';

/** The number of a value. */
export type Slot = number;

export type Step = (
  | OpStep
  | RecordStep
  | { readonly kind: 'alias'; readonly source: Slot; readonly target: Slot; name: string | null }
  /** `told`: the active tapes hear of it. `slot` is null where the value is known already. */
  | { readonly kind: 'read'; readonly variable: ReadableVariable; readonly slot: Slot | null; readonly told: boolean }
  | AssignStep
  | { readonly kind: 'effect'; readonly run: () => void }
  /* The tapes that live and die inside the function */
  | { readonly kind: 'tapeEntered' }
  | { readonly kind: 'tapeExited' }
  | { readonly kind: 'backwardStarted'; readonly targets: readonly Slot[]; readonly sources: readonly Slot[] }
  | { readonly kind: 'seeded'; readonly target: Slot; readonly gradient: Slot }
  | { readonly kind: 'visited'; readonly record: number; readonly upstream: readonly (Slot | null)[] }
  | {
      readonly kind: 'contributed';
      readonly record: number;
      readonly inputIndex: number;
      readonly contribution: Slot;
      readonly sum: Slot;
    }
  | { readonly kind: 'backwardEnded'; readonly sources: readonly Slot[]; readonly gradients: readonly (Slot | null)[] }
) &
  Place;

/** Where in the script a step was taken, and which tapes it could reach. */
export interface Place {
  readonly line: number | null;
  readonly scope: string;
  /** Tapes around the function hear of it: no `withoutTapes` is open. */
  readonly heard: boolean;
  /** Tapes of the function that are recording. */
  readonly tapes: number;
}

export interface OpStep {
  readonly kind: 'op';
  readonly op: OpDef;
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  readonly specs: readonly TensorSpec[];
  readonly attributes: Attributes;
  readonly renew: (() => Attributes) | null;
  /** The names that the script gave the outputs. */
  names: readonly (string | null)[] | null;
}

/** What the step before did is offered to the tapes. */
export interface RecordStep {
  readonly kind: 'record';
  /** Counted from 0 within the program. */
  readonly record: number;
  readonly op: OpDef | { readonly name: string; readonly gradient: GradientFunction };
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  readonly attributes: Attributes;
  /** A tape of the function took it. */
  taken: boolean;
  /** Per input: a tape of the function follows it. */
  followed: readonly boolean[];
}

export interface AssignStep {
  readonly kind: 'assign';
  readonly variable: ReadableVariable;
  readonly next: Slot;
  /** What the variable holds then: the same numbers as `next`. */
  readonly after: Slot;
  /** What to tell the timeline; its gradient is the value `gradient`. */
  readonly renew: (() => VariableUpdate) | null;
  readonly gradient: Slot | null;
  /** Whether the function itself gave back what the variable held before, as optimizers do with their slots. */
  ends: boolean;
}

/** A result: a value under an identity of its own (`fresh`) where the program keeps the one it has. */
export interface Result {
  readonly slot: Slot;
  readonly fresh: boolean;
}

export interface Program {
  readonly steps: readonly Step[];
  /** How many values there are. */
  readonly slots: number;
  readonly specs: readonly TensorSpec[];
  /** The value of each tensor argument, in order. */
  readonly parameters: readonly Slot[];
  readonly constants: readonly { readonly slot: Slot; readonly tensor: Tensor }[];
  readonly results: readonly Result[];
  /** Holds a function with a gradient of its own that tapes around it would record: that gradient knows only the tensors of the trace. */
  readonly custom: boolean;
}
