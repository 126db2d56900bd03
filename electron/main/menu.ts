import path from 'node:path';
import { app, Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuAction } from '../bridge';
import { isNotebookOpen, onDocumentState } from './documentState';
import { forgetRecent, onRecentChange, recentNotebooks } from './recentNotebooks';
import { sendToWorkbenches } from './workbenchWindow';

/** The native menus. What they do with the engine or the view, the workbench does: a choice is told to it. */
export function setupMenu(): void {
  app.setAboutPanelOptions({
    applicationName: app.name,
    applicationVersion: app.getVersion(),
    copyright: 'MIT licence',
    credits: `Electron ${process.versions.electron} · Chromium ${process.versions.chrome}`,
  });
  showMenu();
  onRecentChange(showMenu);
  onDocumentState(showMenu);
}

function showMenu(): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template()));
}

function template(): MenuItemConstructorOptions[] {
  const mac = process.platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    {
      label: '&File',
      submenu: [
        item('&New Notebook', 'newNotebook', 'CmdOrCtrl+N'),
        item('&Open Notebook…', 'openNotebook', 'CmdOrCtrl+O'),
        recentMenu(),
        { type: 'separator' },
        inNotebook(item('&Save Notebook', 'saveNotebook', 'CmdOrCtrl+S')),
        inNotebook(item('Save Notebook &As…', 'saveNotebookAs', 'CmdOrCtrl+Shift+S')),
        { type: 'separator' },
        item('&Import Weights…', 'import', 'CmdOrCtrl+I'),
        item('&Export Weights…', 'export', 'CmdOrCtrl+E'),
        { type: 'separator' },
        { role: mac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Run',
      submenu: [
        item(isNotebookOpen() ? '&Run Cell' : '&Run Script', 'run', 'CmdOrCtrl+Enter'),
        inNotebook(item('Run &All Cells', 'runAllCells', 'CmdOrCtrl+Shift+Enter')),
        inNotebook(item('Run A&gain From the Top', 'rerunCells', 'CmdOrCtrl+Alt+Enter')),
        item('&Stop', 'stop', 'CmdOrCtrl+.'),
        inNotebook(item('R&estart Python', 'restartKernel')),
        { type: 'separator' },
        shownOnly('&Play or Pause', 'play', 'Space'),
        shownOnly('Step &Forward', 'stepForward', 'Right'),
        shownOnly('Step &Back', 'stepBack', 'Left'),
        shownOnly('To the &Start', 'toStart', 'Home'),
        { type: 'separator' },
        shownOnly('&Next Line', 'nextLine', 'F10'),
        shownOnly('P&revious Line', 'previousLine', 'Shift+F10'),
        shownOnly('To the End of the &Tape', 'toEndOfTape', 'T'),
        shownOnly('To the Next &Update', 'nextUpdate', 'U'),
      ],
    },
    {
      label: '&View',
      submenu: [
        shownOnly('&Fit Graph', 'fit', 'F'),
        shownOnly('&Search', 'search', '/'),
        item('Light or Dark &Theme', 'theme', 'CmdOrCtrl+Shift+L'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        { type: 'separator' },
        { role: 'forceReload' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [item('&Keys and Help', 'help', 'F1'), ...(mac ? [] : [aboutItem()])],
    },
  ];
}

function recentMenu(): MenuItemConstructorOptions {
  const entries = recentNotebooks().map((file): MenuItemConstructorOptions => ({
    // An ampersand would underline the next letter.
    label: `${path.basename(file)} — ${path.dirname(file)}`.replaceAll('&', '&&'),
    click: () => sendToWorkbenches({ type: 'openNotebook', path: file }),
  }));
  const clear: MenuItemConstructorOptions[] = [{ type: 'separator' }, { label: '&Clear List', click: forgetRecent }];
  return {
    label: 'Open &Recent',
    enabled: entries.length > 0,
    submenu: [...entries, ...clear],
  };
}

function inNotebook(entry: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return { ...entry, enabled: isNotebookOpen() };
}

function item(label: string, action: MenuAction, accelerator?: string): MenuItemConstructorOptions {
  return { label, accelerator, click: () => sendToWorkbenches({ type: 'menu', action }) };
}

// Plain keys belong to the page, which knows whether someone is typing; the menu only shows them.
// macOS would take them from the page, so there they are not even shown.
function shownOnly(label: string, action: MenuAction, accelerator: string): MenuItemConstructorOptions {
  const click = (): void => sendToWorkbenches({ type: 'menu', action });
  if (process.platform === 'darwin') return { label, click };
  return { label, accelerator, registerAccelerator: false, click };
}

function aboutItem(): MenuItemConstructorOptions {
  return { label: `&About ${app.name}`, click: () => app.showAboutPanel() };
}
