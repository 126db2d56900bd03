import { app, Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuAction } from '../bridge';
import { sendToWorkbenches } from './workbenchWindow';

/** The native menus. What they do with the engine or the view, the workbench does: a choice is told to it. */
export function setupMenu(): void {
  app.setAboutPanelOptions({
    applicationName: app.name,
    applicationVersion: app.getVersion(),
    copyright: 'MIT licence',
    credits: `Electron ${process.versions.electron} · Chromium ${process.versions.chrome}`,
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template()));
}

function template(): MenuItemConstructorOptions[] {
  const mac = process.platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    {
      label: '&File',
      submenu: [
        item('&Import Weights…', 'import', 'CmdOrCtrl+O'),
        item('&Export Weights…', 'export', 'CmdOrCtrl+S'),
        { type: 'separator' },
        { role: mac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Run',
      submenu: [
        item('&Run Script', 'run', 'CmdOrCtrl+Enter'),
        item('&Stop', 'stop', 'CmdOrCtrl+.'),
        { type: 'separator' },
        shownOnly('&Play or Pause', 'play', 'Space'),
        shownOnly('Step &Forward', 'stepForward', 'Right'),
        shownOnly('Step &Back', 'stepBack', 'Left'),
        shownOnly('To the &Start', 'toStart', 'Home'),
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

function item(label: string, action: MenuAction, accelerator: string): MenuItemConstructorOptions {
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
