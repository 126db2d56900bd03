/** The course of a training as a table: a row for each step, in the columns that every tool for curves wants. */
import type { ExportedFile, Format, HistoryRow, Loading } from './format';
import { quoted } from './loading';

export const csvFormat: Format = {
  id: 'csv',
  title: 'Training history, CSV',
  purpose: 'A row for each step: loss, learning rate and gradient norm, for a spreadsheet or pandas.',
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
  purpose: 'The same rows with lesson, script hash and step beside them, for a program.',
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

type Column = keyof HistoryRow;

/** In Python's spelling, since that is where most of the files go. */
const COLUMNS: readonly (readonly [column: Column, title: string])[] = [
  ['step', 'step'],
  ['loss', 'loss'],
  ['learningRate', 'learning_rate'],
  ['gradientNorm', 'gradient_norm'],
];

/** RFC 4180. Numbers as they are, to the last digit; `nan` and `inf` as Python writes them; empty where nothing is known. */
export function writeCsv(history: readonly HistoryRow[]): string {
  const lines = history.map((row) => COLUMNS.map(([column]) => field(row[column])).join(','));
  return [COLUMNS.map(([, title]) => title).join(','), ...lines, ''].join('\r\n');
}

function field(value: number | null): string {
  if (value === null) return '';
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
}

/** JSON has no NaN and no infinity: they are written as text; what is not known is null. */
export function writeHistoryJson(history: readonly HistoryRow[], metadata: Readonly<Record<string, string>>): string {
  const plain = (value: number | null) => (value === null || Number.isFinite(value) ? value : String(value));
  const rows = history.map(
    (row) => `    ${JSON.stringify(Object.fromEntries(COLUMNS.map(([column, title]) => [title, plain(row[column])])))}`,
  );
  return `{\n  "metadata": ${JSON.stringify(metadata)},\n  "history": [\n${rows.join(',\n')}\n  ]\n}\n`;
}

function pythonJson(fileName: Loading['fileName']): string {
  return `import json\n\nwith open(${quoted(fileName)}) as file:\n    history = json.load(file)["history"]\nprint(history[-1]["loss"])`;
}

function file(name: string, text: string): ExportedFile {
  return { name, bytes: new TextEncoder().encode(text) };
}
