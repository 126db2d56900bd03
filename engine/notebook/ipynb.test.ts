import { describe, expect, it } from 'vitest';
import type { NotebookDocument } from '../protocol/notebook';
import { NotebookError, readNotebook, writeNotebook } from './index';
import { code, encode, everything, notebook, older } from './testing/samples';

const read = (content: unknown) => readNotebook('a.ipynb', encode(content));
const text = (document: NotebookDocument) => new TextDecoder().decode(writeNotebook(document));
const saved = (document: NotebookDocument) => JSON.parse(text(document)) as ReturnType<typeof notebook>;

describe('reading', () => {
  it('shows text and PNG, and keeps the rest out of sight', () => {
    const { cells, notices, format } = read(everything);
    expect([format, notices, cells.map(({ kind }) => kind)]).toEqual([
      'ipynb',
      [],
      ['markdown', 'code', 'raw', 'code'],
    ]);
    expect(cells[0]).toMatchObject({ id: 'intro', source: '# Tapes\n![dot](attachment:dot.png) $x^2$', count: null });
    expect(cells[1].count).toBe(3);
    expect(cells[1].outputs.map(({ kind }) => kind)).toEqual([
      'stream',
      'stream',
      'result',
      'result',
      'kept',
      'result',
      'kept',
      'kept',
      'error',
      'kept',
    ]);
    expect(cells[1].outputs[2]).toEqual({ kind: 'result', text: 'array([1.,\n       2.])', png: null, count: 3 });
    expect(cells[1].outputs[4]).toMatchObject({ types: ['text/html', 'application/vnd.x+json'] });
    expect(cells[1].outputs[5]).toMatchObject({ png: expect.stringMatching(/^iVBOR.*==$/) as string, count: null });
    expect(cells[1].outputs[7]).toMatchObject({ types: ['image/svg+xml'] });
    expect(cells[1].outputs[8]).toMatchObject({ traceback: ['ValueError: no', 'second'] });
    const shown = cells[1].outputs.filter(({ kind }) => kind !== 'kept');
    expect(JSON.stringify(shown)).not.toMatch(/<script|<svg/);
  });

  it('takes a byte order mark, and gives lines the ends that the editor has', () => {
    expect(read(`\ufeff${JSON.stringify(notebook([code('a\r\nb\rc')]))}`).cells[0].source).toBe('a\nb\nc');
  });

  it('gives each cell an id of its own', () => {
    const ids = ['a', 'a', null, 'cell-1', 'not valid!', 'x'.repeat(65)];
    const { cells } = read(notebook(ids.map((id) => code('', [], { id }))));
    expect(cells.map(({ id }) => id)).toEqual(['a', 'cell-2', 'cell-3', 'cell-1', 'cell-4', 'cell-5']);
  });

  it('upgrades nbformat 3', () => {
    const { cells, notices } = read(older);
    expect(notices[0]).toContain('upgraded from nbformat 3');
    expect(cells.map(({ kind, source }) => [kind, source])).toEqual([
      ['markdown', '## A heading of two lines'],
      ['markdown', 'text'],
      ['code', 'print(1)\n2'],
      ['markdown', '<i>x</i>'],
      ['raw', 'raw'],
      ['markdown', 'second sheet'],
    ]);
    expect(cells[2].count).toBe(7);
    expect(cells[2].outputs.map(({ kind }) => kind)).toEqual(['stream', 'result', 'kept', 'result', 'kept', 'error']);
    const again = saved(read(older));
    expect(again.metadata).toMatchObject({ custom: true });
    expect(again.metadata).not.toHaveProperty('name');
    const [, , { outputs, metadata }] = again.cells as ReturnType<typeof code>[];
    expect(metadata).toEqual({ collapsed: true });
    expect((outputs as { data: object }[])[2].data).toHaveProperty('application/json', { a: 1 });
  });
});

describe('saving', () => {
  it('is what was opened, in nbformat 4.5', () => {
    const again = saved(read(everything));
    expect(again.nbformat_minor).toBe(5);
    expect(again.metadata).toEqual(everything.metadata);
    const [intro, first] = again.cells as ReturnType<typeof code>[];
    expect(intro).toEqual((everything.cells as unknown[])[0]);
    expect((first.outputs as object[]).map((output) => Object.keys(output))).toHaveLength(7);
    expect((first.outputs as object[])[3]).toEqual({
      output_type: 'execute_result',
      execution_count: 3,
      metadata: {},
      data: {
        'text/plain': ['a table'],
        'text/html': ['<script>alert(1)</script>'],
        'application/vnd.x+json': { a: [1, 2] },
      },
    });
    expect((first.outputs as { traceback: string[] }[])[6].traceback[0]).toContain('\u001b[0;31m');
  });

  it('says the same after being opened again', () => {
    const once = text(read(everything));
    expect(text(read(once))).toBe(once);
  });

  it('keeps numbers as they are written', () => {
    const json = JSON.stringify(notebook([code('1')])).replace(
      '"metadata":{}',
      '"metadata":{"n":[1.0,98765432109876543210]}',
    );
    expect(text(read(json)).replace(/\s/g, '')).toContain('"n":[1.0,98765432109876543210]');
  });

  it('names Python where the file names no kernel of it', () => {
    const metadata = { kernelspec: { display_name: 'Julia', name: 'julia-1.9', language: 'julia' }, custom: 1 };
    const again = saved(read(notebook([], { metadata })));
    expect(again.metadata).toEqual({
      custom: 1,
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    });
  });

  it('writes cells that were made here', () => {
    const cell = { id: '' as never, kind: 'code', source: 'x', outputs: [], count: null, extra: '' } as const;
    const document: NotebookDocument = { format: 'ipynb', cells: [cell, cell], metadata: '', notices: [] };
    expect((saved(document).cells as { id: string }[]).map(({ id }) => id)).toEqual(['cell-1', 'cell-2']);
  });
});

describe('a file that is no notebook', () => {
  it.each([
    ['', "'a.ipynb' cannot be opened: the file is empty."],
    ['{"cells": [', 'not valid JSON: the file ends too early'],
    ['[]', 'no object'],
    ['{}', "'nbformat' is missing"],
    [notebook([], { nbformat: 5 }), 'nbformat 5'],
    [notebook([], { nbformat: 2 }), 'Open it in Jupyter'],
    [notebook([], { nbformat: '4' }), 'no whole number'],
    [notebook({}), "'cells' must be a list"],
    [notebook([7]), 'cell 1 must be an object'],
    [notebook([code('a'), code(7)]), "cell 2: 'source'"],
    [notebook([code(['a', 1])]), "cell 1: 'source'"],
    [notebook([code('a', {})]), "cell 1: 'outputs' must be a list"],
    [notebook([code('a', [null])]), 'cell 1: an output'],
    [notebook([code('a', [], { metadata: [] })]), "cell 1: 'metadata'"],
    [notebook([], { metadata: 'x' }), "'metadata' must be an object"],
    [notebook([{ source: '' }]), "'cell_type' must be text"],
    [{ ...older, worksheets: {} }, "'worksheets' must be a list"],
    [{ ...older, worksheets: [3] }, 'worksheet'],
    ['{"a":'.repeat(100_000), 'levels deep'],
  ])('is refused with one sentence: %j', (content, message) => {
    expect(() => read(content)).toThrow(NotebookError);
    expect(() => read(content)).toThrow(message as string);
  });

  it('is refused for its name or its bytes', () => {
    expect(() => readNotebook('a.txt', encode('x'))).toThrow('must end in .ipynb or .py');
    expect(() => readNotebook('a.ipynb', new Uint8Array([0x7b, 0xff, 0xfe]))).toThrow('UTF-8');
    expect(() => readNotebook('a.py', new Uint8Array([0x23, 0xc3]))).toThrow('UTF-8');
    expect(() => readNotebook('a.py', new Uint8Array(256 * 1024 ** 2 + 1))).toThrow('more than 256 MB');
  });
});

describe('what no notebook may hold', () => {
  it('is left out with a notice, so that Jupyter opens what is saved', () => {
    const { cells, notices } = read(
      notebook([
        code('a', [{ output_type: 'hologram' }, { output_type: 'stream', name: 1, text: 'x' }], {
          metadata: { tags: ['a', 'a'], collapsed: 'yes', mine: 1 },
        }),
        { cell_type: 'quantum', metadata: {}, source: 'x' },
      ]),
    );
    expect(cells[0].outputs).toEqual([]);
    expect(cells[0].extra).toBe('{"metadata":{"mine":1}}');
    expect(cells[1].kind).toBe('raw');
    expect(notices.join('\n')).toMatch(/hologram[^]*stream[^]*'tags'[^]*'collapsed'[^]*quantum/);
  });

  it('says as much once', () => {
    const { notices } = read(notebook(Array.from({ length: 500 }, (_, i) => ({ cell_type: `t${i}`, source: '' }))));
    expect(notices).toHaveLength(13);
    expect(notices[12]).toBe('And 488 more of this kind.');
  });

  it('an output of 200 MB is left out, and the others stay', () => {
    const big = { output_type: 'stream', name: 'stdout', text: 'x'.repeat(200_000_000) };
    const { cells, notices } = read(notebook([code('a', [big, { ...big, text: 'small' }])]));
    expect(cells[0].outputs).toEqual([{ kind: 'stream', name: 'stdout', text: 'small' }]);
    expect(notices).toEqual([expect.stringMatching(/output of cell 1 \(200\.0 MB\) is too large/)]);
  });

  it('opens and saves 100,000 cells in a few seconds', () => {
    const started = performance.now();
    const document = read(notebook(Array.from({ length: 100_000 }, (_, i) => code(`x = ${i}`))));
    expect(new Set(document.cells.map(({ id }) => id)).size).toBe(100_000);
    expect(writeNotebook(document).length).toBeGreaterThan(10_000_000);
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});
