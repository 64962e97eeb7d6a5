// All attachments as one file: a ZIP archive (PKWARE's APPNOTE 6.3) of stored entries. Attachments are mostly packed
// already, and what a mail carries stays below the 4 GiB and 65,535 entries at which ZIP64 begins.

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** @param {number} crc of what came before, inverted @param {Bytes} bytes */
function crc32(crc, bytes) {
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  return crc;
}

/** Numbers of two and four bytes, least significant first. @param {...[number, 2 | 4]} fields */
function littleEndian(...fields) {
  return Uint8Array.from(fields.flatMap(([value, size]) => [0, 8, 16, 24].slice(0, size).map((shift) => (value >>> shift) & 0xff)));
}

/**
 * An archive of the files that can be had, and the names of those that cannot.
 * @param {{ name: string, pieces: AsyncIterable<Bytes> }[]} files @param {Date} time
 * @returns {Promise<{ blob: Blob, failed: string[] }>}
 */
async function zip(files, time) {
  const date = ((time.getFullYear() - 1980) << 9) | ((time.getMonth() + 1) << 5) | time.getDate();
  const clock = (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1);
  /** @type {BlobPart[]} */
  const entries = [];
  /** @type {BlobPart[]} */
  const directory = [];
  const failed = [];
  let offset = 0;
  for (const { name, pieces } of files) {
    let crc = ~0;
    const content = gather((async function* () {
      for await (const piece of pieces) {
        crc = crc32(crc, piece);
        yield piece;
      }
    })());
    const blob = await content.catch(() => undefined);
    if (!blob) {
      failed.push(name);
      continue;
    }
    const title = toUtf8(name);
    // Version 2.0, the name in UTF-8, stored.
    const header = littleEndian([20, 2], [0x0800, 2], [0, 2], [clock, 2], [date, 2], [~crc, 4], [blob.size, 4], [blob.size, 4], [title.length, 2], [0, 2]);
    entries.push(littleEndian([0x04034b50, 4]), header, title, blob);
    directory.push(littleEndian([0x02014b50, 4], [20, 2]), header, littleEndian([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), title);
    offset += 30 + title.length + blob.size;
  }
  const central = new Blob(directory);
  const count = files.length - failed.length;
  const end = littleEndian([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [central.size, 4], [offset, 4], [0, 2]);
  return { blob: new Blob([...entries, central, end]), failed };
}
