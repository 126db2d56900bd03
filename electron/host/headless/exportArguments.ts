import { parseArgs } from 'node:util';
import type { FormatInfo, WeightFormat } from '../../../engine/protocol';

export interface ExportArguments {
  /** A script, or a notebook: an `.ipynb`, or a `.py` with cells. */
  script: string;
  /** Null for a notebook, which runs to its end. */
  steps: number | null;
  format: WeightFormat;
  out: string | null;
  optimizer: boolean;
}

/** A mistake on the command line, in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for; `help` where somebody wants to know what can be. Throws `UsageError`. */
export function exportArguments(args: readonly string[], formats: readonly FormatInfo[]): ExportArguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [script, ...more] = positionals;
  if (script === undefined) throw new UsageError('Which script? Give its file first: npm run export -- script.ts');
  if (more.length > 0) throw new UsageError(`One script at a time: what is ${more.join(' ')}?`);
  const steps = isNotebook(script) ? stepsOfNotebook(values.steps) : stepsOf(values.steps ?? '1');
  const format = values.format === undefined ? formatOfFile(values.out, formats) : formatOfId(values.format, formats);
  if (values.optimizer && !format.holdsOptimizer) {
    throw new UsageError(`--optimizer: ${format.title} holds no optimizer's state`);
  }
  return { script, steps, format: format.id, out: values.out ?? null, optimizer: values.optimizer };
}

export function isNotebook(file: string): boolean {
  return /\.(ipynb|py)$/i.test(file);
}

function stepsOf(text: string): number {
  const steps = Number(text);
  if (Number.isSafeInteger(steps) && steps >= 1) return steps;
  throw new UsageError(`--steps must be a whole number from 1, not ${text}`);
}

function stepsOfNotebook(text: string | undefined): null {
  if (text === undefined) return null;
  throw new UsageError('--steps: a notebook runs from its first cell to its last; leave it out');
}

export function helpText(formats: readonly FormatInfo[]): string {
  const lines = formats.map(
    ({ id, extensions, purpose }) => `  ${id.padEnd(12)} .${extensions[0].padEnd(12)} ${purpose}`,
  );
  return `Runs a script or a notebook without a window and writes what it has trained.

  npm run export -- script.ts --steps 100 --format onnx --out model.onnx
  npm run export -- lecture.ipynb --out model.safetensors

  --steps N     training steps to compute, 1 if left out; a script that ends before is exported as it ended.
                An .ipynb, or a .py with # %% cells, runs from its first cell to its last instead
  --format F    one of those below; if left out, the one that --out ends with
  --out FILE    where to; if left out, here, named after it and the step
  --optimizer   the optimizer's state too, where the format holds it
  --help        this

${lines.join('\n')}

Ends with 0 when the file is written, with 1 when the script, a cell or the writing failed, with 2 for a mistake in the command.`;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        steps: { type: 'string' },
        format: { type: 'string' },
        out: { type: 'string' },
        optimizer: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function formatOfId(id: string, formats: readonly FormatInfo[]): FormatInfo {
  const found = formats.find((format) => format.id === id);
  if (found !== undefined) return found;
  throw new UsageError(`--format: there is no ${id}; there are ${formats.map((format) => format.id).join(', ')}`);
}

function formatOfFile(out: string | undefined, formats: readonly FormatInfo[]): FormatInfo {
  if (out === undefined) return formats[0];
  const found = formats.find(({ extensions }) => extensions.some((one) => out.toLowerCase().endsWith(`.${one}`)));
  if (found !== undefined) return found;
  throw new UsageError(`--out: ${out} says no format; name one with --format`);
}
