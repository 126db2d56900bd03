/** What an `app://` address stands for, and the headers its answer carries. Pure, so that it is tested without a window. */
import path from 'node:path';

export const WORKBENCH_ORIGIN = 'app://workbench';
export const HOST_ORIGIN = 'app://host';

const FOLDERS: Readonly<Record<string, string>> = { workbench: 'renderer', host: 'host' };

/** A folder of the host's that is no part of its bundle: the interpreter of notebooks. */
const PYTHON = 'python';

const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.zip': 'application/zip',
  '.bin': 'application/octet-stream',
};

/**
 * The file that an address stands for, or null when it stands for none: another host, a path that
 * leaves its folder, an unknown type.
 */
export function fileOfAddress(address: string, dist: string): { file: string; mimeType: string } | null {
  const parts = /^app:\/\/([^/?#]+)(\/[^?#]*)?/.exec(address);
  const folder = parts && Object.hasOwn(FOLDERS, parts[1]) ? FOLDERS[parts[1]] : null;
  if (!folder) return null;
  const relative = decode(parts?.[2] ?? '/');
  if (relative === null || /[\0\\]/.test(relative)) return null;
  const ofPython = folder === 'host' && relative.startsWith(`/${PYTHON}/`);
  const root = path.join(dist, ofPython ? PYTHON : folder);
  const file = path.join(root, ofPython ? relative.slice(PYTHON.length + 1) : relative);
  const mimeType = MIME_TYPES[path.extname(file)];
  if (!file.startsWith(root + path.sep) || !mimeType) return null;
  return { file, mimeType };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * Security headers of every answer. Workers take their policy from their own response, so scripts
 * carry it as well as pages. Cross-origin isolation gives the host its SharedArrayBuffer.
 */
export function headersOf(address: string, mimeType: string): Record<string, string> {
  return {
    'Content-Type': mimeType,
    'Content-Security-Policy': address.startsWith(`${HOST_ORIGIN}/`) ? HOST_POLICY : WORKBENCH_POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  };
}

const NOTHING_ELSE = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];

// The host compiles WebAssembly (the script's sandbox, the CPU kernels); the workbench never does.
const HOST_POLICY = [
  ...NOTHING_ELSE,
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
].join('; ');

// Inline styles: CodeMirror and KaTeX write them. Scripts stay strict.
const WORKBENCH_POLICY = [
  ...NOTHING_ELSE,
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
].join('; ');
