import { expect, it } from 'vitest';
import { attachmentAddress, pngAddress } from './png';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

it('takes a PNG, with line breaks as files have them', () => {
  expect(pngAddress(PNG)).toBe(`data:image/png;base64,${PNG}`);
  expect(pngAddress(`${PNG.slice(0, 20)}\n${PNG.slice(20)}\n`)).toBe(`data:image/png;base64,${PNG}`);
});

it('takes nothing that is no PNG, whatever it says', () => {
  const svg = btoa('<svg onload="alert(1)"/>');
  for (const other of [svg, '', `${PNG}" onerror="x`, `${PNG}<`, null, 7, [PNG], 'R0lGODlhAQABAAAAACw=']) {
    expect(pngAddress(other)).toBeNull();
  }
  expect(pngAddress(PNG + 'A'.repeat(25 * 1024 * 1024))).toBeNull();
});

it('finds attachments of a cell, and nothing elsewhere', () => {
  const extra = JSON.stringify({ attachments: { 'a b.png': { 'image/png': PNG }, 'x.svg': { 'image/svg+xml': 'x' } } });
  expect(attachmentAddress('attachment:a%20b.png', extra)).toBe(`data:image/png;base64,${PNG}`);
  expect(attachmentAddress('attachment:x.svg', extra)).toBeNull();
  expect(attachmentAddress('attachment:constructor', extra)).toBeNull();
  expect(attachmentAddress('https://example.org/a.png', extra)).toBeNull();
  expect(attachmentAddress('attachment:a%20b.png', 'not JSON')).toBeNull();
});
