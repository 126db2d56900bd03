import { expect, it } from 'vitest';
import { appendPrinted, plain, terminalText } from './terminalText';

it('writes over a line from its beginning after a carriage return', () => {
  expect(terminalText('12345\rab')).toBe('ab345');
  expect(terminalText('first\r\nsecond\r\n')).toBe('first\nsecond\n');
});

it('goes one back with a backspace, and never before the line', () => {
  expect(terminalText('abc\b\bX')).toBe('aXc');
  expect(terminalText('a\b\b\bX\nb')).toBe('X\nb');
});

it('shows a progress line of Keras as it stood at the end', () => {
  const bar = (step: number) => `\b\b\b\b\b\b\r\u001b[1m${step}/3\u001b[0m \u001b[32m━━\u001b[0m`;
  expect(terminalText(`Epoch 1/1\n${bar(1)}${bar(2)}${bar(3)} loss: 0.5\n`)).toBe('Epoch 1/1\n3/3 ━━ loss: 0.5\n');
});

it('erases to the end of the line where that is asked for', () => {
  expect(terminalText('a long line\r\u001b[Kshort')).toBe('short');
  expect(terminalText('a long line\rshort')).toBe('shortg line');
});

it('strips colours, titles and bells', () => {
  expect(plain('\u001b[31mred\u001b[0m \u001b]0;title\u0007\u0007x\u001b')).toBe('red x');
  expect(terminalText('\u001b[31mred\u001b[0m\ta')).toBe('red\ta');
});

it('keeps characters outside the basic plane whole', () => {
  expect(terminalText('🎈🎈\r🎉')).toBe('🎉🎈');
});

it('appends as if all had come at once, wherever the text is cut', () => {
  const texts = ['Epoch\n1/3\r2/3\b\b\bX\n\u001b[1mdone\u001b[0m\rD\r\nlast\rl', 'abc\b\u001b[K\u001b[32mZ\rq'];
  for (const text of texts) {
    for (let cut = 0; cut <= text.length; cut++) {
      // A line end that is cut in two is a carriage return first.
      const parts = appendPrinted(appendPrinted('', text.slice(0, cut)), text.slice(cut));
      expect(terminalText(parts), `cut at ${cut}`).toBe(terminalText(text));
    }
  }
});

it('keeps a line that was drawn many times once', () => {
  let text = 'Epoch 1\n';
  for (let i = 0; i < 5000; i++) text = appendPrinted(text, `\r${String(i).padStart(4)}/5000 ━━━━━━━━━━`);
  expect(text.length).toBeLessThan(60);
  expect(terminalText(text)).toBe('Epoch 1\n4999/5000 ━━━━━━━━━━');
});
