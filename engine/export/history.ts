/** The course of a training as a table: a row for each step, in the columns that every tool for curves wants. */
import type { ExportedFile, Format, History, HistoryRow, Loading } from './format';
import { quoted } from './loading';

export const csvFormat: Format = {
  id: 'csv',
  title: 'Training history, CSV',
  purpose:
    'A row for each step: loss, metrics, learning rate and gradient norm (of the last 10,000 steps), for a spreadsheet or pandas.',
  extensions: ['csv'],
  reads: false,
  needsModel: false,
  holds: 'history',
  text: true,
  write: async ({ history }, baseName) => [file(`${baseName}.csv`, writeCsv(history))],
  read: null,
  loading: ({ fileName }) => [
    {
      title: 'pandas',
      code: `import pandas as pd\n\nhistory = pd.read_csv(${quoted(fileName)})\nhistory.plot(x="step", y="loss", logy=True)`,
    },
    {
      title: 'Python',
      code: `import csv\n\nwith open(${quoted(fileName)}, newline="") as file:\n    history = list(csv.DictReader(file))\nprint(history[-1]["loss"])`,
    },
  ],
};

export const historyJsonFormat: Format = {
  id: 'historyJson',
  title: 'Training history, JSON',
  purpose: 'The same rows, and the epochs of fit, with lesson, script hash and step beside them, for a program.',
  extensions: ['json'],
  reads: false,
  needsModel: false,
  holds: 'history',
  text: true,
  write: async ({ history, metadata }, baseName) => [
    file(`${baseName}-history.json`, writeHistoryJson(history, metadata)),
  ],
  read: null,
  loading: ({ fileName }) => [
    { title: 'Python', code: pythonJson(fileName) },
    {
      title: 'JavaScript',
      code: `const { history } = await (await fetch(${quoted(fileName)})).json();\nconsole.log(history.at(-1).loss);`,
    },
  ],
};

type Cell = number | null;

interface Table {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** In Python's spelling, since that is where most of the files go. */
const COLUMNS: readonly (readonly [title: string, cell: (row: HistoryRow) => Cell])[] = [
  ['step', ({ step }) => step],
  ['loss', ({ loss }) => loss],
  ['learning_rate', ({ learningRate }) => learningRate],
  ['gradient_norm', ({ gradientNorm }) => gradientNorm],
];

/**
 * A row for each step. What is measured of each batch stands in every row; what is known of an epoch alone
 * (`epoch_loss`, `val_…`) in the row of its last step. A name that is taken has `metric_` before it.
 */
function tableOf({ rows, epochs }: History): Table {
  const taken = new Set([...COLUMNS.map(([title]) => title), 'epoch', 'epoch_loss']);
  const titleOf = (name: string) => (taken.has(name) ? `metric_${name}` : name);
  const metrics = namesIn(rows.map((row) => row.metrics));
  // At its last step a metric's average is the epoch's; the loss of a step is of its batch alone.
  const ofEpoch = namesIn(epochs.map(({ logs }) => logs)).filter((name) => !metrics.includes(name));
  const ends = new Map(epochs.map((one) => [one.step, one.logs]));
  const hasEpochs = epochs.length > 0 || rows.some(({ epoch }) => epoch !== null);
  return {
    titles: [
      ...COLUMNS.map(([title]) => title),
      ...metrics.map(titleOf),
      ...(hasEpochs ? ['epoch'] : []),
      ...ofEpoch.map((name) => (name === 'loss' ? 'epoch_loss' : titleOf(name))),
    ],
    rows: rows.map((row) => [
      ...COLUMNS.map(([, cell]) => cell(row)),
      ...metrics.map((name) => row.metrics[name] ?? null),
      ...(hasEpochs ? [row.epoch] : []),
      ...ofEpoch.map((name) => ends.get(row.step)?.[name] ?? null),
    ]),
  };
}

/** Each name once, in the order in which they first come. */
function namesIn(records: readonly Readonly<Record<string, number>>[]): string[] {
  const names = new Set<string>();
  for (const record of records) for (const name in record) names.add(name);
  return [...names];
}

/** RFC 4180. Numbers as they are, to the last digit; `nan` and `inf` as Python writes them; empty where nothing is known. */
export function writeCsv(history: History): string {
  const { titles, rows } = tableOf(history);
  const lines = rows.map((row) => row.map(field).join(','));
  return [titles.map(title).join(','), ...lines, ''].join('\r\n');
}

function field(value: Cell): string {
  if (value === null) return '';
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
}

/** A script may call a metric anything. */
function title(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

/**
 * The same table as objects, and each epoch by Keras' own names. JSON has no NaN and no infinity: they are
 * written as text; what is not known is null.
 */
export function writeHistoryJson(history: History, metadata: Readonly<Record<string, string>>): string {
  const { titles, rows } = tableOf(history);
  const steps = rows.map((row) => objectText(titles.map((one, i) => [one, row[i]])));
  const epochs = history.epochs.map(({ epoch, step, logs }) =>
    objectText([...Object.entries({ epoch, step }), ...Object.entries(logs)]),
  );
  const list = (lines: readonly string[]) =>
    lines.length === 0 ? '[]' : `[\n${lines.map((line) => `    ${line}`).join(',\n')}\n  ]`;
  return `{\n  "metadata": ${JSON.stringify(metadata)},\n  "history": ${list(steps)},\n  "epochs": ${list(epochs)}\n}\n`;
}

function objectText(entries: readonly (readonly [string, Cell])[]): string {
  const plain = (value: Cell) => (value === null || Number.isFinite(value) ? value : String(value));
  return JSON.stringify(Object.fromEntries(entries.map(([name, value]) => [name, plain(value)])));
}

function pythonJson(fileName: Loading['fileName']): string {
  return `import json\n\nwith open(${quoted(fileName)}) as file:\n    history = json.load(file)["history"]\nprint(history[-1]["loss"])`;
}

function file(name: string, text: string): ExportedFile {
  return { name, bytes: new TextEncoder().encode(text) };
}
