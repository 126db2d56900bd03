import { describe, expect, it } from 'vitest';
import { readNotebook, writeNotebook } from './index';
import { encode } from './testing/samples';

const read = (text: string) => readNotebook('a.py', encode(text));
const write = (document: ReturnType<typeof read>) => new TextDecoder().decode(writeNotebook(document));

const JUPYTEXT = `# ---
# jupyter:
#   kernelspec:
#     name: python3
# ---

# %% [markdown]
# # A title
#
# Some *text*
#unusual

# %% First tape
x = 1


def f():
    return x

# %%
f()
# %% [markdown] tags=["a"]
"""
Quoted text,
with a # hash
"""

# %% [raw]
# raw text


#%%
# only a comment
`;

describe('a file of # %% cells', () => {
  it('has code, Markdown and raw cells', () => {
    expect(read(JUPYTEXT).cells.map(({ kind, source }) => [kind, source])).toEqual([
      ['markdown', '# A title\n\nSome *text*\nunusual'],
      ['code', 'x = 1\n\n\ndef f():\n    return x'],
      ['code', 'f()'],
      ['markdown', 'Quoted text,\nwith a # hash'],
      ['raw', 'raw text'],
      ['code', '# only a comment'],
    ]);
  });

  it.each([
    JUPYTEXT,
    'print(1)\n',
    '\n\n# %%\nx\n',
    'import a\n\n# %%\nb\n\n\n',
    '# %%\n# %%\n# %% [markdown]\n#\n',
    '# %% [markdown]\n"""\n# %% not a marker? it is one\n"""\n',
  ])('is written as it was', (text) => {
    expect(write(read(text))).toBe(text);
  });

  it('takes Windows line ends and a byte order mark', () => {
    expect(read('\ufeff# %%\r\nx = 1\r\ny\r\n').cells.map(({ source }) => source)).toEqual(['x = 1\ny']);
  });

  it('changes only the cell that changed', () => {
    const document = read(JUPYTEXT);
    const cells = document.cells.map((cell, i) => (i === 3 ? { ...cell, source: 'new\n\n"""' } : cell));
    expect(write({ ...document, cells })).toBe(
      JUPYTEXT.replace(/"""\nQuoted[^]*?"""/, "'''\nnew\n\n\"\"\"\n'''")
        .replace("'''\nnew", '# new')
        .replace('\n\n"""\n\'\'\'', '\n#\n# """'),
    );
  });

  it('keeps Markdown that looks like a marker inside quotes', () => {
    const document = read('# %% [markdown]\n# x\n');
    const again = read(write({ ...document, cells: [{ ...document.cells[0], source: '%% loud' }] }));
    expect(again.cells.map(({ kind, source }) => [kind, source])).toEqual([['markdown', '%% loud']]);
  });

  it('becomes an .ipynb and back', () => {
    const ipynb = writeNotebook({ ...read(JUPYTEXT), format: 'ipynb' });
    const cells = readNotebook('a.ipynb', ipynb).cells.map(({ kind, source }) => [kind, source]);
    expect(cells).toEqual(read(JUPYTEXT).cells.map(({ kind, source }) => [kind, source]));
    const back = write({ ...readNotebook('a.ipynb', ipynb), format: 'py' });
    expect(read(back).cells.map(({ kind, source }) => [kind, source])).toEqual(cells);
  });

  it('is nothing when it is empty', () => {
    expect(read('').cells).toEqual([]);
    expect(write(read(''))).toBe('');
  });
});
