// Which room may import from which, as one lint rule with messages that explain. Rooms are the
// top-level folders; inside the engine, each layer imports only what stands before it.
import path from 'node:path';

const LAYERS = ['tensor', 'backends', 'random', 'tape', 'ops', 'function', 'keras', 'export', 'stream', 'runner'];
const ROOMS = ['engine', 'electron', 'renderer', 'e2e', 'build'];
const ELECTRON_FREE = /^(electron|react|react-dom|zustand|@xyflow\/|@codemirror\/|radix-ui)(\/|$|(?<=\/))/;
const TYPE_ROOMS = /^(engine\/protocol(\/|$)|electron\/bridge$)/;

/**
 * Says what is wrong with one import, or null when it is fine.
 * @param {{ from: string, source: string, typeOnly: boolean, names: string[] | null, isTest: boolean }} use
 *   `from` is the importing file relative to the root; `names` are the values taken (null: unknown, or all of them).
 * @returns {string | null}
 */
export function judgeImport({ from, source, typeOnly, names, isTest }) {
  const room = from.split('/')[0];
  if (!source.startsWith('.')) return judgePackage(room, source, isTest);
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(from), source.replace(/[?#].*$/, '')));
  const targetRoom = target.split('/')[0];
  if (!ROOMS.includes(room) || !ROOMS.includes(targetRoom)) return null;
  if (room === targetRoom) return room === 'engine' && !isTest ? judgeLayer(from, target, typeOnly) : null;
  if (targetRoom === 'e2e') return 'e2e/ holds journeys, not code to import.';
  if (targetRoom === 'build') {
    return room === 'e2e' || isTest ? null : 'build/ holds scripts that make the app; the app cannot import them.';
  }
  if (room === 'engine') {
    return `engine/ runs in plain Node and in workers, so it imports nothing from ${targetRoom}/. Take what is needed as an argument.`;
  }
  if (room === 'renderer') return judgeRenderer(target, typeOnly, names);
  if (room === 'electron') return judgeElectron(from, target, targetRoom);
  return room === 'e2e' && !typeOnly
    ? 'A journey acts on the built app from outside: only `import type` from the other rooms.'
    : null;
}

function judgePackage(room, source, isTest) {
  if (isTest) return null;
  if (room === 'engine' && ELECTRON_FREE.test(source)) {
    return `engine/ has no interface and no Electron, so it cannot import '${source}'.`;
  }
  if ((room === 'engine' || room === 'renderer') && source.startsWith('node:')) {
    return `${room}/ runs in sandboxed pages and workers, where '${source}' does not exist.`;
  }
  if (room === 'engine' && source === 'webgpu') {
    return "The engine takes its GPU object from outside and never asks which world it is in; only tests import 'webgpu'.";
  }
  if (room === 'renderer' && source === 'electron') {
    return 'The workbench reaches the main process through window.tapedeck (electron/bridge.ts) and nothing else.';
  }
  return null;
}

function judgeLayer(from, target, typeOnly) {
  const [, fromFolder] = from.split('/');
  const [, targetFolder] = target.split('/');
  if (targetFolder === 'protocol' && !typeOnly && fromFolder !== 'protocol' && rankOf(fromFolder) < rankOf('runner')) {
    return 'The protocol is types for what stands outside: below the runner, use `import type`.';
  }
  if (fromFolder === 'protocol' && targetFolder !== 'protocol') {
    return 'engine/protocol is the contract with the workbench and depends on nothing.';
  }
  if (targetFolder === 'protocol' || rankOf(targetFolder) <= rankOf(fromFolder)) return null;
  return `engine/${fromFolder} stands before engine/${targetFolder} (${LAYERS.join(' → ')}): a layer imports only what stands before it.`;
}

// What is no layer (the script's sandbox, the lessons, the namespace itself) stands with the runner.
function rankOf(folder) {
  return LAYERS.includes(folder) ? LAYERS.indexOf(folder) : LAYERS.indexOf('runner');
}

function judgeRenderer(target, typeOnly, names) {
  if (!TYPE_ROOMS.test(target)) {
    return 'renderer/ knows the engine and Electron only by the types in engine/protocol and electron/bridge: op names, formulas and values reach it as data.';
  }
  if (typeOnly || (names && names.every((name) => name === 'SMALL_TENSOR'))) return null;
  return 'renderer/ takes only types from engine/protocol and electron/bridge (`import type`); the one value allowed is SMALL_TENSOR.';
}

function judgeElectron(from, target, targetRoom) {
  if (targetRoom === 'renderer') return 'electron/ opens the workbench as a page; it imports none of its code.';
  if (targetRoom === 'engine' && !from.startsWith('electron/host/')) {
    return 'The main process and the preloads do no maths: only electron/host joins the engine to Electron.';
  }
  return null;
}

/** @type {import('eslint').Rule.RuleModule} */
export const importDirections = {
  meta: { type: 'problem', schema: [], messages: { direction: '{{ why }}' } },
  create(context) {
    const from = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const isTest = /\.(test|spec|bench)\.tsx?$/.test(from) || /(^|\/)(testing|fixtures)\//.test(from);
    const check = (node, source, typeOnly, names) => {
      if (typeof source?.value !== 'string') return;
      const why = judgeImport({ from, source: source.value, typeOnly, names, isTest });
      if (why) context.report({ node: source, messageId: 'direction', data: { why } });
    };
    const values = (specifiers, kind) => specifiers.filter((each) => each[kind] !== 'type');
    return {
      ImportDeclaration(node) {
        const taken = values(node.specifiers, 'importKind');
        const typeOnly = node.importKind === 'type' || (node.specifiers.length > 0 && taken.length === 0);
        const names = taken.every((each) => each.type === 'ImportSpecifier')
          ? taken.map((each) => each.imported.name)
          : null;
        check(node, node.source, typeOnly, node.specifiers.length > 0 ? names : null);
      },
      ExportNamedDeclaration(node) {
        if (!node.source) return;
        const taken = values(node.specifiers, 'exportKind');
        check(
          node,
          node.source,
          node.exportKind === 'type' || taken.length === 0,
          taken.map((each) => each.local.name),
        );
      },
      ExportAllDeclaration: (node) => check(node, node.source, node.exportKind === 'type', null),
      ImportExpression: (node) => check(node, node.source, false, null),
    };
  },
};
