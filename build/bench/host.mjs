// A process of its own for one contestant: it answers messages of its parent, one at a time.
const contestant = await import(process.argv[2]);
let current = null;

const COMMANDS = {
  init: async () => ({ info: await contestant.init() }),
  setUp: async ({ workload, argument }) => {
    current = await contestant[workload](argument);
    return { check: await current.check() };
  },
  batch: ({ ms }) => batch(ms),
};

/** Runs steps for about `ms`; looks at the clock rarely where steps are short. */
async function batch(ms) {
  const started = performance.now();
  let steps = 0;
  let last;
  for (let burst = 1, now = started; now - started < ms;) {
    for (let i = 0; i < burst; i++) {
      const result = current.step();
      last = result instanceof Promise ? await result : result;
    }
    steps += burst;
    const before = now;
    now = performance.now();
    if (now - before < 1) burst *= 2;
  }
  return { msPerStep: (performance.now() - started) / steps, last };
}

process.on('message', async (message) => {
  try {
    process.send({ ok: true, ...(await COMMANDS[message.command](message)) });
  } catch (error) {
    process.send({ ok: false, error: String(error?.message ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ ok: true });
