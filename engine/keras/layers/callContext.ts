/**
 * What an outer layer's call hands down to the layers inside it, as Keras' call context does. One
 * thread, one context.
 */
export const callContext = {
  /** How many layer calls are under way. */
  depth: 0,
  /** The outer call's `training`; null where nobody has said. */
  training: null as boolean | null,
};
