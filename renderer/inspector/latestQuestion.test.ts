import { expect, it, vi } from 'vitest';
import { latestQuestion } from './latestQuestion';

function setUp(restMs = 0) {
  const open: { question: string; answer(value: string): void; refuse(): void }[] = [];
  const delivered: string[] = [];
  const questions = latestQuestion<string, string>(
    (question) =>
      new Promise((resolve, reject) =>
        open.push({ question, answer: resolve, refuse: () => reject(new Error('gone')) }),
      ),
    (answer) => delivered.push(answer),
    restMs,
  );
  return { open, delivered, questions };
}
const settle = () => new Promise((resolve) => setTimeout(resolve));

it('has one question on its way and then asks only the newest', async () => {
  const { open, delivered, questions } = setUp();
  for (const question of ['a', 'b', 'c']) questions.ask(question);
  expect(open.map((each) => each.question)).toEqual(['a']);
  open[0].answer('A');
  await settle();
  expect(open.map((each) => each.question)).toEqual(['a', 'c']);
  expect(delivered).toEqual([]);
  open[1].answer('C');
  await settle();
  expect(delivered).toEqual(['C']);
});

it('goes on after a refusal', async () => {
  const { open, delivered, questions } = setUp();
  questions.ask('a');
  open[0].refuse();
  await settle();
  questions.ask('b');
  open[1].answer('B');
  await settle();
  expect(delivered).toEqual(['B']);
});

it('delivers nothing once closed', async () => {
  const { open, delivered, questions } = setUp();
  questions.ask('a');
  questions.close();
  open[0].answer('A');
  await settle();
  expect(delivered).toEqual([]);
});

it('rests between questions and then asks the newest', async () => {
  vi.useFakeTimers();
  const { open, questions } = setUp(100);
  questions.ask('a');
  open[0].answer('A');
  await vi.advanceTimersByTimeAsync(50);
  questions.ask('b');
  questions.ask('c');
  expect(open).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60);
  expect(open.map((each) => each.question)).toEqual(['a', 'c']);
  vi.useRealTimers();
});
