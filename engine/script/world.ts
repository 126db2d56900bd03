/**
 * Runs one script: a fresh sandbox, the engine's context as at the start of a program, and a line to
 * where the tensors live. Ops only infer shapes here; what they compute is a stream of items.
 */
import type { ScriptError } from '../protocol/events';
import { context } from '../tape/context';
import { Binding } from './binding';
import { EngineWorld, pushLabel, scriptNamespace } from './engineWorld';
import type { ScriptLine } from './line';
import { Interrupted, type Sandbox, ScriptFailure, type SandboxLimits, type SandboxSession } from './sandbox';
import type { Pins } from './startValues';
import { ScriptSyntaxError, type TransformedScript, transformScript } from './transform';

export interface ScriptRun {
  readonly sandbox: Sandbox;
  /** The namespace that the script sees. */
  readonly tf: object;
  readonly source: string;
  readonly pins: Pins;
  readonly seed: number;
  readonly line: ScriptLine;
  readonly limits?: SandboxLimits;
}

export type ScriptOutcome =
  | { readonly type: 'finished' }
  | { readonly type: 'interrupted' }
  | { readonly type: 'failed'; readonly error: ScriptError };

/** Runs a script to its end, whatever that is. Never throws what a script does wrong. */
export async function runScript(run: ScriptRun): Promise<ScriptOutcome> {
  const { line } = run;
  let outcome: ScriptOutcome;
  try {
    await execute(run, transformScript(run.source));
    outcome = line.stopped() ? { type: 'interrupted' } : { type: 'finished' };
  } catch (error) {
    outcome = line.stopped() || error instanceof Interrupted ? { type: 'interrupted' } : failure(error);
  }
  // An interrupted script too: what it has recorded so far is to be seen.
  try {
    line.flush();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return { type: 'interrupted' };
  }
  return outcome;
}

async function execute(run: ScriptRun, script: TransformedScript): Promise<void> {
  const { sandbox, line } = run;
  const session = sandbox.open(() => line.stopped(), run.limits);
  try {
    await inWorld(run, session, script);
  } finally {
    session.close();
    if (session.spoiled) await sandbox.renew();
  }
}

async function inWorld(run: ScriptRun, session: SandboxSession, { code, calls }: TransformedScript): Promise<void> {
  const { line, seed } = run;
  const world = new EngineWorld(line, run.pins, seed);
  const binding = new Binding(scriptNamespace(run.tf), session, calls, {
    printed: (text, at) => line.push({ t: 'printed', text, line: at }),
    labelled: (object, name) => pushLabel(line, object, name),
    calling: () => world.garbage.collectWhenDue(binding),
  });
  try {
    binding.install(seed);
    await drive(session, binding, code);
  } catch (error) {
    throw error instanceof ScriptFailure ? new ScriptFailure(binding.inPlace(error.scriptError)) : error;
  } finally {
    binding.dispose();
    world.close();
  }
}

/** Starts the script and keeps it going through its awaits until it ends. */
async function drive(session: SandboxSession, binding: Binding, code: string): Promise<void> {
  const script = session.start(code);
  try {
    for (;;) {
      session.pump();
      if (binding.interrupted) throw new Interrupted();
      if (session.ended(script)) return;
      if (binding.pendingPromises === 0) {
        throw new ScriptFailure({
          name: 'Error',
          message: 'the script awaits something that never happens',
          line: context.line,
          column: null,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  } finally {
    script.dispose();
  }
}

function failure(error: unknown): ScriptOutcome {
  if (error instanceof ScriptSyntaxError) return { type: 'failed', error: error.toScriptError() };
  if (error instanceof ScriptFailure) {
    const { scriptError } = error;
    return { type: 'failed', error: { ...scriptError, line: scriptError.line ?? context.line } };
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { type: 'failed', error: { name, message: `internal: ${message}`, line: context.line, column: null } };
}
