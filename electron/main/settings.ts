import path from 'node:path';
import { app, nativeTheme } from 'electron';
import type { Settings } from '../bridge';
import { readJson, writeJson } from './jsonFile';
import { checkChange, completeSettings, DEFAULT_SETTINGS } from './settingsSchema';

let settings: Settings = DEFAULT_SETTINGS;

const settingsFile = (): string => path.join(app.getPath('userData'), 'settings.json');

/** Reads the settings of the last time and gives windows and menus their theme. */
export function loadSettings(): void {
  settings = readJson(settingsFile(), DEFAULT_SETTINGS, completeSettings);
  nativeTheme.themeSource = settings.theme;
}

export function getSettings(): Settings {
  return settings;
}

/** Applies a change from a page and writes all settings. Throws, changing nothing, when the change is not valid. */
export function setSettings(change: unknown): Settings {
  settings = { ...settings, ...checkChange(change) };
  nativeTheme.themeSource = settings.theme;
  writeJson(settingsFile(), settings);
  return settings;
}
