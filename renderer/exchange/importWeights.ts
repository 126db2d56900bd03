import { request, sendCommand } from '../client/engineClient';
import { useEngineStore } from '../stores/engineStore';
import { formatBytes } from '../values';
import { showImport, useExchangeStore } from './exchangeStore';

/** As large as a file of weights may be: the whole of it is copied to the engine. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Asks for a file of weights and shows how it fits the script; nothing changes before a person says so. */
export async function importWeights(): Promise<void> {
  const formats = useEngineStore.getState().formats.filter(({ reads }) => reads);
  try {
    const file = await window.tapedeck.openFile({
      title: 'Import weights',
      filters: [
        // A dialog knows the last part of a name only: `h5` of `weights.h5`.
        { name: 'Weights', extensions: [...new Set(formats.flatMap(({ extensions }) => extensions.map(lastPart)))] },
        { name: 'All files', extensions: ['*'] },
      ],
      maxBytes: MOST_BYTES,
    });
    if (file) await check(file.name, async () => file.bytes);
  } catch (error) {
    showImport({ is: 'failed', fileName: 'The file', message: messageOf(error) });
  }
}

/** The same for a file that was dropped on the window. */
export async function importDropped(file: File): Promise<void> {
  await check(file.name, async () => {
    if (file.size > MOST_BYTES) {
      throw new Error(`It has ${formatBytes(file.size)}, and the most that can be read is ${formatBytes(MOST_BYTES)}.`);
    }
    return new Uint8Array(await file.arrayBuffer());
  });
}

async function check(fileName: string, read: () => Promise<Uint8Array>): Promise<void> {
  showImport({ is: 'reading', fileName });
  try {
    const bytes = await read();
    const result = await request({ type: 'checkWeights', fileName, bytes });
    // It was closed meanwhile, or another file has come.
    if (useExchangeStore.getState().import?.fileName !== fileName) return;
    if (result.ok) showImport({ is: 'checked', fileName, checked: result.value });
    else showImport({ is: 'failed', fileName, message: result.message });
  } catch (error) {
    showImport({ is: 'failed', fileName, message: messageOf(error) });
  }
}

/** Makes these tensors of the file that was checked the start values. */
export async function loadWeights(fileName: string, check: number, names: readonly string[]): Promise<void> {
  try {
    const result = await request({ type: 'loadWeights', check, names });
    if (!result.ok) return showImport({ is: 'failed', fileName, message: result.message });
    useExchangeStore.setState({ undoIn: useEngineStore.getState().source });
    showImport({ is: 'loaded', fileName, count: result.value });
  } catch (error) {
    showImport({ is: 'failed', fileName, message: messageOf(error) });
  }
}

export function undoLoad(): void {
  sendCommand({ type: 'undoLoad' });
  useExchangeStore.setState({ import: null, undoIn: null });
}

function lastPart(extension: string): string {
  return extension.slice(extension.lastIndexOf('.') + 1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
