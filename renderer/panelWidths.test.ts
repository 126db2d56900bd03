import { expect, it } from 'vitest';
import { fitPanels } from './panelWidths';

it('gives panels what they want where there is room', () => {
  expect(fitPanels({ left: 380, right: 360 }, 1920)).toMatchObject({ left: 380, right: 360 });
});

it('keeps room for the graph in a small window, in proportion', () => {
  const { left, right } = fitPanels({ left: 600, right: 600 }, 1280);
  expect(left + right).toBeLessThanOrEqual(880);
  expect(left).toBe(right);
});

it('says how far a panel may be widened beside the other', () => {
  const { mostLeft } = fitPanels({ left: 300, right: 300 }, 1280);
  expect(fitPanels({ left: mostLeft, right: 300 }, 1280)).toMatchObject({ left: mostLeft, right: 300 });
});

it('never makes a panel useless', () => {
  expect(fitPanels({ left: 900, right: 100 }, 700)).toMatchObject({ right: 220 });
});
