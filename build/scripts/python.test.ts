import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { closedModule } from './python.mjs';
import { ROOT } from './root.mjs';

const original = readFileSync(path.join(ROOT, 'node_modules/pyodide/pyodide.asm.mjs'), 'utf8');

it("leaves Pyodide's module no way out", () => {
  const closed = closedModule(original);
  expect(closed).not.toMatch(/(?<![\w.$])(import|eval)\(/);
  expect(closed).not.toMatch(/new Function\(/);
  expect(closed).toContain('var ENVIRONMENT_IS_NODE=false;');
  expect(closed.match(/if\(Module\.closedOff/g)).toHaveLength(4);
});

it('does not go on with a module that it does not know', () => {
  expect(() => closedModule(original.replace('ENVIRONMENT_IS_WORKER=!!', 'ENVIRONMENT_IS_WORKER='))).toThrow(
    /not as expected/,
  );
});
