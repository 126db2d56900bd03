import type { TypedArray } from '../../../tensor/dtype';
import { eachTap, type Sliding } from '../conv/window';

/** For each output of a max pool, which element of x it is: the first of the largest, or the first NaN. */
export function firstMaxima(x: TypedArray, window: Sliding, outputs: number): Int32Array {
  const channels = window.inChannels;
  const at = new Int32Array(outputs);
  let last = -1;
  eachTap(window, (o, i) => {
    const [from, to] = [i * channels, o * channels];
    for (let c = 0; c < channels; c++) {
      if (o !== last) at[to + c] = from + c;
      else {
        const [value, best] = [x[from + c], x[at[to + c]]];
        if (value > best || (value !== value && best === best)) at[to + c] = from + c;
      }
    }
    last = o;
  });
  return at;
}
