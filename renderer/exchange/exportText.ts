import type { ExportedWeights, Snippet, WeightEntry } from '../../engine/protocol';
import { elementCount, formatBytes, formatNumber } from '../values';

const BYTES: Readonly<Record<WeightEntry['dtype'], number>> = { float64: 8, float32: 4, int32: 4, bool: 1 };

/** Bytes that the numbers of a tensor take. */
export function entryBytes({ dtype, shape }: Pick<WeightEntry, 'dtype' | 'shape'>): number {
  return BYTES[dtype] * elementCount(shape);
}

/** The first numbers of a tensor, as many as there is room for; one that stands alone has all its digits. */
export function firstText({ first, shape, dtype }: Pick<WeightEntry, 'first' | 'shape' | 'dtype'>): string {
  const significant = elementCount(shape) === 1 ? Infinity : 3;
  const shown = first.slice(0, 3).map((value) => formatNumber(value, { significant, dtype }));
  const more = elementCount(shape) > shown.length ? ', …' : '';
  return shown.length === 0 ? 'empty' : shown.join(', ') + more;
}

/** `4 tensors, 33 numbers` or `2 files`: what a save will write. */
export function sizeText({ files, tensors }: Pick<ExportedWeights, 'files' | 'tensors'>): string {
  const bytes = formatBytes(files.reduce((sum, { size }) => sum + size, 0));
  const numbers = tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const parts = [bytes];
  if (tensors.length > 0) parts.push(plural(tensors.length, 'tensor'), plural(numbers, 'number'));
  if (files.length > 1) parts.push(`${files.length} files`);
  return parts.join(' · ');
}

/** What notes call a program that is no lesson. */
const OWN: readonly string[] = ['script', 'notebook'];

/** What a file's notes say of the training: `lesson xor · step 500 · loss 0.0034`; empty where they say nothing. */
export function trainedText({ lesson, step, loss }: Readonly<Record<string, string>>): string {
  const parts: string[] = [];
  if (lesson !== undefined) parts.push(OWN.includes(lesson) ? `a ${lesson}` : `lesson ${lesson.slice(0, 40)}`);
  if (step !== undefined) parts.push(`step ${step.slice(0, 12)}`);
  if (loss !== undefined) parts.push(`loss ${formatNumber(Number(loss), { significant: 5 })}`);
  return parts.join(' · ');
}

export function plural(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

/** The snippets for a file that was saved under another name. */
export function renamed(snippets: readonly Snippet[], from: string, to: string): readonly Snippet[] {
  const inner = (name: string) => JSON.stringify(name).slice(1, -1);
  return snippets.map(({ title, code }) => ({ title, code: code.replaceAll(inner(from), () => inner(to)) }));
}
