// npm run bench: the workloads on each backend present, beside TensorFlow.js in the same run. Contestants take
// turns in every round, so that a busy moment of the machine hits all of them, and ratios are taken within a round.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundleEngine, hasPeers } from './bundle.mjs';
import { installPeers } from './peers.mjs';
import { WORKLOADS } from './workloads.mjs';

const option = (name, fallback) =>
  Number(process.argv.find((one) => one.startsWith(`--${name}=`))?.split('=')[1] ?? fallback);
const ROUNDS = option('rounds', 9);
const BATCH_MS = option('ms', 80);
const WARM_MS = option('warm', 500);
/** A contestant that takes longer for a step has fewer rounds: [ms, rounds], the slowest first. */
const FEWER = [
  [5000, 1],
  [800, 3],
];
/** `--work=conv,matmul` leaves the others out. */
const ONLY = process.argv
  .find((one) => one.startsWith('--work='))
  ?.slice(7)
  .split(',');

const OURS = [
  { id: 'tapedeck cpu', file: './contestant.mjs', backend: 'cpu', ours: true },
  { id: 'tapedeck webgpu', file: './contestant.mjs', backend: 'webgpu', ours: true },
];
const PEERS = [
  { id: 'tfjs cpu', file: './tensorflowJs.mjs', backend: 'cpu' },
  { id: 'tfjs wasm', file: './tensorflowJs.mjs', backend: 'wasm' },
  { id: 'tfjs webgpu', file: './tensorflowJs.mjs', backend: 'webgpu' },
];

/** A contestant in its process; `ask` sends one command and waits for the answer. */
class Contestant {
  constructor({ id, file, backend, ours = false }) {
    Object.assign(this, { id, ours, gpu: backend === 'webgpu' });
    const entry = new URL(file, import.meta.url).href;
    const host = fileURLToPath(new URL('host.mjs', import.meta.url));
    this.child = fork(host, [entry], {
      env: { ...process.env, BACKEND: backend },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.errors = '';
    this.child.stderr.on('data', (text) => (this.errors = (this.errors + text).slice(-500)));
    this.child.on('message', (answer) => this.settle(answer));
    this.child.on('exit', () =>
      this.settle({ ok: false, error: this.errors.trim().split('\n').pop() || 'its process ended' }),
    );
    this.ready = new Promise((resolve) => (this.waiting = resolve));
  }

  settle(answer) {
    this.waiting?.(answer);
    this.waiting = null;
  }

  async ask(message) {
    if (!this.child.connected) return { ok: false, error: 'its process has ended' };
    const answer = new Promise((resolve) => (this.waiting = resolve));
    this.child.send(message);
    return answer;
  }

  end() {
    if (this.child.connected) this.child.disconnect();
  }
}

const median = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};
const quantile = (list, part) =>
  [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(part * list.length))];
const digits = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

async function start() {
  await bundleEngine();
  installPeers();
  const withPeers = hasPeers();
  if (!withPeers) console.log('TensorFlow.js is not here and could not be installed: our own figures alone.\n');
  const running = [];
  for (const entry of withPeers ? [...OURS, ...PEERS] : OURS) {
    const contestant = new Contestant(entry);
    await contestant.ready;
    const answer = await contestant.ask({ command: 'init' });
    if (answer.ok) running.push(contestant);
    else {
      console.log(`${entry.id}: not present (${answer.error})`);
      contestant.end();
    }
  }
  return running;
}

/** Sets a workload up everywhere, then times it in rounds; msPerStep by contestant. */
async function time(workload, contestants) {
  const taking = [];
  for (const contestant of contestants) {
    const { ok, check, error } = await contestant.ask({
      command: 'setUp',
      workload: workload.id,
      argument: workload.argument,
    });
    if (!ok) console.log(`  ${contestant.id.padEnd(16)} fails: ${error}`);
    else {
      const { msPerStep } = await contestant.ask({ command: 'batch', ms: WARM_MS });
      const rounds = FEWER.find(([ms]) => msPerStep > ms)?.[1] ?? ROUNDS;
      taking.push({ contestant, check, rounds, times: [] });
    }
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < taking.length; i++) {
      const one = taking[(i + round) % taking.length];
      if (round >= one.rounds) continue;
      const { ok, msPerStep, last, error } = await one.contestant.ask({ command: 'batch', ms: BATCH_MS });
      if (!ok || !Number.isFinite(last)) one.error = error ?? `read ${last}`;
      else one.times.push(msPerStep);
    }
  }
  return taking;
}

/** Contestants must agree: within a part in 500, or the row says so. */
function disagrees(check, reference) {
  return check.some(
    (value, i) => Math.abs(value - reference[i]) > 2e-3 * Math.max(Math.abs(value), Math.abs(reference[i])) + 2e-4,
  );
}

function ratioText(times, { contestant, times: theirs }) {
  const ratios = theirs.map((ms, round) => ms / times[round]).filter(Number.isFinite);
  return `${digits(median(ratios))} × ${contestant.id} (${digits(Math.min(...ratios))} to ${digits(Math.max(...ratios))})`;
}

function report(workload, taking) {
  const fine = taking.filter((one) => !one.error && one.times.length === one.rounds);
  // The CPU is held against the best TensorFlow.js there is without a GPU, WebGPU against its WebGPU.
  const peers = fine.filter((one) => !one.contestant.ours).sort((a, b) => median(a.times) - median(b.times));
  const rivalOf = ({ gpu }) => peers.find((one) => one.contestant.gpu === gpu);
  console.log(`\n${workload.title} [${workload.unit}]`);
  for (const { contestant, times, check, error, rounds } of taking) {
    if (error || times.length < rounds) {
      console.log(`  ${contestant.id.padEnd(16)} fails: ${error}`);
      continue;
    }
    const figures = times.map(workload.show);
    const spread = (quantile(times, 0.75) - quantile(times, 0.25)) / median(times);
    const rival = contestant.ours ? rivalOf(contestant) : undefined;
    const beside = rival ? `   ${ratioText(times, rival)}` : '';
    const wrong = disagrees(check, fine[0].check) ? `   ANSWER DIFFERS: ${check.join(', ')}` : '';
    console.log(
      `  ${contestant.id.padEnd(16)} ${digits(median(figures)).padStart(8)}  spread ${(spread * 100).toFixed(0).padStart(3)}%${beside}${wrong}`,
    );
  }
}

const contestants = await start();
for (const workload of WORKLOADS.filter(({ id }) => ONLY?.includes(id) ?? true))
  report(workload, await time(workload, contestants));
for (const contestant of contestants) contestant.end();
