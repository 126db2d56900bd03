import type { KerasTensor } from '../kerasTensor';
import type { Layer } from '../layers/layer';
import { tuple } from '../names';

const WIDTHS = [33, 24, 15];
const HEADERS = ['Layer (type)', 'Output Shape', 'Param #'];

/** The table that Keras 3 prints for a Sequential model. `built` false leaves shapes and counts open. */
export function summaryText({
  name,
  layers,
  built,
}: {
  name: string;
  layers: readonly Layer[];
  built: boolean;
}): string {
  const rows = layers.map((layer) => [
    `${layer.name} (${layer.className})`,
    shapeText(layer),
    built ? group(layer.countParams()) : '0 (unbuilt)',
  ]);
  const widths = WIDTHS.map((width, i) => Math.max(width, ...rows.map((row) => row[i].length + 2)));
  const line = (left: string, fill: string, joint: string, right: string) =>
    left + widths.map((width) => fill.repeat(width)).join(joint) + right;
  const cells = (row: readonly string[], bar: string) =>
    bar +
    row
      .map((text, i) => (i === 2 ? ` ${text.padStart(widths[i] - 2)} ` : ` ${text.padEnd(widths[i] - 2)} `))
      .join(bar) +
    bar;
  const body = rows.flatMap((row, i) => (i === 0 ? [] : [line('├', '─', '┼', '┤')]).concat(cells(row, '│')));
  const total = count(layers.flatMap((layer) => layer.weights));
  const trainable = count(layers.flatMap((layer) => layer.trainableVariables));
  return [
    `Model: "${name}"`,
    line('┏', '━', '┳', '┓'),
    cells(HEADERS, '┃'),
    line('┡', '━', '╇', '┩'),
    ...body,
    line('└', '─', '┴', '┘'),
    ` Total params: ${withBytes(total)}`,
    ` Trainable params: ${withBytes(trainable)}`,
    ` Non-trainable params: ${withBytes(total - trainable)}`,
  ].join('\n');
}

function shapeText(layer: Layer): string {
  if (layer._inboundCalls.length === 0) return '?';
  const outputs = layer.output as KerasTensor | KerasTensor[];
  return Array.isArray(outputs) ? outputs.map(({ shape }) => tuple(shape)).join(', ') : tuple(outputs.shape);
}

function count(variables: readonly { readonly size: number }[]): number {
  return variables.reduce((sum, variable) => sum + variable.size, 0);
}

function withBytes(params: number): string {
  const bytes = params * 4;
  const [value, unit] =
    bytes < 1024 ? [bytes, 'B'] : bytes < 1024 ** 2 ? [bytes / 1024, 'KB'] : [bytes / 1024 ** 2, 'MB'];
  return `${group(params)} (${value.toFixed(2)} ${unit})`;
}

function group(value: number): string {
  return `${value}`.replace(/\B(?=(\d{3})+$)/g, ',');
}
