import { request } from '../client/engineClient';
import { useEngineStore } from '../stores/engineStore';
import { useExchangeStore } from './exchangeStore';

/** As large as a file of weights may be: the whole of it is copied to the engine. */
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Asks for a file of weights and loads it into the variables of the present run. Either all of
 * them match and become pinned start values, or nothing changes; what happened is shown in a dialog.
 */
export async function importWeights(): Promise<void> {
  const fileName = { name: 'the file' };
  const formats = useEngineStore.getState().formats.filter(({ reads }) => reads);
  try {
    const file = await window.tapedeck.openFile({
      title: 'Import weights',
      filters: [{ name: 'Weights', extensions: formats.flatMap(({ extensions }) => extensions) }],
      maxBytes: MOST_BYTES,
    });
    if (!file) return;
    fileName.name = file.name;
    const extension = file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase();
    const format = formats.find(({ extensions }) => extensions.includes(extension)) ?? formats[0];
    const result = await request({ type: 'importWeights', format: format.id, bytes: file.bytes });
    useExchangeStore.setState({ outcome: { fileName: file.name, result } });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    useExchangeStore.setState({ outcome: { fileName: fileName.name, result: { ok: false, message } } });
  }
}
