/** `model.summary()`, as Keras prints it to a file. Source: `keras/src/utils/summary_utils.py`. */
import { bytesPerElement } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import type { Variable } from '../../tape/variable';
import { isShapeList, KerasTensor, type OpenShape } from '../kerasTensor';
import type { Layer } from '../layers/layer';
import type { Optimizer } from '../optimizers/optimizer';
import { isRecord } from '../structure';
import type { Graph } from './graph';
import { type Column, tableLines } from './table';

export interface SummaryOptions {
  /** The width of the table. */
  lineLength?: number | null;
  /** Where each column ends, as a share of the width. */
  positions?: readonly number[] | null;
  /** Takes the text instead of the printed output. */
  printFn?: ((text: string) => void) | null;
  /** Shows the layers of models inside. */
  expandNested?: boolean;
  /** Shows which layers are trained. */
  showTrainable?: boolean;
  /** The first and the last layer to show, by name or pattern. */
  layerRange?: readonly [first: string, last: string] | null;
}

/** A table is to fit a terminal of 80 columns; Keras takes that where it knows of none. */
const MOST = 76;

/** What a summary tells of a model. */
interface Summarized {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly trainableVariables: readonly Variable[];
  readonly nonTrainableVariables: readonly Variable[];
  readonly optimizer: Optimizer | null;
}

/** `graph` is that of a functional model; null for a stack of layers. Throws `ValueError` where a column is left without room. */
export function summaryText(model: Summarized, graph: Graph | null, options: SummaryOptions): string {
  const {
    lineLength = null,
    positions = null,
    expandNested = false,
    showTrainable = false,
    layerRange = null,
  } = options;
  const chain = graph === null || isChain(graph);
  const width = lineLength ?? MOST;
  const shares = positions ?? (chain ? [0.45, 0.8, 1] : [0.3, 0.56, 0.74, 1]);
  const columns = columnsOf(
    chain,
    showTrainable,
    showTrainable ? [...shares.map((one) => one * 0.9), 1] : shares,
    width,
  );
  const rows = (layer: Layer, depth: number): string[][] => {
    const prefix = depth === 0 ? '' : `${'   '.repeat(depth)}└ `;
    const row = [`${prefix}${layer.name} (${layer.className})`, shapeText(layer), paramsText(layer)];
    if (!chain) row.push(connections(layer, graph));
    if (showTrainable) row.push(layer.weights.length === 0 ? '-' : layer.trainable ? 'Y' : 'N');
    const inside = expandNested && 'layers' in layer ? (layer.layers as readonly Layer[]) : [];
    return [row, ...inside.flatMap((one) => rows(one, depth + 1))];
  };
  const shown = inRange(model.layers, layerRange).flatMap((layer) => rows(layer, 0));
  return [`Model: "${model.name}"`, ...tableLines(columns, shown, width), ...countLines(model)].join('\n');
}

function columnsOf(chain: boolean, showTrainable: boolean, shares: readonly number[], width: number): Column[] {
  const columns: Omit<Column, 'width'>[] = [
    { header: 'Layer (type)', align: 'left' },
    { header: 'Output Shape', align: 'left' },
    { header: 'Param #', align: 'right' },
  ];
  if (!chain) columns.push({ header: 'Connected to', align: 'left' });
  if (showTrainable) columns.push({ header: 'Trainable', align: 'center' });
  let start = 0;
  return columns.map((column, i) => {
    const own = Math.trunc(shares[i] * width) - start;
    if (own < 4) throw new ValueError('Insufficient console width to print summary.');
    start += own;
    return { ...column, width: own };
  });
}

/** Whether the layers follow each other one by one, each called once. */
function isChain({ calls, depth }: Graph): boolean {
  const depths = new Set(calls.map((call) => depth.get(call)));
  const layers = new Set(calls.map(({ layer }) => layer));
  return (
    depths.size === calls.length && layers.size === calls.length && calls.every(({ sources }) => sources.length < 2)
  );
}

/** From where the layer is fed in this graph: `dense[0][0]` is the first output of the first call of `dense`. */
function connections(layer: Layer, { calls }: Graph): string {
  const sources = layer._inboundCalls.filter((call) => calls.includes(call)).flatMap((call) => call.sources);
  const texts = sources.map(({ _history }) => {
    const { call, index } = _history!;
    return `${call.layer.name}[${call.layer._inboundCalls.indexOf(call)}][${index}]`;
  });
  return texts.length === 0 ? '-' : texts.join(', ');
}

/** What comes out of the last call on symbols; `?` where nothing is known yet. */
function shapeText(layer: Layer): string {
  const call = layer._inboundCalls.at(-1);
  if (call !== undefined) return structureText(call.structure);
  const built = layer.getBuildConfig()?.input_shape as OpenShape | undefined;
  if (built === undefined) return '?';
  const shape = layer.computeOutputShape(built);
  return isShapeList(shape) ? `[${shape.map(shapeOf).join(', ')}]` : shapeOf(shape);
}

function structureText(outputs: unknown): string {
  if (outputs instanceof KerasTensor) return shapeOf(outputs.shape);
  const list = Object.values(outputs as object);
  if (list.length === 1) return structureText(list[0]);
  if (!isRecord(outputs)) return `[${list.map(structureText).join(', ')}]`;
  return `{${Object.entries(outputs)
    .map(([name, one]) => `${name}: ${structureText(one)}`)
    .join(', ')}}`;
}

/** Without the comma that Python writes behind a single size. */
function shapeOf(shape: OpenShape): string {
  return `(${shape.map((size) => size ?? 'None').join(', ')})`;
}

function paramsText(layer: Layer): string {
  return layer.built ? grouped(layer.countParams()) : '0 (unbuilt)';
}

/** Throws `ValueError` for a pattern that no name fits. */
function inRange(layers: readonly Layer[], range: readonly [string, string] | null): readonly Layer[] {
  if (range === null) return layers;
  const places = range.map((pattern) => {
    const named = new RegExp(`^(?:${pattern})`);
    return layers.flatMap(({ name }, i) => (named.test(name) ? [i] : []));
  });
  const [lower, upper] = places;
  if (lower.length === 0 || upper.length === 0) {
    throw new ValueError(`Passed layer_names do not match the layer names in the model. Received: ${range.join(', ')}`);
  }
  const backwards = Math.min(...lower) > Math.max(...upper);
  const [first, last] = backwards ? [upper, lower] : [lower, upper];
  return layers.slice(Math.min(...first), Math.max(...last) + 1);
}

function countLines({ trainableVariables, nonTrainableVariables, optimizer }: Summarized): string[] {
  const trained = sizeOf(trainableVariables);
  const others = sizeOf(nonTrainableVariables);
  const state = optimizer !== null && optimizer.built ? optimizer.stateSize : null;
  const total = { count: 0, bytes: 0 };
  for (const one of [trained, others, state]) {
    total.count += one?.count ?? 0;
    total.bytes += one?.bytes ?? 0;
  }
  const line = (what: string, { count, bytes }: Size) => ` ${what} params: ${grouped(count)} (${readable(bytes)})`;
  const lines = [line('Total', total), line('Trainable', trained), line('Non-trainable', others)];
  return state === null ? lines : [...lines, line('Optimizer', state)];
}

interface Size {
  readonly count: number;
  readonly bytes: number;
}

function sizeOf(variables: readonly Variable[]): Size {
  const count = variables.reduce((sum, { size }) => sum + size, 0);
  return { count, bytes: variables.reduce((sum, { size, dtype }) => sum + size * bytesPerElement(dtype), 0) };
}

function readable(bytes: number): string {
  let value = bytes;
  for (const unit of ['B', 'KB', 'MB', 'GB', 'TB']) {
    if (value < 1024) return `${value.toFixed(2)} ${unit}`;
    value /= 1024;
  }
  return `${value.toFixed(2)} PB`;
}

function grouped(value: number): string {
  return `${value}`.replace(/\B(?=(\d{3})+$)/g, ',');
}
