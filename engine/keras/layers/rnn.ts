import { convert, type TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { withoutTapes } from '../../tape/context';
import { Variable } from '../../tape/variable';
import { where } from '../../ops/elementwise/where';
import { expandDims } from '../../ops/shapes/expandDims';
import { fill, fillLike } from '../../ops/shapes/fill';
import { stack } from '../../ops/shapes/stack';
import { unstack } from '../../ops/shapes/unstack';
import type { Config } from '../config';
import { type InputShape, type CallOptions, Layer, type LayerOptions, type Masks, type OpenShape } from './layer';
import type { Cell } from './rnnCell';
import { deserialize, serialize } from './serialize';

export interface SequenceOptions {
  /** The output of every step, `[b, steps, units]`, instead of the last one's, `[b, units]`. */
  returnSequences?: boolean;
  /** The last states too: the result is an array of the output and them. */
  returnState?: boolean;
  /** From the last step to the first; sequences come out in that order. */
  goBackwards?: boolean;
  /** Goes on from the states that the last call left. */
  stateful?: boolean;
  /** Always so here: the tape shows every step. */
  unroll?: boolean;
  /** Zeros come out of masked steps, instead of the output before them. */
  zeroOutputForMask?: boolean;
}

export interface RNNOptions extends LayerOptions, SequenceOptions {}

export interface RNNCallOptions extends CallOptions {
  /** `[b, units]` for each state; zeros where there are none. */
  initialState?: TensorLike | readonly TensorLike[] | null;
}

/**
 * Runs a cell over time: `[b, steps, features]` → `[b, units]`, or with `returnSequences` `[b, steps, units]`.
 * At a masked step the states stay as they are. Source: `keras/src/layers/rnn/rnn.py`.
 */
export class RNN extends Layer {
  static override readonly positional: readonly string[] = ['cell'];
  readonly cell: Cell;
  protected readonly sequence: Required<SequenceOptions>;
  private readonly kept: Variable[] = [];

  constructor(cell: Cell, options: RNNOptions = {}, className = 'RNN') {
    const [sequence, rest] = takeSequenceOptions(options);
    super(className, rest, { supportsMasking: true });
    this.cell = this.own('cell', typeof cell.call === 'function' ? cell : (deserialize(cell) as Cell));
    this.sequence = sequence;
    this.inputSpec = { rank: 3 };
  }

  computeOutputShape([batch, steps]: OpenShape): InputShape {
    const { returnSequences, returnState } = this.sequence;
    const { units, states } = this.cell;
    const output = returnSequences ? [batch, steps, units] : [batch, units];
    return returnState ? [output, ...Array<OpenShape>(states).fill([batch, units])] : output;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), ...this.sequenceConfig(), cell: serialize(this.cell) };
  }

  /** The next call starts from zeros again. */
  resetState(): void {
    withoutTapes(() => this.kept.forEach((state) => state.assign(fillLike(state.value, 0))));
  }

  protected sequenceConfig(): Config {
    const { returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask } = this.sequence;
    return {
      return_sequences: returnSequences,
      return_state: returnState,
      go_backwards: goBackwards,
      stateful,
      unroll,
      zero_output_for_mask: zeroOutputForMask,
    };
  }

  /** The steps' where steps come out; states have none. */
  protected override computeMask(_inputs: Tensor, [mask]: readonly (Tensor | null)[]): Masks {
    const { returnSequences, returnState } = this.sequence;
    const steps = returnSequences ? (mask ?? null) : null;
    return returnState ? [steps, ...Array<null>(this.cell.states).fill(null)] : steps;
  }

  protected override makeWeights([batch, , features]: OpenShape): void {
    this.cell.build([batch, features]);
  }

  protected forward(inputs: Tensor, { training, mask, initialState = null }: RNNCallOptions): Tensor | Tensor[] {
    const { returnSequences, returnState, goBackwards, stateful, zeroOutputForMask } = this.sequence;
    const steps = inOrder(unstack(inputs, { axis: 1 }), goBackwards);
    const masks = mask === null || mask === undefined ? null : inOrder(masksOf(mask), goBackwards);
    let states = this.startStates(inputs.shape[0], initialState);
    this.cell.resetMasks();
    const outputs: Tensor[] = [];
    steps.forEach((input, i) => {
      const next = this.cell.call<Tensor[]>([input, ...states], { training });
      if (masks === null) {
        states = next;
        outputs.push(next[0]);
        return;
      }
      const kept = states;
      states = next.map((state, n) => where(masks[i], state, kept[n]));
      const otherwise = i === 0 || zeroOutputForMask ? fillLike(next[0], 0) : outputs[i - 1];
      outputs.push(where(masks[i], next[0], otherwise));
    });
    this.cell.resetMasks();
    if (stateful) this.keep(states);
    const output = returnSequences ? stack(outputs, { axis: 1 }) : outputs[outputs.length - 1];
    return returnState ? [output, ...states] : output;
  }

  private startStates(batch: number, given: RNNCallOptions['initialState']): Tensor[] {
    const { states, units } = this.cell;
    if (given !== null && given !== undefined) {
      const list = states === 1 && !Array.isArray(given) ? [given as TensorLike] : (given as readonly TensorLike[]);
      if (list.length === states) return list.map((one) => convert(one, this.dtype));
      throw new ValueError(`Layer "${this.name}" has ${states} states but was passed ${list.length} initial states.`);
    }
    if (this.kept.length > 0) return this.kept.map((state) => state.value);
    return Array.from({ length: states }, () => fill([batch, units], 0, { dtype: this.dtype }));
  }

  private keep(states: readonly Tensor[]): void {
    withoutTapes(() => {
      states.forEach((state, i) => {
        this.kept[i] ??= new Variable(state, { name: `state_${i}`, trainable: false, traced: false });
        this.kept[i].assign(state);
      });
    });
  }
}

/** Parts what says how a sequence is run from a layer's other options. */
export function takeSequenceOptions<O extends SequenceOptions>({
  returnSequences = false,
  returnState = false,
  goBackwards = false,
  stateful = false,
  unroll = false,
  zeroOutputForMask = false,
  ...rest
}: O): [Required<SequenceOptions>, Omit<O, keyof SequenceOptions>] {
  return [{ returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask }, rest];
}

function masksOf(mask: TensorLike): Tensor[] {
  return unstack(convert(mask), { axis: 1 }).map((one) => expandDims(one, -1));
}

function inOrder<T>(list: readonly T[], backwards: boolean): readonly T[] {
  return backwards ? [...list].reverse() : list;
}
