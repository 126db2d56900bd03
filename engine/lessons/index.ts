/** The lessons, in the order in which they are offered. Each is a script like anyone's. */
import type { LessonInfo } from '../protocol/events';
import { neuron } from './neuron';
import { square } from './square';
import { xor } from './xor';

export const lessons: readonly LessonInfo[] = [square, neuron, xor];
