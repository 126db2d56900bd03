/** The lessons, in the order in which they are offered. Each is a script or a notebook like anyone's. */
import type { LessonInfo } from '../protocol/events';
import { gradientTape } from './gradientTape';
import { neuron } from './neuron';
import { square } from './square';
import { xor } from './xor';

export const lessons: readonly LessonInfo[] = [square, neuron, xor, gradientTape];
