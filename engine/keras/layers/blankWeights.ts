/** Whether weights that are made now get zeros, whatever their initializer says: they are replaced at once. */
let blank = false;

export const areBlank = () => blank;

/** Runs `make`, in which no weight is drawn at random: for a model whose weights are there already. */
export function withBlankWeights<T>(make: () => T): T {
  const outer = blank;
  blank = true;
  try {
    return make();
  } finally {
    blank = outer;
  }
}
