export interface LatestQuestion<Question> {
  ask(question: Question): void;
  /** Answers that come later are dropped. */
  close(): void;
}

/**
 * Asks one question at a time and always the newest: while one is on its way, newer ones replace
 * each other, and an answer that has been overtaken is dropped. A refused question (the engine went
 * away) is forgotten; the next one is asked as usual. After each answer it rests for `restMs`, so
 * that costly questions leave time for other work.
 */
export function latestQuestion<Question, Answer>(
  put: (question: Question) => Promise<Answer>,
  deliver: (answer: Answer, question: Question) => void,
  restMs = 0,
): LatestQuestion<Question> {
  let newest: { question: Question } | null = null;
  let isAsking = false;
  let isClosed = false;

  const askNewest = async () => {
    isAsking = true;
    while (newest && !isClosed) {
      const { question }: { question: Question } = newest;
      newest = null;
      const answer = await put(question).then(
        (value) => ({ value }),
        () => null,
      );
      if (answer && !newest && !isClosed) deliver(answer.value, question);
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
    isAsking = false;
  };
  return {
    ask(question) {
      newest = { question };
      if (!isAsking) void askNewest();
    },
    close() {
      isClosed = true;
    },
  };
}
