import { expect, test } from 'vitest';
import { checkWindowState, placeWindow } from './windowBounds';

const screen = { x: 0, y: 0, width: 1600, height: 1000 };

test('a window opens where it stood', () => {
  const wanted = { x: 100, y: 50, width: 1000, height: 700 };
  expect(placeWindow(wanted, [screen])).toEqual(wanted);
});

test('a window that hangs over the edge is moved onto its screen', () => {
  expect(placeWindow({ x: 900, y: 500, width: 1000, height: 700 }, [screen])).toEqual({
    x: 600,
    y: 300,
    width: 1000,
    height: 700,
  });
});

test('without its screen it opens in the middle of the first one, no larger than that', () => {
  expect(placeWindow({ x: 3000, y: 0, width: 2000, height: 800 }, [screen])).toEqual({
    x: 0,
    y: 100,
    width: 1600,
    height: 800,
  });
});

test('a file without bounds is refused', () => {
  expect(() => checkWindowState({ bounds: { x: 1, y: 2, width: 'wide', height: 3 } })).toThrow('no bounds');
});
