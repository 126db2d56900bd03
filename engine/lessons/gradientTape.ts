import type { LessonInfo } from '../protocol/events';
import source from './gradientTape.ipynb?raw';

export const gradientTape: LessonInfo = {
  id: 'gradientTape',
  kind: 'notebook',
  title: 'The Gradient Tape, a notebook',
  summary: 'A TensorFlow notebook in Python, unchanged: the tape of x², and one step of a neuron.',
  speed: 2,
  source,
};
