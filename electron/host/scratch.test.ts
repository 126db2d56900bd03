import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { readNotebook } from '../../engine/notebook';
import type { CellId, CellOutput, NotebookState } from '../../engine/protocol';
import { startPythonSession } from './testing/pythonSession';

const text = (outputs: readonly CellOutput[]) =>
  outputs
    .map((o) =>
      o.kind === 'stream'
        ? o.text
        : o.kind === 'result'
          ? `=> ${o.text}\n`
          : o.kind === 'error'
            ? `! ${o.traceback.join('\n')}\n`
            : '',
    )
    .join('');
it('all', async () => {
  const session = await startPythonSession();
  const report: string[] = [];
  const only = process.env.ONLY?.split(',');
  for (const name of readdirSync('e2e/notebooks').filter(
    (n) => n.endsWith('.ipynb') && (!only || only.some((o) => n.includes(o))),
  )) {
    const doc = readNotebook(name, new Uint8Array(readFileSync(`e2e/notebooks/${name}`)));
    const port = session.open();
    const outs = new Map<string, CellOutput[]>();
    let state: NotebookState | null = null;
    let wake = () => {};
    port.listen((e) => {
      if (e.type === 'notebookChanged') state = e.notebook;
      if (e.type === 'cellOutputs') outs.set(e.cell, [...(e.reset ? [] : (outs.get(e.cell) ?? [])), ...e.outputs]);
      wake();
    });
    port.send({ type: 'attach' });
    port.send({ type: 'openNotebook', lesson: null });
    let bad = 0;
    const started = performance.now();
    for (const [i, cell] of doc.cells.entries()) {
      if (cell.kind !== 'code' || cell.source.trim() === '') continue;
      const id = `${name}-${i}` as CellId;
      port.send({ type: 'runCells', cells: [{ cell: id, source: cell.source }], pace: 'run' });
      await Promise.race([
        new Promise<void>((r) => {
          wake = () => {
            const one = state?.executions.findLast((x) => x.cell === id);
            if (one && !['queued', 'running'].includes(one.state)) r();
          };
        }),
        new Promise((r) => setTimeout(r, 20000)),
      ]);
      await new Promise((r) => setTimeout(r, 5));
      const [want, got] = [text(cell.outputs), text(outs.get(id) ?? [])];
      if (want !== got) {
        bad++;
        report.push(`--- ${name} cell ${i + 1}\n${cell.source}\nWANT:\n${want}GOT:\n${got}`);
      }
    }
    report.push(`### ${name}: ${bad} differ, ${Math.round(performance.now() - started)} ms`);
  }
  writeFileSync('/tmp/nb/report.txt', report.join('\n'));
  session.close();
}, 600_000);
