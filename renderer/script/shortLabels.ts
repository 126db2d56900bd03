/**
 * Labels as short as they can be told apart: of `sequential/dense/kernel` the fewest last parts that
 * no other label ends with. In the order given; a label given twice stays whole.
 */
export function shortLabels(labels: readonly string[]): string[] {
  const parts = labels.map((label) => label.split('/'));
  return parts.map((own, i) => {
    for (let count = 1; count < own.length; count++) {
      const ending = own.slice(-count).join('/');
      const isShared = parts.some((other, j) => j !== i && other.slice(-count).join('/') === ending);
      if (!isShared) return ending;
    }
    return labels[i];
  });
}
