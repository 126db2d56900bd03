import type { LessonInfo } from '../protocol/events';

export const square: LessonInfo = {
  id: 'square',
  kind: 'script',
  title: 'y = x²',
  summary: 'A number goes forward, its derivative comes back: the smallest tape there is.',
  speed: 1.2,
  source: `// The smallest tape: y = x².
import * as tf from 'tapedeck';

// A variable is a value we may change.
const x = new tf.Variable(4.0);

// A tape writes down each op that runs
// inside record().
const tape = new tf.GradientTape();
const y = tape.record(() =>
  tf.pow(x, 2),
);

// Played backwards, it tells how y
// changes with x: dy/dx = 2x.
// So 8 where x is 4.
const dyDx = tape.gradient(y, x);

console.log('y =', y.item());
console.log('dy/dx =', dyDx.item());
`,
};
