import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../index';
import { tf } from '../../index';
import type { Model } from '../../keras/models/model';
import { runPython } from '../../testing/python';
import { writeNpz } from '../npz';
import { writeSafetensors } from '../safetensors';
import { allCases, type Case, inputsOf, trained, masks } from '../testing/cases';
import { namedWeights, tensorsOf } from './python';
import { NO_HISTORY } from '../format';
import { pytorchFormat, writePytorch } from './pytorch';

/** What PyTorch's own modules do not compute, by the reason that is given. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'SimpleRNN gelu': /compute with tanh and sigmoid alone/,
  'LSTM with other functions': /compute with tanh and sigmoid alone/,
  'GRU that resets before': /reset_after=True/,
  'GRU with other functions': /compute with tanh and sigmoid alone/,
  'GRU with others that resets before': /compute with tanh and sigmoid alone/,
  'GRU from a given state': /compute with tanh and sigmoid alone/,
  SimpleRNNCell: /no writer for this kind of layer/,
  LSTMCell: /no writer for this kind of layer/,
  GRUCell: /no writer for this kind of layer/,
  'LSTM masked': /it is called with `mask`/,
  'GRU masked with zeros': /it is called with `mask`/,
  'SimpleRNN masked, backwards': /it is called with `mask`/,
  'GlobalAveragePooling1D masked': /it is called with `mask`/,
  'MultiHeadAttention with masks of its inputs': /it is called with `queryMask`/,
  ...Object.fromEntries(masks.map(({ name }) => [name, /it masks steps for the layers after it, .* no masks/])),
};

const written = allCases.filter(({ name }) => REFUSED[name] === undefined);

/** Runs each script with its inputs; what it gave, as lists of numbers. */
const RUN = `import json, runpy, sys
import numpy as np, torch
answers = []
for i in range(int(open(sys.argv[1]).read())):
    try:
        inputs = np.load(f'in{i}.npz')
        net = runpy.run_path(f'case{i}.py')['load']()
        with torch.no_grad():
            given = net(*[torch.from_numpy(inputs[str(n)]) for n in range(len(inputs.files))])
        given = given if isinstance(given, tuple) else (given,)
        answers.append([[list(one.shape), one.flatten().tolist()] for one in given])
    except Exception as error:
        answers.append(f'{type(error).__name__}: {error}')
print(json.dumps(answers))`;

async function filesOf(one: Case, i: number): Promise<Record<string, Uint8Array | string>> {
  const model = trained(one);
  const inputs = inputsOf(model, one).map((x, n) => {
    return { name: String(n), dtype: x.dtype, shape: x.shape, data: x.dataSync() };
  });
  return {
    [`case${i}.py`]: writePytorch(model, `case${i}.npz`),
    [`case${i}.npz`]: await writeNpz(tensorsOf(namedWeights(model))),
    [`in${i}.npz`]: await writeNpz(inputs),
  };
}

function worstOf(ours: Tensor, theirs: readonly number[]): number {
  const values = [...ours.dataSync()];
  if (values.length !== theirs.length) return Infinity;
  return Math.max(0, ...values.map((value, i) => Math.abs(value - theirs[i]) / Math.max(1, Math.abs(value))));
}

describe('the script, run with PyTorch', () => {
  it(
    'predicts within 1e-6 what the model predicts, for every layer it is written for',
    { timeout: 180_000 },
    async () => {
      const files = Object.assign({ count: String(written.length) }, ...(await Promise.all(written.map(filesOf))));
      const answers = JSON.parse(await runPython(RUN, files)) as (string | [number[], number[]][])[];
      for (const [i, one] of written.entries()) {
        const answer = answers[i];
        if (typeof answer === 'string') {
          expect.soft(answer, one.name).toBeNull();
          continue;
        }
        const model = trained(one);
        const inputs = inputsOf(model, one);
        const ours = [model.call<Tensor | Tensor[]>(inputs.length === 1 ? inputs[0] : inputs)].flat();
        expect
          .soft(
            answer.map(([shape]) => shape),
            one.name,
          )
          .toEqual(ours.map(({ shape }) => shape));
        const worst = Math.max(...ours.map((output, n) => worstOf(output, answer[n][1])));
        expect.soft(worst, one.name).toBeLessThan(1e-6);
      }
    },
  );

  it('says what it cannot write, and why', () => {
    for (const [name, why] of Object.entries(REFUSED)) {
      const one = allCases.find((other) => other.name === name)!;
      expect(() => writePytorch(trained(one), 'w.npz'), name).toThrow(why);
      expect(() => writePytorch(trained(one), 'w.npz'), name).toThrow(
        /^pytorch: the layer \w+ \(\w+\) cannot be written/,
      );
    }
  });

  it('runs as it is written: two files in a folder', async () => {
    const given = { tensors: [], metadata: { lesson: 'xor"""\n__import__("os")', step: '1' }, history: NO_HISTORY };
    const files = await pytorchFormat.write({ ...given, model: () => nasty() }, 'a "b"');
    expect(files.map(({ name }) => name)).toEqual(['a "b".py', 'a "b".npz']);
    const said = await runPython(
      'import subprocess, sys\nprint(subprocess.run([sys.executable, sys.argv[1]], capture_output=True, text=True, check=True).stdout)',
      Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])),
    );
    expect(said).toMatch(/^tensor\(\[\[.*\]\]\)$/);
  });
});

/** Names that are words of Python, code, or the same but for a sign. */
function nasty(): Model {
  const { Dense } = tf.keras.layers;
  const x = tf.keras.Input({ shape: [2], name: 'import' });
  const names = ['class', 'forward', 'a-b', 'a_b', 'x"); exit(1) #', '1st', 'é', 'recur'];
  const y = names.reduce((value, name) => new Dense(2, { name }).call(value), x);
  return new tf.keras.Model({ inputs: x, outputs: y, name: 'def' });
}

/** Debian has no safetensors package; the format is a length, a header and the numbers. */
const LINEAR_LAYERS = `import json, struct, sys
import torch
from torch import nn

def load_file(path):
    data = open(path, 'rb').read()
    (length,) = struct.unpack('<Q', data[:8])
    header = json.loads(data[8:8 + length])
    header.pop('__metadata__', None)
    tensors = {}
    for name, entry in header.items():
        assert entry['dtype'] == 'F32'
        begin, end = entry['data_offsets']
        flat = torch.frombuffer(bytearray(data[8 + length + begin:8 + length + end]), dtype=torch.float32)
        tensors[name] = flat.reshape(entry['shape'])
    return tensors

tensors = load_file(sys.argv[1])
layers = []
for i in range(len(tensors) // 2):
    kernel, bias = tensors[f'{i}/kernel'], tensors[f'{i}/bias']
    layer = nn.Linear(*kernel.shape)
    layer.load_state_dict({'weight': kernel.T, 'bias': bias})
    layers += [layer, nn.Tanh()]
net = nn.Sequential(*layers)
x = torch.tensor(json.load(open(sys.argv[2])))
with torch.no_grad():
    print(json.dumps(net(x).tolist()))`;

it('safetensors: PyTorch builds the same linear layers from the file, and predicts within 1e-6', async () => {
  const { Dense } = tf.keras.layers;
  const model = new tf.keras.Sequential([
    tf.keras.Input({ shape: [3] }),
    ...[8, 5, 2].map((units) => new Dense(units, { activation: 'tanh', biasInitializer: 'random_normal' })),
  ]);
  const tensors = model.weights.map((weight, i) => {
    const { name, shape, dtype } = weight;
    return { name: `${Math.floor(i / 2)}/${name}`, shape, dtype, data: weight.dataSync() };
  });
  const x = [[0.5, -1, 2], [3, 0.25, -0.125]]; // prettier-ignore
  const said = await runPython(LINEAR_LAYERS, {
    'w.safetensors': writeSafetensors(tensors, { lesson: 'xor' }),
    'x.json': JSON.stringify(x),
  });
  const theirs = (JSON.parse(said) as number[][]).flat();
  expect(worstOf(model.call(x), theirs)).toBeLessThan(1e-6);
});
