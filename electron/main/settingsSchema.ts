import type { Settings } from '../bridge';

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  lastLesson: null,
  lastScript: null,
  backend: 'auto',
  speed: 4,
  leftPanelWidth: 360,
  notebookPanelWidth: 470,
  rightPanelWidth: 310,
  exportFormat: null,
};

const MAX_SCRIPT = 1_000_000;

const CHECKS: { [Key in keyof Settings]: (value: unknown) => value is Settings[Key] } = {
  theme: oneOf('system', 'light', 'dark'),
  lastLesson: textOrNull(200),
  lastScript: textOrNull(MAX_SCRIPT),
  backend: oneOf('auto', 'cpu', 'webgpu'),
  speed: numberIn(0.01, 100_000),
  leftPanelWidth: numberIn(0, 10_000),
  notebookPanelWidth: numberIn(0, 10_000),
  rightPanelWidth: numberIn(0, 10_000),
  exportFormat: textOrNull(40),
};

/** Checks a change from a page. Throws on an unknown setting or a value that it cannot have. */
export function checkChange(change: unknown): Partial<Settings> {
  if (!isObject(change)) throw new TypeError('setSettings: expected an object of settings');
  for (const [key, value] of Object.entries(change)) {
    if (!Object.hasOwn(CHECKS, key)) throw new TypeError(`setSettings: there is no setting '${key}'`);
    if (!CHECKS[key as keyof Settings](value)) throw new TypeError(`setSettings: '${key}' has a value it cannot have`);
  }
  return change;
}

/** Takes each valid setting of a file and the default for each other one. Throws when it holds no object. */
export function completeSettings(content: unknown): Settings {
  if (!isObject(content)) throw new TypeError('settings: expected an object');
  const valid = Object.entries(content).filter(
    ([key, value]) => Object.hasOwn(CHECKS, key) && CHECKS[key as keyof Settings](value),
  );
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(valid) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function oneOf<T extends string>(...allowed: readonly T[]): (value: unknown) => value is T {
  return (value): value is T => (allowed as readonly unknown[]).includes(value);
}

function textOrNull(longest: number): (value: unknown) => value is string | null {
  return (value): value is string | null => value === null || (typeof value === 'string' && value.length <= longest);
}

function numberIn(least: number, most: number): (value: unknown) => value is number {
  return (value): value is number => typeof value === 'number' && value >= least && value <= most;
}
