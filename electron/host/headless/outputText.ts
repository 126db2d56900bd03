import type { CellOutput } from '../../../engine/protocol';

/** What a terminal shows of an output. */
export function outputText(output: CellOutput): string {
  switch (output.kind) {
    case 'stream':
      return output.text;
    case 'result':
      return output.png === null ? `${output.text}\n` : `${output.text || 'a picture'} (PNG)\n`;
    case 'error':
      return `${output.traceback.length > 0 ? output.traceback.join('\n') : `${output.name}: ${output.message}`}\n`;
    case 'kept':
      return '';
  }
}
