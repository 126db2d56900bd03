import { expect, it } from 'vitest';
import { runPython } from '../../testing/python';
import { tf } from '../../index';
import { formats } from '../formats';
import { allCases, trained } from '../testing/cases';
import { NO_HISTORY } from '../format';
import { kerasFormat, writeKeras } from './keras';

/** Debian has no Keras: the script is parsed by Python, and its layers are read back out of its syntax. */
const PARSE = `import ast, json, sys
def value(node):
    try:
        return ast.literal_eval(node)
    except ValueError:
        return ast.unparse(node)
answers = []
for path in sys.argv[1:]:
    tree = ast.parse(open(path).read())
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func).startswith('layers.')]
    calls = [[ast.unparse(n.func)[7:], {k.arg: value(k.value) for k in n.keywords}] for n in calls]
    compile(tree, path, 'exec')
    answers.append(calls)
print(json.dumps(answers))`;

it('is Python, with a constructor for every layer and the arguments of its config', async () => {
  const models = allCases.filter(({ name }) => !name.endsWith('Cell')).map(trained);
  const files = Object.fromEntries(models.map((model, i) => [`${i}.py`, writeKeras(model, 'w.weights.h5')]));
  const answers = JSON.parse(await runPython(PARSE, files)) as [string, Record<string, unknown>][][];
  for (const [i, calls] of answers.entries()) {
    const source = files[`${i}.py`];
    const all = models[i].layers.filter(({ className }) => !/Input|Sequential|Functional/.test(className));
    for (const layer of all) {
      const found = calls.find(([name, { name: own }]) => name === layer.className && own === layer.name);
      expect(found, `${layer.name} in ${source}`).toBeDefined();
      const config = layer.getConfig();
      for (const [key, said] of Object.entries(found![1])) {
        if (typeof said === 'string' && said.includes('(')) continue;
        expect(said, `${layer.name}.${key}`).toEqual(config[key]);
      }
    }
  }
});

it('writes what differs from the defaults, and shares what is shared', () => {
  const x = tf.keras.Input({ shape: [3], name: 'x' });
  const dense = new tf.keras.layers.Dense(2, { name: 'd', kernelInitializer: 'he_normal', activation: 'relu' });
  const y = new tf.keras.layers.Add({ name: 'sum' }).call([dense.call(x), dense.call(x)]);
  const script = writeKeras(new tf.keras.Model({ inputs: x, outputs: y, name: 'net' }), 'w.weights.h5');
  expect(script).toContain(`
    x = keras.Input(batch_shape=(None, 3), dtype="float32", name="x")
    d = layers.Dense(name="d", units=2, activation="relu", kernel_initializer=keras.initializers.HeNormal(seed=None))
    d_output = d(x)
    d_output_2 = d(x)
    sum = layers.Add(name="sum")
    sum_output = sum([d_output, d_output_2])
    net_ = keras.Model(x, sum_output, name="net")
    return net_
`);
});

it('comes with the weights that it loads, and refuses functions that it does not have', async () => {
  expect(formats).toContain(kerasFormat);
  const model = new tf.keras.Sequential([tf.keras.Input({ shape: [2] }), new tf.keras.layers.Dense(1)]);
  const files = await kerasFormat.write({ tensors: [], metadata: {}, model: () => model, history: NO_HISTORY }, 'a');
  expect(files.map(({ name }) => name)).toEqual(['a.py', 'a.weights.h5']);
  const cell = allCases.find(({ name }) => name === 'LSTMCell')!;
  expect(() => writeKeras(trained(cell), 'w')).toThrow(/\(LSTMCell\) is called outside of a layer$/);
  const own = new tf.keras.layers.Dense(1, { activation: (one) => tf.sin(one) });
  expect(() => writeKeras(new tf.keras.Sequential([tf.keras.Input({ shape: [2] }), own]), 'w')).toThrow(
    /has a function of the script's own/,
  );
});
