import { describe, expect, it } from 'vitest';
import { LABEL_FUNCTION, ScriptSyntaxError, transformScript } from './transform';

const named = (name: string) => `${LABEL_FUNCTION}("${name}",${name});`;

function codeOf(source: string): string {
  return transformScript(source).code;
}

function failureOf(source: string): ScriptSyntaxError {
  try {
    transformScript(source);
  } catch (error) {
    if (error instanceof ScriptSyntaxError) return error;
    throw error;
  }
  throw new Error('expected a syntax error');
}

describe('transformScript', () => {
  it('takes types away and keeps every line where it is', () => {
    const source = `interface Point {
  x: number;
}
enum Kind { A, B }
function f<T extends Point>(p: T, q?: number): number {
  return p.x! as number;
}
let total: number = f({ x: 1 });`;
    const lines = codeOf(source).split('\n');
    expect(lines.length).toBe(source.split('\n').length);
    expect(lines[4]).toContain('function f');
    expect(lines[7]).toContain(named('total'));
  });

  it('turns the import into the global, whatever its form, on as many lines', () => {
    expect(codeOf(`import * as tf from 'tapedeck'`)).toBe(';');
    expect(codeOf(`import tf from 'tapedeck';`)).toBe(';');
    expect(codeOf(`import { tf } from 'tapedeck';`)).toBe(';');
    expect(codeOf(`import * as T from "tapedeck";`)).toBe('const T = tf;');
    expect(codeOf(`import {\n  Variable,\n  constant as c,\n} from 'tapedeck';\nc(1);`)).toBe(
      'const { Variable, "constant": c } = tf;\n\n\n\nc(1);',
    );
  });

  it('names what declarations and assignments give, behind them on the same line', () => {
    expect(codeOf('const y = f(x);')).toBe(`const y = f(x);${named('y')}`);
    expect(codeOf('const y = f(x)\ny.z')).toBe(`const y = f(x);${named('y')}\ny.z`);
    expect(codeOf('y = f(x);')).toBe(`y = f(x);${named('y')}`);
    expect(codeOf('let a = 1, b = 2;')).toBe(`let a = 1, b = 2;${named('a')}${named('b')}`);
    expect(codeOf('const [dw, { db: c = 1 }] = g;')).toBe(`const [dw, { db: c = 1 }] = g;${named('dw')}${named('c')}`);
    expect(codeOf('export const y = 1;')).toContain(named('y'));
    expect(codeOf('let y;')).toBe('let y;');
    expect(codeOf('y += 1;')).toBe('y += 1;');
  });

  it('names inside functions, loops, switches and classes', () => {
    const code = codeOf(`const f = () => { const inner = g(); return inner; };
for (let i = 0; i < 2; i++) { const looped = i; }
switch (1) { case 1: const chosen = 2; break; }
class A { method() { const own = 1; } static { const fixed = 1; } }
try { const tried = 1; } catch { const caught = 1; }
label: { const nested = 1; }`);
    for (const name of ['inner', 'looped', 'chosen', 'own', 'fixed', 'tried', 'caught', 'nested']) {
      expect(code).toContain(named(name));
    }
    expect(code).not.toContain(named('i'));
  });

  it('leaves a lone statement after `if` and the head of a loop alone', () => {
    const source = 'if (a) b = c; else d = e;\nfor (const k of l) m(k);\nwhile (n = o()) p();';
    expect(codeOf(source)).toBe(source);
  });

  it('moves no column of what stands before', () => {
    const source = 'const loss = tape.record(() => f(x)); const g = h();';
    const code = codeOf(source);
    expect(code.startsWith('const loss = tape.record(() => f(x));')).toBe(true);
  });

  it('tells where the syntax is wrong', () => {
    expect(failureOf('const a = 1;\nconst b = ;')).toMatchObject({ line: 2, column: 11 });
    expect(failureOf('let a = 1;\nlet a = 2;')).toMatchObject({ line: 2, column: 5 });
    expect(failureOf('f(1, 2').line).toBe(1);
    expect(failureOf("\nimport fs from 'fs';")).toMatchObject({
      message: "cannot import 'fs': a script has 'tapedeck' and nothing else",
      line: 2,
      column: 16,
    });
    expect(failureOf('const a = 1;\nconst b = ;').message).not.toMatch(/\(\d+:\d+\)|transforming/);
  });
});
