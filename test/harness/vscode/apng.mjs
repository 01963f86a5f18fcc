/** Several PNG screenshots of one size as one animated PNG: the pixels of each are taken over as they are. */
import * as zlib from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** @param {{ png: Buffer, milliseconds: number }[]} frames shown in turn, over and over */
export function animate(frames) {
  const parsed = frames.map(({ png }) => chunksOf(png));
  const header = parsed[0].find((c) => c.type === 'IHDR').data;
  for (const chunks of parsed) if (!chunks.find((c) => c.type === 'IHDR').data.equals(header)) throw new Error('the frames differ in size or colour');
  let sequence = 0;
  const out = [SIGNATURE, chunk('IHDR', header), chunk('acTL', uint32(frames.length, 0))];
  for (const [i, chunks] of parsed.entries()) {
    const control = Buffer.concat([uint32(sequence++, header.readUInt32BE(0), header.readUInt32BE(4), 0, 0), uint16(frames[i].milliseconds, 1000), Buffer.from([0, 0])]);
    out.push(chunk('fcTL', control));
    const data = chunks.filter((c) => c.type === 'IDAT').map((c) => c.data);
    // One stream, packed as tightly as it goes: screenshots are written in haste.
    const packed = zlib.deflateSync(zlib.inflateSync(Buffer.concat(data)), { level: 9 });
    out.push(i === 0 ? chunk('IDAT', packed) : chunk('fdAT', Buffer.concat([uint32(sequence++), packed])));
  }
  return Buffer.concat([...out, chunk('IEND', Buffer.alloc(0))]);
}

function chunksOf(png) {
  const chunks = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), body, uint32(zlib.crc32(body))]);
}

const uint32 = (...values) => number(4, values);
const uint16 = (...values) => number(2, values);

function number(bytes, values) {
  const out = Buffer.alloc(bytes * values.length);
  values.forEach((v, i) => out.writeUIntBE(v, i * bytes, bytes));
  return out;
}
