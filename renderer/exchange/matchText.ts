import type { WeightMatch } from '../../engine/protocol';
import { plural } from './exportText';

export const VERDICTS: Readonly<Record<WeightMatch['verdict'], string>> = {
  matches: 'matches',
  shape: 'another shape',
  dtype: 'another dtype',
  notInFile: 'not in the file',
  notInScript: 'not in the script',
};

/** `2 of 4 match: 1 has another shape, 1 is not in the file.` */
export function summaryText(matches: readonly WeightMatch[]): string {
  const count = (verdict: WeightMatch['verdict']) => matches.filter((one) => one.verdict === verdict).length;
  if (matches.length === 0) return 'The file is empty, and so is the script: there is nothing to load.';
  if (count('matches') === matches.length) return `Everything matches: ${plural(matches.length, 'tensor')}.`;
  const others = (['shape', 'dtype', 'notInFile', 'notInScript'] as const).filter((verdict) => count(verdict) > 0);
  const said = others.map((verdict) => {
    const many = count(verdict);
    const verb = verdict === 'shape' || verdict === 'dtype' ? (many === 1 ? 'has' : 'have') : many === 1 ? 'is' : 'are';
    return `${many} ${verb} ${VERDICTS[verdict]}`;
  });
  return `${count('matches')} of ${matches.length} match: ${said.join(', ')}.`;
}

/** What the button that loads says. */
export function loadText(chosen: number, matches: readonly WeightMatch[]): string {
  if (chosen === 0) return 'Load';
  return chosen === matches.length ? `Load all ${chosen}` : `Load ${chosen} of ${matches.length}`;
}
