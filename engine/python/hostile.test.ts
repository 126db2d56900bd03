/** What a notebook that somebody sent may try. Each way out is tried in the real interpreter, and is none. */
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { pythonFiles, TestWorld } from './testing/testWorld';
import { MOST_BYTES } from './cellOutput';
import type { PythonFiles } from './pyodide';
import { PythonEnded } from './world';

let files: PythonFiles;
let world: TestWorld;
beforeAll(async () => {
  files = await pythonFiles();
  world = await TestWorld.start(files, 128 << 20);
}, 120_000);
beforeEach(() => world.open());

const fails = (source: string) => {
  const { end } = world.run(source);
  return end.type === 'failed' ? `${end.error.name}: ${end.error.message}` : `${end.type}`;
};

describe('no way to JavaScript', () => {
  it.each([
    'js',
    'pyodide_js',
    'pyodide',
    'pyodide.code',
    'pyodide.ffi',
    'pyodide.http',
    '_pyodide',
    '_pyodide_core',
    'micropip',
  ])('by importing %s', (name) =>
    expect(fails(`import ${name}`)).toMatch(/^ModuleNotFoundError: No module named .*closed off/),
  );

  it('by finders, loaders and the table of modules', () => {
    const names = "['js', 'pyodide_js', 'pyodide', '_pyodide', '_pyodide_core', 'ctypes', '_ctypes']";
    expect(world.run(`import sys\n[n for n in sys.modules if n.partition('.')[0] in ${names}]`).result).toBe('[]');
    const { stdout } = world.run(
      [
        'import importlib, importlib.machinery as m, importlib.util, sys, _imp',
        `for name in ${names}:`,
        '    for finder in [m.BuiltinImporter, m.FrozenImporter, *sys.meta_path]:',
        '        try:',
        '            spec = finder.find_spec(name)',
        '            if spec is not None and name.startswith("_") and name != "_pyodide": print(name, finder, spec)',
        '        except ImportError: pass',
        '    try:',
        '        module = _imp.create_builtin(m.ModuleSpec(name, m.BuiltinImporter))',
        '        _imp.exec_builtin(module)',
        '        if module is not None and name != "_pyodide_core": print("built", name)',
        '    except ImportError: pass',
      ].join('\n'),
    );
    expect(stdout).toBe('');
  });

  it("by what Pyodide's own module makes", () => {
    const { stdout } = world.run(
      [
        'import importlib.machinery as m, _imp',
        'core = _imp.create_builtin(m.ModuleSpec("_pyodide_core", m.BuiltinImporter))',
        'made = [core.to_js([1, 2]), core.to_js({"a": 1}), core.to_js(print), core.create_proxy(print), core.to_js(b"12")]',
        'for one in made:',
        '    for name in ["constructor", "prototype", "__proto__", "call", "apply", "bind", "caller", "callee", "arguments"]:',
        '        if hasattr(one, name): print(one, name)',
        '    for attempt in (lambda: one.new(), lambda: setattr(one, "x", 1)):',
        '        try: print(attempt())',
        '        except Exception: pass',
      ].join('\n'),
    );
    expect(stdout).toBe('');
  });

  it("by Pyodide's own files, imported past the finders", () => {
    expect(
      fails(
        'import sys\nsys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != "_Hidden"]\nfrom pyodide.code import run_js\nrun_js("1")',
      ),
    ).toMatch(/ImportError|ModuleNotFoundError/);
  });

  it('by searching everything that is alive for objects of JavaScript', () => {
    const { result, traceback } = world.run(
      [
        'import gc, sys',
        'seen, proxies, todo = set(), [], [*gc.get_objects(), *object.__subclasses__(), *sys.modules.values()]',
        'while todo:',
        '    one = todo.pop()',
        '    if id(one) in seen: continue',
        '    seen.add(id(one))',
        '    if type(one) is not type and "JsProxy" in str(type(one).__mro__): proxies.append(one)',
        '    if isinstance(one, type) and "JsProxy" in one.__name__: todo.extend(gc.get_referrers(one)[:2000])',
        '    if len(seen) < 400_000: todo.extend(gc.get_referents(one))',
        'names = ["constructor", "__proto__", "prototype", "call", "apply", "bind", "caller", "arguments"]',
        'out = []',
        'for p in proxies:',
        '    for n in [*names, *dir(p)]:',
        '        v = getattr(p, n, None)',
        '        if v is not None and not isinstance(v, type) and "JsProxy" in str(type(v).__mro__): out.append((n, str(type(v))))',
        'len(proxies), out',
      ].join('\n'),
    );
    expect(traceback).toBe('');
    expect(result).toMatch(/^\(\d+, \[\]\)$/);
  });

  it('by writing to, deleting from or making more of what it is given', () => {
    const { stdout } = world.run(
      [
        'from _tapedeck import cells',
        'host = cells.host',
        'for attempt in (lambda: host.constructor, lambda: setattr(host, "x", 1), lambda: delattr(host, "length"),',
        '                lambda: host.new("note", "x"), lambda: host.__proto__, lambda: host.call(None), lambda: host.toString):',
        '    try:',
        '        attempt()',
        '        print("could")',
        '    except Exception as error:',
        '        print(type(error).__name__)',
      ].join('\n'),
    );
    expect(stdout).not.toContain('could');
  });
});

describe('no way to the machine', () => {
  it('by memory addresses', () => {
    expect(fails('import ctypes')).toMatch(/ModuleNotFoundError.*closed off/);
    expect(fails('import _ctypes')).toMatch(/ModuleNotFoundError.*closed off/);
  });

  it('by a shell or a process', () => {
    expect(world.run('import os\nos.system("echo out > /tmp/tapedeck-was-here")').result).toBe('-1');
    expect(fails('import subprocess\nsubprocess.run(["ls"])')).toMatch(/OSError/);
    expect(fails('import os\nos.fork()')).toMatch(/AttributeError|OSError/);
    expect(fails('import os\nos.execv("/bin/sh", ["sh"])')).toMatch(/OSError|AttributeError/);
    expect(fails('import threading\nthreading.Thread(target=print).start()')).toMatch(/RuntimeError/);
    expect(fails('import multiprocessing\nmultiprocessing.Process(target=print).start()')).not.toBe('finished');
  });

  it('by the network', () => {
    expect(fails('import socket\nsocket.create_connection(("127.0.0.1", 80), timeout=1)')).toMatch(/Error/);
    expect(fails('import urllib.request\nurllib.request.urlopen("http://127.0.0.1")')).toMatch(/Error/);
    expect(fails('import urllib.request\nurllib.request.urlopen("https://127.0.0.1")')).toMatch(/Error/);
    expect(fails('import pyodide_js\npyodide_js.loadPackage("numpy")')).toMatch(/ModuleNotFoundError/);
  });

  it('by its files', () => {
    for (const file of [__filename, '/etc/passwd', process.execPath]) {
      expect(fails(`open(${JSON.stringify(file)})`)).toMatch(/^FileNotFoundError/);
    }
    expect(world.run('import os\nsorted(os.listdir("/"))').result).toBe("['dev', 'home', 'lib', 'proc', 'tmp']");
    expect(world.run('open("mine.txt", "w").write("kept here")\nopen("mine.txt").read()').result).toBe("'kept here'");
  });

  it('by its environment', () => {
    const { result } = world.run('import os, sys\n{**os.environ}, sys.argv, sys.executable');
    for (const value of [process.env.PATH!, process.cwd(), process.execPath]) expect(result).not.toContain(value);
  });
});

describe('stops', () => {
  it.each([
    ['an endless loop', 'while True: pass'],
    ['a sleep', 'import time\ntime.sleep(60)'],
    ['a loop that catches what stops it, once', 'try:\n  while True: pass\nexcept BaseException:\n  while True: pass'],
    [
      'generators that make generators',
      'def g():\n  while True: yield g()\nall = []\nfor one in g(): all.append(next(one))',
    ],
    ['an endless await', 'import asyncio\nawait asyncio.sleep(60)'],
    ['a loop in a comparison', 'sorted([object() for _ in range(3)], key=lambda x: [1 for _ in iter(int, 1)])'],
  ])('%s', (_, source) => {
    const started = performance.now();
    const { end, traceback } = world.run(source, 100);
    expect(end).toEqual({ type: 'interrupted' });
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(traceback).toContain('KeyboardInterrupt');
    expect(world.run('1 + 1').result).toBe('2');
  });

  it('what takes all memory, and goes on', () => {
    expect(fails('big = bytearray(1 << 30)')).toMatch(/^MemoryError/);
    expect(fails('a = []\nwhile True: a.append(bytearray(1 << 20))')).toMatch(/^MemoryError/);
    expect(world.run('len(a) > 10\ndel a').end).toEqual({ type: 'finished' });
    expect(world.run('len(bytearray(50 << 20))').result).toBe('52428800');
  });

  it('small objects that take all memory', () => {
    expect(fails('a = []\nwhile True: a.append([1, 2])')).toMatch(/^MemoryError/);
    expect(world.run('del a').end).toEqual({ type: 'finished' });
    expect(world.run('1 + 1').result).toBe('2');
  });

  it('recursion', () => {
    expect(fails('def f(): return f()\nf()')).toMatch(/^RecursionError/);
    expect(world.run('f()').traceback).toContain('more times]');
  });

  it('100 MB of print, with the first of it shown', async () => {
    const large = await TestWorld.start(files);
    const { outputs, stdout, stderr, end } = large.run('print("x" * 100_000_000)\nprint("more")');
    expect(end).toEqual({ type: 'finished' });
    expect(stdout.length).toBe(MOST_BYTES);
    expect(stderr).toMatch(/the rest is dropped/);
    expect(outputs.length).toBeLessThan(200);
  });

  it('a print in an endless loop, which is seen meanwhile', () => {
    const { stdout, end, outputs } = world.run('i = 0\nwhile True:\n  print(i)\n  i += 1', 400);
    expect(end).toEqual({ type: 'interrupted' });
    expect(stdout).toMatch(/^0\n1\n2\n/);
    expect(outputs.length).toBeGreaterThan(1);
    expect(outputs.length).toBeLessThan(200);
  });
});

describe('an end of Python itself', () => {
  it.each([
    ['by leaving', 'import os\nos._exit(3)'],
    ['by aborting', 'import os\nos.abort()'],
    [
      'by code that is none',
      'f = lambda: 0\nf.__code__ = f.__code__.replace(co_code=b"\\xff" * 64, co_stacksize=0)\nf()',
    ],
    ['by depth in C', 'class A:\n  def __repr__(self): return repr(self)\nA()'],
    ['by depth', 'import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return [f(n + 1)]\nf(0)'],
  ])('%s is told', { timeout: 60_000 }, async (_, source) => {
    // Pyodide says on the console what it died of.
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const fragile = await TestWorld.start(files, 256 << 20);
    let end: unknown;
    try {
      end = fragile.run(source, 20_000).end.type;
    } catch (error) {
      end = error;
    }
    if (typeof end === 'string') expect(end).toBe('failed');
    else expect(end).toBeInstanceOf(PythonEnded);
  });
});
