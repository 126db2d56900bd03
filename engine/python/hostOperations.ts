/** What Python needs of the engine beyond `tf`: blocks that a `with` opens and closes, layers and models of its own. */
import { CustomLayer, type LayerHooks } from '../keras/layers/customLayer';
import type { Layer, LayerOptions } from '../keras/layers/layer';
import { CustomMetric, type MetricHooks } from '../keras/metrics/customMetric';
import { CustomModel } from '../keras/models/customModel';
import { autoName } from '../keras/names';
import { normal, truncatedNormal, uniform } from '../random/random';
import { context } from '../tape/context';
import { Variable } from '../tape/variable';
import { reading } from '../tensor/reading';

/** What `aside` blocks have set aside, innermost last. */
const setAside: (() => void)[] = [];

type Operation = (...values: unknown[]) => unknown;

/** By name. */
export const hostOperations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  [
    'customLayer',
    (name, hooks, options) => new CustomLayer(String(name), hooks as LayerHooks, options as LayerOptions),
  ],
  [
    'customModel',
    (name, hooks, options) => new CustomModel(String(name), hooks as LayerHooks, options as LayerOptions),
  ],
  ['customMetric', (name, hooks) => new CustomMetric(String(name), hooks as MetricHooks)],
  ['track', (owner, layer, attribute) => custom(owner).track(String(attribute), layer as Layer)],
  ['untrack', (owner, layer) => custom(owner).untrack(layer as Layer)],
  [
    'declareOutputs',
    (model, names) => {
      if (!(model instanceof CustomModel)) throw new Error('internal: expected a model of Python’s');
      model.declareOutputs(names as string[]);
    },
  ],
  ['trackWeight', (owner, variable) => custom(owner).trackWeight(variable as Variable)],
  [
    'setTrainable',
    (variable, trainable) => {
      if (!(variable instanceof Variable)) throw new Error('internal: expected a variable');
      variable.trainable = trainable === true;
    },
  ],
  /** Numbers of a seed, the same in every call. */
  [
    'drawn',
    (kind, shape, a, b, seed) => {
      const options = { seed: seed as number };
      const sizes = shape as number[];
      if (kind === 'uniform') return uniform(sizes, { ...options, minval: a as number, maxval: b as number });
      const draw = kind === 'normal' ? normal : truncatedNormal;
      return draw(sizes, { ...options, mean: a as number, stddev: b as number });
    },
  ],
  ['autoName', (name) => autoName(String(name))],
  /** From here to `together` no tape and no trace hears what is computed, and numbers may be read. */
  [
    'aside',
    () => {
      const { tapes, trace } = context;
      const { guard } = reading;
      setAside.push(() => {
        Object.assign(context, { tapes, trace });
        reading.guard = guard;
      });
      Object.assign(context, { tapes: [], trace: null });
      reading.guard = null;
    },
  ],
  /** From here to `together` no tape hears what is computed. */
  [
    'unheard',
    () => {
      const { tapes } = context;
      setAside.push(() => Object.assign(context, { tapes }));
      context.tapes = [];
    },
  ],
  ['together', () => setAside.pop()?.()],
  /** Enters a name scope, and gives the one around it. */
  [
    'enterScope',
    (name) => {
      const outer = context.scope;
      context.scope = outer === '' ? String(name) : `${outer}/${String(name)}`;
      return outer;
    },
  ],
  [
    'leaveScope',
    (outer) => {
      context.scope = String(outer);
    },
  ],
]);

function custom(owner: unknown): CustomLayer | CustomModel {
  if (owner instanceof CustomLayer || owner instanceof CustomModel) return owner;
  throw new Error('internal: expected a layer or a model of Python’s');
}
