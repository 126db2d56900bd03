/** Zip archives from outside: their sizes are checked before anything is unpacked, and the unpacked ones again. */
import {
  configure,
  type Entry,
  type FileEntry,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
} from '@zip.js/zip.js/lib/zip-core-native.js';
import { shorten } from './strictJson';

configure({ useWebWorkers: false });

/** What an archive may unpack to: as much as the largest file that is opened. */
const MAX_BYTES = 512 * 2 ** 20;
const MAX_FILES = 100_000;

/** A file in an archive, packed. */
export interface Packed {
  readonly name: string;
  readonly unpack: () => Promise<Uint8Array>;
}

/** The files in an archive. What is wrong with it goes to `refuse`; `kind` is what the archive should have been. */
export async function unzip(
  file: Uint8Array,
  kind: string,
  refuse: (why: string) => never,
): Promise<readonly Packed[]> {
  /** The archive's own complaints, in our words. */
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return refuse(`the archive is not whole (${shorten(why)}); the file is damaged or no ${kind}: get it again`);
    }
  };
  const unpack = async (entry: Entry): Promise<Uint8Array> => {
    const { filename, uncompressedSize: size } = entry;
    if (entry.encrypted) refuse(`${shorten(filename)} is encrypted`);
    const bytes = await guarded(() => (entry as FileEntry).getData(new Uint8ArrayWriter(size)));
    if (bytes.length === size) return bytes;
    return refuse(
      `${shorten(filename)} says it has ${size} bytes and has ${bytes.length}; the file is damaged: get it again`,
    );
  };
  const zip = new ZipReader(new Uint8ArrayReader(file), { checkSignature: true, strictness: 'strict' });
  const entries = (await guarded(() => zip.getEntries())).filter(({ directory }) => !directory);
  if (entries.length > MAX_FILES) refuse(`holds ${entries.length} files, at most ${MAX_FILES} are read`);
  const bytes = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (bytes > MAX_BYTES) refuse(`unpacks to ${bytes} bytes, at most ${MAX_BYTES} are read`);
  return entries.map((entry) => ({ name: entry.filename, unpack: () => unpack(entry) }));
}
