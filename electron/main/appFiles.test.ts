import path from 'node:path';
import { expect, test } from 'vitest';
import { fileOfAddress, headersOf } from './appFiles';

const dist = path.resolve('/opt/app/dist');
const at = (address: string) => fileOfAddress(address, dist)?.file ?? null;

test('each origin serves its own folder', () => {
  expect(at('app://workbench/index.html')).toBe(path.join(dist, 'renderer/index.html'));
  expect(at('app://host/host.html?software=1')).toBe(path.join(dist, 'host/host.html'));
  expect(at('app://host/assets/a%20b.js#x')).toBe(path.join(dist, 'host/assets/a b.js'));
  expect(at('app://host/python/snapshot.bin')).toBe(path.join(dist, 'python/snapshot.bin'));
  expect(at('app://workbench/python/snapshot.bin')).toBe(path.join(dist, 'renderer/python/snapshot.bin'));
  expect(fileOfAddress('app://host/assets/q.wasm', dist)?.mimeType).toBe('application/wasm');
});

test('what leaves the folder, or is not a file of the app, is refused', () => {
  for (const address of [
    'app://host/../main/main.js',
    'app://host/%2e%2e/main/main.js',
    'app://host/..%2fmain%2fmain.js',
    'app://host/..%5cmain%5cmain.js',
    'app://host/a%00.js',
    'app://host/%',
    'app://host/python/../main/main.js',
    'app://host/python/..%2f..%2fx.js',
    'app://host/python/%2e%2e/renderer/assets/a.js',
    'app://host/python/',
    'app://host/../hostile/x.js',
    'app://other/index.html',
    'app://constructor/index.html',
    'app://workbench/',
    'app://workbench/settings',
    'https://workbench/index.html',
  ]) {
    expect(at(address), address).toBeNull();
  }
});

test('every answer is isolated, and only the host may compile WebAssembly', () => {
  const host = headersOf('app://host/assets/worker.js', 'text/javascript');
  const workbench = headersOf('app://workbench/index.html', 'text/html');
  for (const headers of [host, workbench]) {
    expect(headers['Cross-Origin-Opener-Policy']).toBe('same-origin');
    expect(headers['Cross-Origin-Embedder-Policy']).toBe('require-corp');
    expect(headers['Content-Security-Policy']).toContain("default-src 'none'");
    expect(headers['Content-Security-Policy']).not.toContain("'unsafe-eval'");
    expect(headers['Content-Security-Policy']).not.toMatch(/script-src[^;]*unsafe-inline/);
  }
  expect(host['Content-Security-Policy']).toContain("'wasm-unsafe-eval'");
  expect(workbench['Content-Security-Policy']).not.toContain("'wasm-unsafe-eval'");
});
