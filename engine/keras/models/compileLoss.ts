import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { withScope } from '../../tape/context';
import { add } from '../../ops/elementwise/add';
import { multiply } from '../../ops/elementwise/multiply';
import { get, type LossLike } from '../losses/get';
import { Loss, LossFunctionWrapper } from '../losses/loss';
import { Mean } from '../metrics/mean';
import { snakeCase } from '../names';
import { isRecord } from '../structure';

/** One loss for all outputs, or one for each in order or by name; null where an output has none. */
export type LossOption = LossLike | readonly (LossLike | null)[] | Readonly<Record<string, LossLike | null>>;

/** Factors of the losses, in their structure. */
export type LossWeights = number | readonly number[] | Readonly<Record<string, number>>;

/** What one output adds to the loss. */
interface Part {
  readonly output: number;
  readonly loss: Loss;
  readonly weight: number | null;
  /** Keeps the loss of this output alone, without its factor; null for the only one. */
  tracker: Mean | null;
}

/** What was given for one output. */
type Choice = readonly [output: number, loss: LossLike | null, weight: number | null];

/**
 * The losses of the outputs, resolved when the first labels and predictions come.
 * Source: `keras/src/trainers/compile_utils.py`, `CompileLoss`.
 */
export class CompileLoss {
  private parts: Part[] | null = null;

  constructor(
    private readonly given: LossOption,
    private readonly weights: LossWeights | null,
    private readonly outputNames: readonly string[],
    /** Whether the outputs come as an object; then the losses stand in the order in which they were given. */
    private readonly outputsByName: boolean,
  ) {
    // Names that are none are refused at once.
    for (const one of losses(given)) if (typeof one !== 'string' || !isAutomatic(one)) get(one);
  }

  /** Where there are several losses, the mean of each. */
  get metrics(): Mean[] {
    return (this.parts ?? []).flatMap(({ tracker }) => tracker ?? []);
  }

  /** For each output whether it has a loss. */
  get wanted(): boolean[] | null {
    if (!Array.isArray(this.given)) return null;
    return (this.given as readonly (LossLike | null)[]).map((one) => one !== null);
  }

  /** The weighted sum of the losses, a scalar. */
  call(
    labels: readonly (Tensor | null)[],
    predictions: readonly Tensor[],
    weights: readonly (Tensor | null)[] | null,
  ): Tensor {
    this.parts ??= this.build(labels, predictions);
    const values = withScope('compile_loss', () =>
      this.parts!.map(({ output, loss, weight, tracker }) => {
        const yPred = predictions[output];
        const value = loss.call(labels[output]!, yPred, { sampleWeight: weights?.[output] ?? null });
        tracker?.updateState(value, { sampleWeight: yPred.shape[0] });
        return weight === null ? value : multiply(value, weight);
      }),
    );
    return values.reduce((sum, one) => add(sum, one));
  }

  private build(labels: readonly (Tensor | null)[], predictions: readonly Tensor[]): Part[] {
    const parts: Part[] = [];
    for (const [output, identifier, weight] of this.choices(predictions.length)) {
      if (identifier === null) continue;
      if (labels[output] === null) {
        throw new ValueError(`The output "${this.outputNames[output]}" has a loss, but there are no labels for it.`);
      }
      const loss = lossFor(identifier, labels[output]!, predictions[output]);
      parts.push({ output, loss, weight, tracker: null });
    }
    if (parts.length > 1) {
      for (const part of parts) {
        part.tracker = new Mean({ name: `${this.outputNames[part.output] || part.loss.name}_loss` });
      }
    }
    return parts;
  }

  private choices(outputs: number): Choice[] {
    const { given, weights } = this;
    if (!Array.isArray(given) && !isDict(given)) {
      if (weights !== null && typeof weights !== 'number' && Object.values(weights).length !== 1) {
        throw mismatch(1, weights);
      }
      const weight = weights === null || typeof weights === 'number' ? weights : (Object.values(weights)[0] as number);
      return Array.from({ length: outputs }, (_, i) => [i, given as LossLike, weight] as const);
    }
    const names = isDict(given) ? this.namesOf(given) : null;
    const list =
      names === null
        ? (given as readonly (LossLike | null)[])
        : names.map((name) => (given as Readonly<Record<string, LossLike | null>>)[name]);
    const factors = factorsOf(weights, names, list.length);
    // Several losses of the only output add up.
    const place = (i: number) => (names !== null ? this.outputNames.indexOf(names[i]) : outputs === 1 ? 0 : i);
    if (names === null && outputs > 1 && list.length !== outputs) {
      throw new ValueError(`Expected one loss for each of ${outputs} outputs, got ${list.length}.`);
    }
    return list.map((loss, i) => [place(i), loss, factors[i]] as const);
  }

  private namesOf(given: object): string[] {
    const names = Object.keys(given);
    if (names.length === this.outputNames.length && names.every((name) => this.outputNames.includes(name))) {
      return this.outputsByName ? names : [...this.outputNames];
    }
    throw new ValueError(
      `Expected keys [${quoted(this.outputNames)}] in loss dict, but found loss.keys()=[${quoted(names)}]`,
    );
  }
}

function losses(given: LossOption): LossLike[] {
  const list = Array.isArray(given) ? (given as unknown[]) : isDict(given) ? Object.values(given) : [given];
  return list.filter((one) => one !== null) as LossLike[];
}

/** Losses by the names of outputs, not one loss as `{ className }`. */
function isDict(given: unknown): given is Readonly<Record<string, LossLike | null>> {
  return isRecord(given) && !('className' in given) && !('class_name' in given);
}

function factorsOf(weights: LossWeights | null, names: readonly string[] | null, count: number): (number | null)[] {
  if (weights === null) return Array<null>(count).fill(null);
  if (names !== null && isRecord(weights)) {
    const byName = weights as Readonly<Record<string, number>>;
    if (names.length !== Object.keys(byName).length || !names.every((name) => name in byName)) {
      throw mismatch(count, weights);
    }
    return names.map((name) => byName[name]);
  }
  const list = typeof weights === 'number' ? [weights] : (Object.values(weights) as number[]);
  if (list.length !== count) throw mismatch(count, weights);
  return list;
}

function mismatch(count: number, weights: LossWeights): ValueError {
  const given = typeof weights === 'number' ? 1 : Object.values(weights).length;
  return new ValueError(`\`loss_weights\` must match the number of losses, got ${count} losses and ${given} weights.`);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

function isAutomatic(identifier: string): boolean {
  return ['crossentropy', 'ce'].includes(identifier.toLowerCase());
}

/** `crossentropy` is the binary one for predictions `[…, 1]`, the sparse one for labels of a lower rank or `[…, 1]`. */
function lossFor(identifier: LossLike, { shape: labels }: Tensor, { shape: predictions }: Tensor): Loss {
  const automatic = typeof identifier === 'string' && isAutomatic(identifier);
  const found = get(automatic ? crossentropyFor(labels, predictions) : identifier);
  if (found instanceof Loss) return found;
  return new LossFunctionWrapper(found, {
    name: typeof identifier === 'string' ? identifier : snakeCase(found.name),
  });
}

function crossentropyFor(labels: readonly number[], predictions: readonly number[]): string {
  const classes = predictions[predictions.length - 1];
  if (classes === 1) return 'binary_crossentropy';
  const sparse = labels.length < predictions.length || (labels[labels.length - 1] === 1 && classes > 1);
  return sparse ? 'sparse_categorical_crossentropy' : 'categorical_crossentropy';
}
