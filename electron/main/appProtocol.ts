import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocol } from 'electron';
import { fileOfAddress, headersOf } from './appFiles';

/** The folder of the built app: this file runs as `dist/main/main.cjs`. */
export const DIST = path.resolve(__dirname, '..');

/** Makes `app://` an origin like https: secure, isolated, with fetch and workers. Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built pages and workers, and nothing else of the disk. */
export function setupAppProtocol(): void {
  protocol.handle('app', async ({ url, method }) => {
    const found = method === 'GET' ? fileOfAddress(url, DIST) : null;
    const body = found && (await readFile(found.file).catch(() => null));
    if (!found || !body) return new Response('Not found', { status: 404, headers: headersOf(url, 'text/plain') });
    return new Response(body, { headers: headersOf(url, found.mimeType) });
  });
}
