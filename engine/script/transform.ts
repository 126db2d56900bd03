/**
 * A script as a person writes it, TypeScript, becomes what the sandbox runs, without moving a line.
 * Types go (sucrase), `import … from 'tapedeck'` becomes the global `tf`, and after `const y = …`
 * the tensor learns that the script calls it `y`. No mark before every statement is needed for lines:
 * each call takes its place from the sandbox's own stack, and `callLines.ts` mends those that span lines.
 */
import { type Node, parse, type Program } from 'acorn';
import MagicString from 'magic-string';
import { transform as stripTypes } from 'sucrase';
import type { ScriptError } from '../protocol/events';
import { CallLines } from './callLines';

/** The global that the sandbox gives for naming; no script can write it by accident. */
export const LABEL_FUNCTION = '__tapedeckLabel';

/** A script that is not valid, with its place. */
export class ScriptSyntaxError extends Error {
  override readonly name = 'SyntaxError';

  constructor(
    message: string,
    readonly line: number | null,
    readonly column: number | null,
  ) {
    super(message);
  }

  toScriptError(): ScriptError {
    return { name: this.name, message: this.message, line: this.line, column: this.column };
  }
}

export interface TransformedScript {
  readonly code: string;
  /** Finds the line of a call that spans lines. */
  readonly calls: CallLines;
}

/** TypeScript or JavaScript to a module that the sandbox runs. Throws `ScriptSyntaxError`. */
export function transformScript(source: string): TransformedScript {
  const script = withoutTypes(source);
  const program = parseModule(script);
  const edit = new MagicString(script);
  replaceImports(program, edit);
  nameResults(program.body, edit);
  return { code: edit.toString(), calls: new CallLines(program) };
}

function withoutTypes(source: string): string {
  try {
    return stripTypes(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      keepUnusedImports: true,
    }).code;
  } catch (error) {
    throw syntaxError(error);
  }
}

function parseModule(script: string): Program {
  try {
    return parse(script, { ecmaVersion: 2024, sourceType: 'module', locations: true });
  } catch (error) {
    throw syntaxError(error);
  }
}

/** Both parsers end their message with `(line:column)`; acorn counts columns from 0. */
function syntaxError(error: unknown): ScriptSyntaxError {
  const message = error instanceof Error ? error.message : String(error);
  const place = /\((\d+):(\d+)\)\s*$/.exec(message);
  const text = message.replace(/\s*\(\d+:\d+\)\s*$/, '').replace(/^Error transforming .*?: /, '');
  if (place === null) return new ScriptSyntaxError(text, null, null);
  const fromAcorn = error instanceof SyntaxError && 'raisedAt' in error;
  return new ScriptSyntaxError(text, Number(place[1]), Number(place[2]) + (fromAcorn ? 1 : 0));
}

function replaceImports(program: Program, edit: MagicString): void {
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration') continue;
    if (node.source.value !== 'tapedeck') {
      const { line, column } = placeOf(edit.original, node.source.start);
      throw new ScriptSyntaxError(
        `cannot import '${String(node.source.value)}': a script has 'tapedeck' and nothing else`,
        line,
        column,
      );
    }
    const parts: string[] = [];
    const names: string[] = [];
    for (const one of node.specifiers) {
      const local = one.local.name;
      if (one.type !== 'ImportSpecifier') {
        // The global already has this name.
        if (local !== 'tf') parts.push(`${local} = tf`);
        continue;
      }
      const imported = one.imported.type === 'Identifier' ? one.imported.name : String(one.imported.value);
      if (imported === 'tf') {
        if (local !== 'tf') parts.push(`${local} = tf`);
      } else names.push(imported === local ? local : `${JSON.stringify(imported)}: ${local}`);
    }
    if (names.length > 0) parts.push(`{ ${names.join(', ')} } = tf`);
    const lines = edit.original.slice(node.start, node.end).split('\n').length - 1;
    edit.overwrite(node.start, node.end, (parts.length > 0 ? `const ${parts.join(', ')};` : ';') + '\n'.repeat(lines));
  }
}

/**
 * Appends the naming call to each declaration and plain assignment that stands in a list of
 * statements: behind it, so that no column before it moves.
 */
function nameResults(statements: readonly Node[], edit: MagicString): void {
  for (const statement of statements) {
    const names = assignedNames(statement);
    if (names.length > 0) {
      const ended = edit.original[statement.end - 1] === ';';
      const calls = names.map((name) => `${LABEL_FUNCTION}(${JSON.stringify(name)},${name});`).join('');
      edit.appendLeft(statement.end, (ended ? '' : ';') + calls);
    }
  }
  for (const statement of statements) eachList(statement, (list) => nameResults(list, edit));
}

interface Pattern extends Node {
  readonly name?: string;
  readonly elements?: readonly (Pattern | null)[];
  readonly properties?: readonly { readonly type: string; readonly value?: Pattern; readonly argument?: Pattern }[];
  readonly left?: Pattern;
}

interface Statement extends Node {
  readonly declarations?: readonly { readonly id: Pattern; readonly init: Node | null }[];
  readonly declaration?: Statement | null;
  readonly expression?: Node & { readonly operator?: string; readonly left?: Pattern };
}

function assignedNames(node: Node): string[] {
  const statement = node as Statement;
  if (statement.type === 'ExportNamedDeclaration' && statement.declaration) return assignedNames(statement.declaration);
  if (statement.type === 'VariableDeclaration') {
    return statement.declarations!.flatMap(({ id, init }) => (init === null ? [] : namesIn(id)));
  }
  const { expression } = statement;
  if (statement.type === 'ExpressionStatement' && expression?.type === 'AssignmentExpression') {
    return expression.operator === '=' ? namesIn(expression.left!) : [];
  }
  return [];
}

function namesIn(pattern: Pattern | null | undefined): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name!];
    case 'ArrayPattern':
      return pattern.elements!.flatMap(namesIn);
    case 'ObjectPattern':
      return pattern.properties!.flatMap((one) => (one.type === 'Property' ? namesIn(one.value) : []));
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    default:
      return [];
  }
}

/** Calls `visit` with every list of statements directly or indirectly inside `node`, not inside another such list. */
function eachList(node: Node, visit: (statements: readonly Node[]) => void): void {
  for (const [key, value] of Object.entries(node)) {
    if (Array.isArray(value)) {
      const isList = key === 'body' || key === 'consequent';
      if (isList && node.type !== 'ClassBody') visit(value as Node[]);
      else for (const one of value) if (isNode(one)) eachList(one, visit);
    } else if (isNode(value)) {
      eachList(value, visit);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: before[before.length - 1].length + 1 };
}
