/** How `tf` reaches Python. */
import { PythonBinding } from '../../engine/python/binding';
import type { Bind } from '../../engine/python/world';

export const bindEngine: Bind = (tf, interpreter, events) => new PythonBinding(tf, interpreter, events);
