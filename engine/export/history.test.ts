import { expect, it } from 'vitest';
import { runPython } from '../testing/python';
import { writeCsv, writeHistoryJson } from './history';

const ROWS = [
  { step: 1, loss: 9, learningRate: 0.01, gradientNorm: 13.416407864998739 },
  { step: 2, loss: 7.290000915527344, learningRate: 1e-7, gradientNorm: null },
  { step: 3, loss: NaN, learningRate: null, gradientNorm: Infinity },
];

it('is read by a parser of CSV that is not ours', async () => {
  const said = await runPython(
    `import csv, json, sys
with open(sys.argv[1], newline="") as file:
    rows = list(csv.DictReader(file))
print(json.dumps([[float(v) if v else None for v in row.values()] for row in rows], allow_nan=True).replace("NaN", '"nan"').replace("Infinity", '"inf"'))
print(",".join(rows[0]))`,
    { 'history.csv': writeCsv(ROWS) },
  );
  const [rows, titles] = said.split('\n');
  expect(titles).toBe('step,loss,learning_rate,gradient_norm');
  expect(JSON.parse(rows)).toEqual([
    [1, 9, 0.01, 13.416407864998739],
    [2, 7.290000915527344, 1e-7, null],
    [3, 'nan', null, 'inf'],
  ]);
});

it('is JSON with what is known of the run', () => {
  const { metadata, history } = JSON.parse(writeHistoryJson(ROWS, { lesson: 'neuron', step: '3' }));
  expect(metadata).toEqual({ lesson: 'neuron', step: '3' });
  expect(history[0]).toEqual({ step: 1, loss: 9, learning_rate: 0.01, gradient_norm: 13.416407864998739 });
  expect(history[2]).toEqual({ step: 3, loss: 'NaN', learning_rate: null, gradient_norm: 'Infinity' });
});
