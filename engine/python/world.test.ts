import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pythonFiles, TestWorld } from './testing/testWorld';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.start(await pythonFiles());
}, 120_000);
beforeEach(() => world.open());

describe('cells', () => {
  it('go on in the world that the cells before them left', () => {
    expect(world.run('x = 6\ndef f(): return x * 7').end).toEqual({ type: 'finished' });
    expect(world.run('f()').outputs).toEqual([{ kind: 'result', text: '42', png: null, count: 2 }]);
    expect(world.run('_ + Out[2], __name__').result).toBe("(84, '__main__')");
  });

  it('find nothing of the world before', () => {
    world.run('import builtins, math\nx = 1\nbuiltins.y = 2\nmath.z = 3\nopen("left.txt", "w").write("here")');
    const before = world.run('import random; random.random()').result;
    world.open();
    expect(world.run('x').end).toMatchObject({ type: 'failed', error: { name: 'NameError' } });
    expect(world.run('y').end).toMatchObject({ type: 'failed', error: { name: 'NameError' } });
    expect(world.run('import os; os.listdir()').result).toBe('[]');
    expect(world.run('import random; random.random()').result).toBe(before);
  });

  it('show the last value, and not when a semicolon, None or an assignment ends them', () => {
    expect(world.run('1\n2').result).toBe('2');
    for (const silent of ['3;', '3;  # why', 'None', 'x = 3', '']) expect(world.run(silent).result).toBeNull();
    expect(world.run('"a;"').result).toBe("'a;'");
    expect(world.run('display([1], "b")\n5').outputs).toMatchObject([
      { kind: 'result', text: '[1]', count: null },
      { kind: 'result', text: "'b'", count: null },
      { kind: 'result', text: '5', count: 8 },
    ]);
  });

  it('write values as IPython does', () => {
    expect(world.run('list(range(30))').result).toBe(
      Array.from({ length: 30 }, (_, i) => (i === 0 ? '[0' : ` ${i}`)).join(',\n') + ']',
    );
    expect(world.run("{'a': [1, 2], 'b': (3,), 'c': {2, 1}}").result).toBe("{'a': [1, 2], 'b': (3,), 'c': {1, 2}}");
    expect(world.run('def f(x, y=1): pass\nf').result).toBe('<function __main__.f(x, y=1)>');
    expect(world.run('class A:\n  def __repr__(self): return "one\\ntwo"\n[A(), A()]').result).toBe(
      '[one\n two,\n one\n two]',
    );
    expect(world.run('A').result).toBe('__main__.A');
    expect(world.run('int').result).toBe('int');
  });

  it('may await at the top', () => {
    expect(world.run('import asyncio\nasync def f():\n  await asyncio.sleep(0.01)\n  return 5\nawait f()').result).toBe(
      '5',
    );
    expect(world.run('await asyncio.gather(f(), f())').result).toBe('[5, 5]');
    expect(world.run('asyncio.run(f())')).toMatchObject({ traceback: '', result: '5' });
  });

  it('print to both streams, in order', () => {
    const { outputs } = world.run('import sys\nprint("a")\nprint("b", file=sys.stderr)\nprint("c", end="")\n"d"');
    expect(outputs).toEqual([
      { kind: 'stream', name: 'stdout', text: 'a\n' },
      { kind: 'stream', name: 'stderr', text: 'b\n' },
      { kind: 'stream', name: 'stdout', text: 'c' },
      { kind: 'result', text: "'d'", png: null, count: 1 },
    ]);
  });
});

describe('errors', () => {
  it('show the frames of cells with their lines', () => {
    world.run('# a\ndef f(x):\n    return 1 / x');
    const { traceback, end } = world.run('a = 1\nf(0)');
    expect(traceback).toBe(
      [
        'Traceback (most recent call last):',
        '  Cell In[2], line 2',
        '    f(0)',
        '    ~^^^',
        '  Cell In[1], line 3, in f',
        '    return 1 / x',
        '           ~~^~~',
        'ZeroDivisionError: division by zero',
      ].join('\n'),
    );
    expect(end).toEqual({
      type: 'failed',
      error: { name: 'ZeroDivisionError', message: 'division by zero', line: 3, column: 12 },
    });
  });

  it('show causes, and libraries but nothing of ours', () => {
    const { traceback } = world.run(
      'import json\ntry:\n  json.loads("{")\nexcept ValueError as e:\n  raise KeyError("x") from e',
    );
    expect(traceback).toContain('The above exception was the direct cause');
    expect(traceback).toContain('File "json/__init__.py"');
    expect(traceback).toContain("KeyError: 'x'");
    expect(traceback).not.toMatch(/tapedeck|pyodide|frozen/);
  });

  it('show where the syntax is wrong', () => {
    const { traceback, end } = world.run('x = 1\ny = = 2');
    expect(traceback).toBe('  Cell In[1], line 2\n    y = = 2\n        ^\nSyntaxError: invalid syntax');
    expect(end).toMatchObject({ type: 'failed', error: { name: 'SyntaxError', line: 2, column: 5 } });
  });

  it('say that a cell cannot ask, leave or use the shell', () => {
    expect(world.run('input("name?")').traceback).toMatch(/StdinNotImplementedError: .*cannot ask for input/);
    expect(world.run('exit()').end).toMatchObject({ type: 'failed', error: { name: 'SystemExit' } });
    expect(world.run('x = 1\n!pip install numpy').traceback).toMatch(/line 2[^]*SyntaxError: Tapedeck has no shell/);
    expect(world.run('%%bash\nls').traceback).toMatch(/SyntaxError: Tapedeck has no %bash/);
    expect(world.run('breakpoint()').traceback).toMatch(/NotImplementedError: Tapedeck has no pdb/);
  });

  it('pass over what only says how things look', () => {
    const { end, stderr, result } = world.run('%matplotlib inline\n%time x = 5\nx % 3');
    expect(end).toEqual({ type: 'finished' });
    expect(result).toBe('2');
    expect(stderr).toBe(
      '%matplotlib is passed over: it has no meaning in Tapedeck\n%time is passed over: it has no meaning in Tapedeck\n',
    );
  });

  it('say which packages there are not', () => {
    expect(world.run('import numpy as np').end).toMatchObject({
      type: 'failed',
      error: { name: 'ModuleNotFoundError', message: expect.stringMatching(/no such package.*\.numpy\(\)/) },
    });
    expect(world.run('import tensorflow_probability').traceback).toMatch(/ModuleNotFoundError: No module named/);
    expect(world.run('try:\n  import torch\nexcept ImportError:\n  print("none")').stdout).toBe('none\n');
  });
});

describe('the engine', () => {
  const labels = () => world.line.items.flatMap((item) => (item.t === 'label' ? [item.name] : []));

  it('is told the names that a notebook gives, at the top and in functions', () => {
    world.run('import tensorflow as tf\na = tf.constant(1.0)\nb, (c, n) = a + 1, (a + 2, 5)\na_list = [a]');
    world.run(
      'def f(x):\n  inner = x * 2\n  inner += 1\n  return inner\n\nclass A:\n  field = f(a)\nv: tf.Tensor = A.field',
    );
    expect(labels()).toEqual(['a', 'b', 'c', 'inner', 'inner', 'field', 'v']);
  });

  it('knows the line of an op among all lines of the run', () => {
    world.run('# one\n# two\n# three');
    world.run('import tensorflow as tf\nx = tf.constant([1.0])\ny = (x *\n  2)');
    const lines = world.line.items.flatMap((item) => (item.t === 'op' ? [[item.op, item.line]] : []));
    expect(lines).toContainEqual(['multiply', 6]);
  });

  it('starts anew with a world: variables, names and chance', () => {
    const source =
      'import tensorflow as tf\nv = tf.Variable(tf.random.normal((2,)))\nv.name, tf.random.uniform((1,)).shape';
    const first = world.run(source).result;
    const chance = () => world.line.items.flatMap((item) => (item.t === 'op' ? [item.attributes] : []));
    const before = chance();
    world.open();
    expect(world.run(source).result).toBe(first);
    expect(chance()).toEqual(before);
    expect(before).not.toEqual([]);
  });

  it('ends what waits for it when it is told to', () => {
    // The line of this test has no engine behind it: a read is where it says stop.
    const { end } = world.run('import tensorflow as tf\nx = tf.reduce_sum(tf.ones((100, 100)))\nfloat(x)');
    expect(end).toEqual({ type: 'interrupted' });
    expect(world.run('1 + 1').result).toBe('2');
  });
});
