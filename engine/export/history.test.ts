import { describe, expect, it } from 'vitest';
import { runPython } from '../testing/python';
import type { History } from './format';
import { writeCsv, writeHistoryJson } from './history';

const BY_HAND: History = {
  rows: [
    { step: 1, loss: 9, learningRate: 0.01, gradientNorm: 13.416407864998739, epoch: null, metrics: {} },
    { step: 2, loss: 7.290000915527344, learningRate: 1e-7, gradientNorm: null, epoch: null, metrics: {} },
    { step: 3, loss: NaN, learningRate: null, gradientNorm: Infinity, epoch: null, metrics: {} },
  ],
  epochs: [],
};

const row = (step: number, loss: number, epoch: number | null, metrics: Record<string, number>) => {
  return { step, loss, learningRate: 0.1, gradientNorm: 1, epoch, metrics };
};

/** A step before `fit`, then two epochs of two steps, the second without a validation. */
const FITTED: History = {
  rows: [
    row(1, 9, null, {}),
    row(2, 8, 0, { accuracy: 0, 'a "b", c': 1 }),
    row(3, 6, 0, { accuracy: 0.25, 'a "b", c': NaN }),
    row(4, 5, 1, { accuracy: 0.5, 'a "b", c': 3 }),
    row(5, 4, 1, { accuracy: 0.75, 'a "b", c': 4 }),
  ],
  epochs: [
    { epoch: 0, step: 3, logs: { 'a "b", c': NaN, accuracy: 0.25, loss: 7, step: 2, val_accuracy: 0, val_loss: 11 } },
    { epoch: 1, step: 5, logs: { 'a "b", c': 4, accuracy: 0.75, loss: 4.5 } },
  ],
};

/** Titles and rows as Python's parser of CSV takes them in; an empty field is null. */
async function parsed(history: History): Promise<{ titles: string[]; rows: (number | string | null)[][] }> {
  const said = await runPython(
    `import csv, json, sys
with open(sys.argv[1], newline="") as file:
    reader = csv.DictReader(file, strict=True)
    rows = list(reader)
plain = lambda v: None if v == "" else float(v) if v not in ("nan", "inf", "-inf") else v
print(json.dumps({"titles": reader.fieldnames, "rows": [[plain(v) for v in row.values()] for row in rows]}))`,
    { 'history.csv': writeCsv(history) },
  );
  return JSON.parse(said) as Awaited<ReturnType<typeof parsed>>;
}

describe('CSV, by a parser that is not ours', () => {
  it('has the steps of a loop by hand', async () => {
    const { titles, rows } = await parsed(BY_HAND);
    expect(titles).toEqual(['step', 'loss', 'learning_rate', 'gradient_norm']);
    expect(rows).toEqual([
      [1, 9, 0.01, 13.416407864998739],
      [2, 7.290000915527344, 1e-7, null],
      [3, 'nan', null, 'inf'],
    ]);
  });

  it('has metrics by step, and what is known of an epoch alone at its last step; empty is not zero', async () => {
    const { titles, rows } = await parsed(FITTED);
    expect(titles.slice(4)).toEqual([
      'accuracy',
      'a "b", c',
      'epoch',
      'epoch_loss',
      'metric_step',
      'val_accuracy',
      'val_loss',
    ]);
    expect(rows.map((one) => one.slice(4))).toEqual([
      [null, null, null, null, null, null, null],
      [0, 1, 0, null, null, null, null],
      [0.25, 'nan', 0, 7, 2, 0, 11],
      [0.5, 3, 1, null, null, null, null],
      [0.75, 4, 1, 4.5, null, null, null],
    ]);
  });
});

describe('JSON', () => {
  it('has what is known of the run', () => {
    const { metadata, history, epochs } = JSON.parse(writeHistoryJson(BY_HAND, { lesson: 'neuron', step: '3' }));
    expect(metadata).toEqual({ lesson: 'neuron', step: '3' });
    expect(history[0]).toEqual({ step: 1, loss: 9, learning_rate: 0.01, gradient_norm: 13.416407864998739 });
    expect(history[2]).toEqual({ step: 3, loss: 'NaN', learning_rate: null, gradient_norm: 'Infinity' });
    expect(epochs).toEqual([]);
  });

  it('has epochs by the names that Keras gives them', () => {
    const { history, epochs } = JSON.parse(writeHistoryJson(FITTED, {}));
    expect(history[0]).toMatchObject({ epoch: null, accuracy: null, val_loss: null });
    expect(history[2]).toMatchObject({ epoch: 0, accuracy: 0.25, epoch_loss: 7, val_accuracy: 0, val_loss: 11 });
    expect(epochs[0]).toMatchObject({ epoch: 0, loss: 7, val_accuracy: 0, val_loss: 11, 'a "b", c': 'NaN' });
    expect(epochs[1]).toEqual({ epoch: 1, step: 5, 'a "b", c': 4, accuracy: 0.75, loss: 4.5 });
  });
});
