import { create } from 'zustand';
import { prefersReducedMotion } from '../common/reducedMotion';
import { useEngineStore } from '../stores/engineStore';
import { travelOf, type Travel } from './travel';

interface TravelState {
  travel: Travel | null;
}

/** The number that moves at this instant. Follows the mirror; nothing else writes to it. */
export const useTravelStore = create<TravelState>(() => ({ travel: null }));

useEngineStore.subscribe((now, before) => {
  if (now.moment === before.moment && now.timeline === before.timeline) return;
  const travel = prefersReducedMotion() ? null : travelOf(before, now);
  if (travel !== useTravelStore.getState().travel) useTravelStore.setState({ travel });
});
