import { app, session } from 'electron';
import type { WebContents } from 'electron';
import { WORKBENCH_ORIGIN } from './appFiles';

/** The one thing that a page may ask for: to put text on the clipboard, when a person presses Copy. */
const COPYING = 'clipboard-sanitized-write';

/** No page of the app goes elsewhere, opens windows, embeds others' pages or is given permissions, but for copying. */
export function setupPageGuards(): void {
  app.on('web-contents-created', (_event, contents) => guard(contents));
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permission === COPYING && isWorkbench(contents)),
  );
  session.defaultSession.setPermissionCheckHandler(
    (contents, permission) => (permission as string) === COPYING && contents !== null && isWorkbench(contents),
  );
  session.defaultSession.setDevicePermissionHandler(() => false);
}

function isWorkbench(contents: WebContents): boolean {
  return contents.getURL().startsWith(`${WORKBENCH_ORIGIN}/`);
}

function guard(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
