import type { MomentMark, Phase } from '../../engine/protocol';

export const PHASES: readonly { phase: Phase; label: string }[] = [
  { phase: 'forward', label: 'Forward' },
  { phase: 'backward', label: 'Backward' },
  { phase: 'update', label: 'Update' },
];

/** The moments of one phase, as positions in the step, and how many of them have passed. */
export interface PhaseMoments {
  phase: Phase;
  label: string;
  positions: readonly number[];
  passed: number;
}

/** Splits the moments of a step by phase. A phase may be left and entered again, as with nested tapes. */
export function phaseMoments(moments: readonly MomentMark[], passed: number): readonly PhaseMoments[] {
  return PHASES.map(({ phase, label }) => {
    const positions: number[] = [];
    moments.forEach((moment, i) => moment.phase === phase && positions.push(i));
    return { phase, label, positions, passed: positions.filter((position) => position < passed).length };
  });
}

const WORDS: Record<MomentMark['kind'], string> = {
  op: 'operation',
  visit: 'backward visit',
  contribution: 'contribution',
  update: 'variable updated',
  assign: 'variable assigned',
  error: 'error',
};

/** `contribution, line 14`: a moment in words. */
export function momentText({ kind, node, line }: MomentMark): string {
  const words = kind === 'visit' && node === null ? 'backward through an earlier training step' : WORDS[kind];
  return line === null ? words : `${words}, line ${line}`;
}
