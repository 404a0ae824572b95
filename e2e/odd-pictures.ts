/** Pictures of kinds that break careless readers, made byte by byte. */
import { zlibSync } from 'fflate';
import { encodePng, type PngSource } from '../src/core/image/png-encode.ts';

const png = (source: PngSource): Buffer => Buffer.from(encodePng(source, (raw) => zlibSync(raw)));

/** A grey ramp with a bright bar, so that there is something to find. */
export function greyPng(width: number, height: number): Buffer {
  const data = Uint8Array.from({ length: width * height }, (_, i) => (Math.floor(i / width) % 400 < 120 ? 220 : 40));
  return png({ kind: 'grey8', width, height, data });
}

/** 16 bits a sample. */
export function deepPng(width: number, height: number): Buffer {
  const data = Uint16Array.from({ length: width * height }, (_, i) => (i * 257) & 0xffff);
  return png({ kind: 'grey16', width, height, data });
}

/** Every pixel fully transparent. */
export function clearPng(width: number, height: number): Buffer {
  return png({ kind: 'rgba', width, height, data: new Uint8Array(width * height * 4) });
}

/** A GIF of two frames, 128 greys, LZW without compression: a clear code before the table would grow past eight bits. */
export function movingGif(width: number, height: number): Buffer {
  const word = (n: number): number[] => [n & 255, n >> 8];
  const palette = Array.from({ length: 128 }, (_, i) => [2 * i, 2 * i, 2 * i]).flat();
  const frame = (shift: number): number[] => {
    const codes: number[] = [];
    for (let i = 0; i < width * height; i++) {
      if (i % 100 === 0) codes.push(128);
      codes.push(((i % width) + shift) & 127);
    }
    codes.push(129);
    const blocks: number[] = [];
    for (let at = 0; at < codes.length; at += 255) {
      const part = codes.slice(at, at + 255);
      blocks.push(part.length, ...part);
    }
    const control = [0x21, 0xf9, 4, 0, ...word(10), 0, 0];
    return [...control, 0x2c, ...word(0), ...word(0), ...word(width), ...word(height), 0, 7, ...blocks, 0];
  };
  const screen = [...word(width), ...word(height), 0xf6, 0, 0, ...palette];
  return Buffer.from([...Buffer.from('GIF89a'), ...screen, ...frame(0), ...frame(40), 0x3b]);
}

/** Bits of a JPEG scan, with the zero byte after each 255. */
class BitWriter {
  readonly bytes: number[] = [];
  private held = 0;
  private count = 0;

  put(value: number, length: number): void {
    for (let i = length - 1; i >= 0; i--) {
      this.held = (this.held << 1) | ((value >> i) & 1);
      if (++this.count === 8) {
        this.bytes.push(this.held);
        if (this.held === 255) this.bytes.push(0);
        this.held = 0;
        this.count = 0;
      }
    }
  }

  end(): void {
    while (this.count > 0) this.put(1, 1);
  }
}

/** A baseline JPEG of four components, flat 8 x 8 blocks: CMYK with Adobe's marker, as printers' files have it. */
export function cmykJpeg(columns: number, rows: number): Buffer {
  const segment = (marker: number, body: readonly number[]): number[] => [
    0xff,
    marker,
    (body.length + 2) >> 8,
    (body.length + 2) & 255,
    ...body,
  ];
  const size = [(rows * 8) >> 8, (rows * 8) & 255, (columns * 8) >> 8, (columns * 8) & 255];
  const bits = new BitWriter();
  const before = [0, 0, 0, 0];
  for (let i = 0; i < columns * rows; i++) {
    const disk = Math.hypot((i % columns) - columns / 2, Math.floor(i / columns) - rows / 2) < rows / 3;
    for (const [c, level] of (disk ? [20, 120, 230, 250] : [200, 90, 60, 200]).entries()) {
      const difference = level - 128 - (before[c] ?? 0);
      before[c] = level - 128;
      const category = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
      bits.put(category, 4);
      bits.put(difference < 0 ? difference + (1 << category) - 1 : difference, category);
      bits.put(0, 1); // no more coefficients
    }
  }
  bits.end();
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xee, [...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0]),
    ...segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    ...segment(0xc0, [8, ...size, 4, ...[1, 2, 3, 4].flatMap((id) => [id, 0x11, 0])]),
    ...segment(0xc4, [0x00, 0, 0, 0, 12, ...Array<number>(12).fill(0), ...Array.from({ length: 12 }, (_, i) => i)]),
    ...segment(0xc4, [0x10, 1, ...Array<number>(15).fill(0), 0]),
    ...segment(0xda, [4, ...[1, 2, 3, 4].flatMap((id) => [id, 0]), 0, 63, 0]),
    ...bits.bytes,
    ...[0xff, 0xd9],
  ]);
}

/** A whole PNG header and end that claim 30000 x 30000 pixels. */
export function hugePng(): Buffer {
  const small = greyPng(1, 1);
  small.writeUInt32BE(30_000, 16);
  small.writeUInt32BE(30_000, 20);
  return small;
}
