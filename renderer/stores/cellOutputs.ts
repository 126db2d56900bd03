import type { CellOutput } from '../../engine/protocol';
import { appendPrinted } from './terminalText';

/** Puts outputs behind those before; text of one stream that follows text of it is one text. */
export function appendOutputs(before: readonly CellOutput[], more: readonly CellOutput[]): readonly CellOutput[] {
  if (more.length === 0) return before;
  const all = [...before];
  for (const output of more) {
    const last = all.at(-1);
    if (output.kind === 'stream' && last?.kind === 'stream' && last.name === output.name) {
      all[all.length - 1] = { ...last, text: appendPrinted(last.text, output.text) };
    } else if (output.kind === 'stream') {
      all.push({ ...output, text: appendPrinted('', output.text) });
    } else {
      all.push(output);
    }
  }
  return all;
}
