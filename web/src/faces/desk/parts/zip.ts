/** Files in one, as ZIP has them, without compression: what a page makes is small. */

export interface Entry {
  /** In ASCII. */
  name: string;
  bytes: Uint8Array;
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as in ISO 3309. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Numbers of two and of four bytes, the least byte first. */
const two = (...values: number[]) => values.flatMap((value) => [value & 0xff, (value >>> 8) & 0xff]);
const four = (...values: number[]) => values.flatMap((value) => two(value & 0xffff, value >>> 16));

const [VERSION, STORED] = [20, 0];
/** The first of January 1980: a file says nothing of when it was made. */
const [TIME, DATE] = [0, 0x21];

export function zipped(entries: Entry[]): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const letters = new TextEncoder().encode(name);
    const about = [
      ...two(VERSION, 0, STORED, TIME, DATE),
      ...four(crc32(bytes), bytes.length, bytes.length),
      ...two(letters.length, 0),
    ];
    directory.push(
      Uint8Array.from([...four(0x02014b50), ...two(VERSION), ...about, ...two(0, 0, 0), ...four(0, at)]),
      letters,
    );
    const head = Uint8Array.from([...four(0x04034b50), ...about]);
    pieces.push(head, letters, bytes);
    at += head.length + letters.length + bytes.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = [...four(0x06054b50), ...two(0, 0, entries.length, entries.length), ...four(size, at), ...two(0)];
  const all = [...pieces, ...directory, Uint8Array.from(end)];
  const made = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const piece of all) {
    made.set(piece, place);
    place += piece.length;
  }
  return made;
}
