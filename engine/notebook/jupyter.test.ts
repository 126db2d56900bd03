/** What is saved beside Jupyter's own reader, validator and writer (Debian's python3-nbformat). */
import { expect, test } from 'vitest';
import { runPython } from '../testing/python';
import { readNotebook, writeNotebook } from './index';
import { encode, everything, older } from './testing/samples';

const VALIDATE = `
import sys, nbformat
for name in sys.argv[1:]:
    with open(name, encoding="utf-8", newline="") as file:
        text = file.read()
    notebook = nbformat.reads(text, as_version=4)
    assert notebook.nbformat_minor == 5
    nbformat.validate(notebook, relax_add_props=False)
    assert nbformat.writes(notebook) + "\\n" == text, "Jupyter would write it otherwise"
print("as Jupyter has it")
`;

test('what is saved is valid, and letter for letter what Jupyter writes', async () => {
  const files = Object.fromEntries(
    [everything, older].map((one, i) => [`${i}.ipynb`, writeNotebook(readNotebook('a.ipynb', encode(one)))]),
  );
  const py = readNotebook('a.py', encode('# %% [markdown]\n# # Title\n\n# %%\nprint(1)\n'));
  files['2.ipynb'] = writeNotebook({ ...py, format: 'ipynb' });
  expect(await runPython(VALIDATE, files)).toBe('as Jupyter has it');
});

test('nbformat 3 is upgraded as Jupyter upgrades it', async () => {
  const code = `
import sys, nbformat, json
ours = json.load(open(sys.argv[1]))
theirs = json.loads(nbformat.writes(nbformat.convert(nbformat.read(sys.argv[2], as_version=3), 4)))
for notebook in ours, theirs:
    for cell in notebook["cells"]:
        cell.pop("id")
        cell.pop("level", None)
        if cell["cell_type"] == "markdown": cell["source"] = "".join(cell["source"])
assert ours["cells"] == theirs["cells"], (ours["cells"], theirs["cells"])
print("the same")
`;
  const ours = writeNotebook(readNotebook('a.ipynb', encode(older)));
  expect(await runPython(code, { 'ours.ipynb': ours, 'theirs.ipynb': encode(older) })).toBe('the same');
});
