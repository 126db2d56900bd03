import { spawn } from 'node:child_process';
import { ROOT } from './root.mjs';

/** What shells say of a program that was interrupted. */
export const KILLED = 130;

/**
 * Runs a program in the repository with this terminal and resolves with its exit code (KILLED when a signal ended it).
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function runCommand(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
    let interrupted = false;
    const pass = (signal) => {
      interrupted = true;
      child.kill(signal);
    };
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve(interrupted ? KILLED : (code ?? KILLED));
    });
  });
}

/** Runs a script of an installed package with this Node. */
export function runNode(script, args = [], options = {}) {
  return runCommand(process.execPath, [script, ...args], options);
}

/** Runs the npm that started this script, else the one on the path. */
export function runNpm(args, options = {}) {
  const npm = process.env.npm_execpath;
  if (npm && /npm-cli\.[cm]?js$/.test(npm)) return runNode(npm, args, options);
  return runCommand('npm', args, { shell: process.platform === 'win32', ...options });
}
