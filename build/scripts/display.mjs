import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const SCREEN = '1600x1000x24';

/**
 * Starts a virtual display on a free number and puts it into this process's environment for the
 * programs it starts. It ends with this process.
 * @returns {Promise<() => void>} stops it.
 */
export async function startVirtualDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'];
  // Detached: Ctrl-C in the terminal must reach the app first, while it still has its display.
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true });
  const stop = () => server.kill();
  process.once('exit', stop);
  const lines = createInterface({ input: server.stdio[3] });
  const [number] = await Promise.race([
    once(lines, 'line'),
    once(server, 'exit').then(() => Promise.reject(new Error('Xvfb ended before it was ready'))),
  ]);
  lines.close();
  server.stdio[3].destroy();
  server.unref();
  process.env.DISPLAY = `:${number}`;
  return stop;
}
