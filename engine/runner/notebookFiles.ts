import { readNotebook, writeNotebook } from '../notebook';
import type { Command, EngineEvent, Result } from '../protocol';

type Question = Extract<Command, { type: 'readNotebook' | 'writeNotebook' }>;

/** Reads or writes a file of cells; what cannot be read is said to the one who asked. */
export function answerNotebookFile(question: Question): EngineEvent {
  const { request } = question;
  if (question.type === 'readNotebook') {
    const result = attempt(() => readNotebook(question.fileName, question.bytes));
    return { type: 'notebookRead', request, result };
  }
  return { type: 'notebookWritten', request, result: attempt(() => writeNotebook(question.document)) };
}

function attempt<T>(answer: () => T): Result<T> {
  try {
    return { ok: true, value: answer() };
  } catch (error) {
    return { ok: false, message: (error as Error).message };
  }
}
