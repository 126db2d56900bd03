/** How `tf` reaches Python. */
import type { Bind } from '../../engine/python/world';

export const bindEngine: Bind = () => ({
  atTop: true,
  interrupted: false,
  install() {},
  reset() {},
  dispose() {},
  sweepReferences: () => [],
  forgetCallbacks() {},
});
