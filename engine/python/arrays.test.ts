import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Interpreter, startPython } from '../testing/pythonModules';

let python: Interpreter;

beforeAll(async () => {
  python = await startPython('engine/python/lib', 'engine/testing/numpy');
}, 120_000);

describe('beside NumPy', () => {
  test.each(['printing', 'behaviour'])(
    '%s',
    (name) => {
      const lines = readFileSync(path.join(import.meta.dirname, `golden/${name}.jsonl`), 'utf8');
      expect(lines.split('\n').length).toBeGreaterThan(800);
      expect(inPython('import ours; ours.differing(given)', lines)).toEqual([]);
    },
    120_000,
  );
});

describe('the binding', () => {
  test('shares a buffer that can be written to', () => {
    const said = run(`
      from _tapedeck.arrays import ndarray
      memory = bytearray(b"\\0\\0\\x80?" * 6)
      a = ndarray._from_buffer(memory, (2, 3), "float32")
      a[0, 0] = 2
      [a.tolist(), list(memory[:4]), a._buffer().nbytes, a.T._buffer().c_contiguous]
    `);
    expect(said).toEqual([[[2, 1, 1], [1, 1, 1]], [0, 0, 0, 64], 24, true]); // prettier-ignore
  });

  test('takes what JavaScript hands over, and copies what is read-only', () => {
    python.globals.set('handed', new Float32Array([1, 2.5, -0]));
    const said = run(`
      from _tapedeck.arrays import tensor_value
      a = tensor_value(handed.to_py(), (3,), "float32")
      b = tensor_value(bytes(4), (), "int32")
      c = tensor_value(b"\\1\\0", (2,), "bool")
      c[1] = True
      [repr(a), repr(b), repr(c)]
    `);
    expect(said).toEqual(['array([ 1. ,  2.5, -0. ], dtype=float32)', 'np.int32(0)', 'array([ True,  True])']);
  });

  test('refuses a buffer of another size', () => {
    expect(() => run('from _tapedeck.arrays import ndarray; ndarray._from_buffer(bytes(8), (3,), "float32")')).toThrow(
      'a buffer of 2 elements of float32 cannot have shape (3,)',
    );
  });

  test('lets a tensor answer for itself, and takes an array from what has one', () => {
    const said = run(`
      from _tapedeck.construct import asarray
      class Tensor:
          __array_priority__ = 100
          def __radd__(self, other): return "tensor"
          def __array__(self, dtype=None, copy=None): return asarray([1.0, 2.0])
      class Holder:
          def __array__(self, dtype=None, copy=None): return asarray([1.0, 2.0])
      [asarray([1.0]) + Tensor(), repr(asarray([1.0]) + Holder()), repr(asarray(Tensor(), "float32"))]
    `);
    expect(said).toEqual(['tensor', 'array([2., 3.])', 'array([1., 2.], dtype=float32)']);
  });

  test("prints numbers inside TensorFlow's text of a tensor", () => {
    const said = run(`
      from _tapedeck.construct import asarray
      from _tapedeck.formatting import tensor_text
      numbers = [asarray(8.0, "float32"), asarray(1e-5, "float32")[()], asarray([[-9.295926]], "float32"), asarray(True)]
      rows = asarray([[1, 2], [3, 4]])
      [tensor_text(one, True) for one in numbers] + [tensor_text(rows, True), tensor_text(rows, False)]
    `);
    expect(said).toEqual([
      '8.0',
      '1e-05',
      'array([[-9.295926]], dtype=float32)',
      'True',
      '\narray([[1, 2],\n       [3, 4]])',
      '\n[[1 2]\n [3 4]]',
    ]);
  });
});

test('tells equal and close arrays', () => {
  const said = run(`
    from _tapedeck.elementwise import close, same
    nan = float("nan")
    [same([1, 2], [1.0, 2.0]), same([1, 2], [[1, 2]]), same([nan], [nan]), close([1, 2], [1.000001, 2]),
     close([1, 2], [1.1, 2]), close([float("inf")], [float("inf")]), close([1.0], [float("inf")]), close([1, 1], 1)]
  `);
  expect(said).toEqual([true, false, false, true, false, true, false, true]);
});

test('writes a float32 that JavaScript holds as a double', () => {
  const said = run(`
    from _tapedeck.floats import float32_repr
    [float32_repr(x) for x in (8.0, 0.1, -9.295926094055176, 1e-5, 16777216.0, float("nan"), -0.0, 1e39)]
  `);
  expect(said).toEqual(['8.0', '0.1', '-9.295926', '1e-05', '1.6777216e+07', 'nan', '-0.0', 'inf']);
});

test('warns at the line of the person who wrote it', () => {
  const said = run(`
    import warnings
    from _tapedeck.construct import asarray
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        exec(compile("a = 1\\nasarray([1.0]) / 0", "cell", "exec"))
        exec(compile("\\n\\nasarray([1.0])[0] / 0", "cell", "exec"))
    [[one.filename, one.lineno, str(one.message)] for one in caught]
  `);
  expect(said).toEqual([
    ['cell', 2, 'divide by zero encountered in divide'],
    ['cell', 3, 'divide by zero encountered in scalar divide'],
  ]);
});

test('is quick with the weights of a layer', () => {
  // Generous bounds: they catch a loop over elements where there should be one over rows, not a busy machine.
  const seconds = run(`
    from time import perf_counter
    from _tapedeck.arrays import ndarray
    taken = {}
    def timed(name, code):
        start = perf_counter()
        result = code()
        taken[name] = perf_counter() - start
        return result
    memory = bytearray(784 * 128 * 4)
    a = timed("make", lambda: ndarray._from_buffer(memory, (784, 128), "float32"))
    timed("print", lambda: (repr(a), str(a)))
    timed("add", lambda: a * 2 + a)
    timed("broadcast", lambda: a - a[0])
    timed("compare", lambda: a > 0)
    timed("sum", lambda: (a.sum(), a.mean(axis=0), a.max(axis=1)))
    timed("transpose", lambda: a.T.copy())
    taken
  `) as Record<string, number>;
  for (const [name, limit] of Object.entries({ make: 0.1, print: 0.3, transpose: 2 })) {
    expect(seconds[name], name).toBeLessThan(limit);
  }
  for (const name of ['add', 'broadcast', 'compare', 'sum']) expect(seconds[name], name).toBeLessThan(3);
});

/** What JSON-like Python a piece of code ends in. */
function run(code: string): unknown {
  return inPython(`
import json, textwrap, ast
def _run(code):
    body = ast.parse(textwrap.dedent(code))
    last = body.body.pop()
    names = {"handed": globals().get("handed")}
    exec(compile(body, "<test>", "exec"), names)
    return json.dumps(eval(compile(ast.Expression(last.value), "<test>", "eval"), names))
_run(given)`, code); // prettier-ignore
}

function inPython(code: string, given: string): unknown {
  python.globals.set('given', given);
  return JSON.parse(python.runPython(code) as string);
}
