/**
 * The smallest writer of Electron's asar format, for a flat archive: Pickle{u32 size}, Pickle{string
 * header}, then the files one after the other.
 * @param {Record<string, Buffer>} files
 * @returns {Buffer}
 */
export function writeAsar(files) {
  const header = { files: {} };
  let offset = 0;
  for (const [name, body] of Object.entries(files)) {
    header.files[name] = { size: body.length, offset: String(offset) };
    offset += body.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil(json.length / 4) * 4;
  const head = Buffer.alloc(16 + padded);
  head.writeUInt32LE(4, 0);
  head.writeUInt32LE(8 + padded, 4);
  head.writeUInt32LE(4 + padded, 8);
  head.writeUInt32LE(json.length, 12);
  json.copy(head, 16);
  return Buffer.concat([head, ...Object.values(files)]);
}
