import { describe, expect, it } from 'vitest';
import { isAborted, SegError, type SegErrorCode } from '../../contract/errors.ts';
import { fetchPicture } from './fetch-picture.ts';
import { WORK_PIXELS, WORK_SIDE } from './limits.ts';
import { firstOf, openPicture } from './open-picture.ts';
import { readFullRegion } from './read-region.ts';

const signal = new AbortController().signal;

async function paint(width: number, height: number, type = 'image/png', alpha = false): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const c = canvas.getContext('2d');
  if (!c) throw new Error('no 2d context');
  if (!alpha) {
    c.fillStyle = 'rgb(255, 0, 0)';
    c.fillRect(0, 0, width, height);
  }
  c.fillStyle = 'rgb(0, 0, 255)';
  c.fillRect(0, 0, width / 2, height / 2);
  return canvas.convertToBlob({ type, quality: 0.95 });
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}

function pixel(bitmap: ImageBitmap, x: number, y: number): number[] {
  const c = new OffscreenCanvas(1, 1).getContext('2d');
  c?.drawImage(bitmap, -x, -y);
  return [...(c?.getImageData(0, 0, 1, 1).data ?? [])];
}

async function failure(run: Promise<unknown>): Promise<{ code: SegErrorCode; message: string }> {
  const error = await run.then(
    () => null,
    (thrown: unknown) => SegError.from(thrown),
  );
  if (!error) throw new Error('it opened');
  return { code: error.code, message: error.message };
}

function u32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** A PNG chunk with its checksum. */
function chunk(name: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array([...new TextEncoder().encode(name), ...data]);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return new Uint8Array([...u32(data.length), ...body, ...u32(~crc >>> 0)]);
}

async function png(width: number, height: number, depth: number, rows: Uint8Array<ArrayBuffer>): Promise<Blob> {
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Blob([
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', new Uint8Array([...u32(width), ...u32(height), depth, 2, 0, 0, 0])),
    chunk('IDAT', new Uint8Array(await new Response(packed).arrayBuffer())),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** An uncompressed little-endian TIFF with 16 bits a channel, RGB. */
function tiff(width: number, height: number, value: readonly [number, number, number]): Blob {
  const entries = [
    [256, 3, 1, width],
    [257, 3, 1, height],
    [258, 3, 3, 0],
    [259, 3, 1, 1],
    [262, 3, 1, 2],
    [273, 4, 1, 0],
    [277, 3, 1, 3],
    [278, 3, 1, height],
    [279, 4, 1, width * height * 6],
  ] as const;
  const head = 8 + 2 + entries.length * 12 + 4;
  const view = new DataView(new ArrayBuffer(head + 6 + width * height * 6));
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  view.setUint16(8, entries.length, true);
  entries.forEach(([tag, type, count, v], i) => {
    const at = 10 + i * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    view.setUint32(at + 8, tag === 258 ? head : tag === 273 ? head + 6 : v, true);
  });
  for (let i = 0; i < 3; i++) view.setUint16(head + i * 2, 16, true);
  for (let i = 0; i < width * height * 3; i++) view.setUint16(head + 6 + i * 2, value[i % 3] ?? 0, true);
  return new Blob([view.buffer]);
}

describe('pictures that open', () => {
  it('PNG with alpha, whatever its name and declared type say', async () => {
    const p = await openPicture(
      new File([await paint(40, 20, 'image/png', true)], 'x.jpg', { type: 'image/jpeg' }),
      'x.jpg',
      signal,
    );
    expect([p.format, p.size, p.notes]).toEqual(['png', { width: 40, height: 20 }, []]);
    expect(pixel(p.bitmap, 5, 5)).toEqual([0, 0, 255, 255]);
    expect(pixel(p.bitmap, 35, 15)[3]).toBe(0);
  });

  it('WebP, BMP-free JPEG and AVIF-like types by their bytes', async () => {
    for (const type of ['image/webp', 'image/jpeg']) {
      const p = await openPicture(await paint(40, 20, type), 'x', signal);
      expect(`image/${p.format}`).toBe(type);
      expect(p.size).toEqual({ width: 40, height: 20 });
    }
  });

  it('turns a photograph upright as EXIF asks', async () => {
    const jpeg = await bytesOf(await paint(64, 32, 'image/jpeg'));
    // APP1 with one tag: orientation 6 (turn right).
    const exif = [
      0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0,
      0, 0, 0,
    ];
    const app1 = new Uint8Array([0xff, 0xe1, 0, exif.length + 2, ...exif]);
    const p = await openPicture(new Blob([jpeg.slice(0, 2), app1, jpeg.slice(2)]), 'photo.jpg', signal);
    expect(p.size).toEqual({ width: 32, height: 64 });
    // The blue quarter was top left; turned right it is top right.
    expect(pixel(p.bitmap, 28, 4)[2]).toBeGreaterThan(200);
    expect(p.notes.join()).toContain('upright');
  });

  it('16-bit PNG, said so', async () => {
    const rows = new Uint8Array(4 * (1 + 4 * 6));
    for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) rows[y * 25 + 1 + x * 6] = 0x80;
    const p = await openPicture(await png(4, 4, 16, rows), 'deep.png', signal);
    expect(Math.abs((pixel(p.bitmap, 1, 1)[0] ?? 0) - 128)).toBeLessThanOrEqual(1);
    expect(p.notes.join()).toContain('16 bits');
  });

  it('16-bit PNG that uses the lower values only: between what is there, or as chosen', async () => {
    const rows = new Uint8Array(4 * (1 + 4 * 6));
    // Red rises by columns to 3 * 1024, as twelve bits do.
    for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) rows[y * 25 + 1 + x * 6] = x * 4;
    const file = await png(4, 4, 16, rows);
    const p = await openPicture(file, 'deep.png', signal);
    expect([0, 1, 2, 3].map((x) => pixel(p.bitmap, x, 1)[0])).toEqual([0, 85, 170, 255]);
    expect(p.display?.values).toMatchObject({ low: 0, high: 3072, chosen: false });
    const chosen = new Blob([file], { type: 'image/png; low=1024; high=2048' });
    const moved = await openPicture(chosen, 'deep.png', signal);
    expect([0, 1, 2, 3].map((x) => pixel(moved.bitmap, x, 1)[0])).toEqual([0, 0, 255, 255]);
  });

  it('turns a PNG upright as its EXIF asks, of 8 and of 16 bits', async () => {
    const exif = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
    for (const depth of [8, 16]) {
      const size = depth / 8;
      const rows = new Uint8Array(2 * (1 + 4 * 3 * size));
      rows[1] = 255; // red, top left
      const plain = await bytesOf(await png(4, 2, depth, rows));
      const header = 33;
      const file = [plain.slice(0, header), chunk('eXIf', new Uint8Array(exif)), plain.slice(header)];
      const p = await openPicture(new Blob(file), 'turned.png', signal);
      expect(p.size).toEqual({ width: 2, height: 4 });
      expect(pixel(p.bitmap, 1, 0)).toEqual([255, 0, 0, 255]);
      expect(pixel(p.bitmap, 0, 0)).toEqual([0, 0, 0, 255]);
      expect(p.notes.join()).toContain('upright');
    }
  });

  it('16-bit TIFF', async () => {
    const p = await openPicture(tiff(6, 4, [65535, 32768, 0]), 'scan.tif', signal);
    expect([p.format, p.size]).toEqual(['tiff', { width: 6, height: 4 }]);
    const [r, g, b] = pixel(p.bitmap, 2, 2);
    expect([r, b]).toEqual([255, 0]);
    expect(Math.abs((g ?? 0) - 128)).toBeLessThanOrEqual(1);
  });

  it('the first frame of a moving GIF, said so', async () => {
    const frame = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
    const gif = new Uint8Array([
      ...[0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0],
      ...[255, 0, 0, 0, 255, 0],
      ...frame,
      ...frame,
      0x3b,
    ]);
    const p = await openPicture(new Blob([gif]), 'move.gif', signal);
    expect(p.notes.join()).toContain('first frame');
  });

  it('an SVG whose script does not run', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><script>globalThis.evil = 1; document.documentElement.innerHTML = ''</script><rect width="40" height="20" fill="#0f0"/></svg>`;
    const p = await openPicture(new Blob([svg]), 'x.svg', signal);
    expect(p.size).toEqual({ width: 1024, height: 512 });
    expect(pixel(p.bitmap, 500, 250)).toEqual([0, 255, 0, 255]);
    expect('evil' in globalThis).toBe(false);
    expect(p.notes.join()).toContain('not run');
  });

  it('100 megapixels, scaled for work, full size kept for export', async () => {
    const blob = await paint(12_000, 8_400, 'image/jpeg');
    const p = await openPicture(blob, 'huge.jpg', signal);
    expect(p.fullSize).toEqual({ width: 12_000, height: 8_400 });
    expect(Math.max(p.size.width, p.size.height)).toBeLessThanOrEqual(WORK_SIDE);
    expect(p.size.width * p.size.height).toBeLessThanOrEqual(WORK_PIXELS);
    expect(p.notes.join()).toContain('12000 x 8400');
    const strip = await readFullRegion(p, { x0: 5_900, y0: 4_100, x1: 6_100, y1: 4_300 });
    expect([strip.width, strip.height]).toEqual([200, 200]);
    expect(strip.data[2]).toBeGreaterThan(200);
    expect(strip.data[(199 * 200 + 199) * 4]).toBeGreaterThan(200);
    p.bitmap.close();
  });

  it('the first of ten files, said so', () => {
    const files = Array.from(
      { length: 10 },
      (_, i) => new File(['x'], `${i}.png`, { type: i === 0 ? 'text/plain' : 'image/png' }),
    );
    expect(firstOf(files)?.file.name).toBe('1.png');
    expect(firstOf(files)?.note).toContain('10 files');
    expect(firstOf([])).toBeNull();
  });
});

describe('files that do not open say why', () => {
  const cases: readonly (readonly [string, () => Promise<Blob> | Blob, SegErrorCode, string])[] = [
    ['text named .png', () => new Blob(['just some words, no picture']), 'bad-file', 'is text'],
    ['0 bytes', () => new Blob([]), 'bad-file', 'empty'],
    ['a web page', () => new Blob(['<!DOCTYPE html><html></html>']), 'bad-file', 'web page'],
    ['a PDF', () => new Blob(['%PDF-1.7 ...']), 'unsupported-image', 'PDF'],
    ['a JPEG cut short', async () => (await paint(300, 300, 'image/jpeg')).slice(0, 1500), 'bad-image', 'cut short'],
    ['a PNG cut short', async () => (await paint(300, 300)).slice(0, 200), 'bad-image', 'cut short'],
    [
      'a 30000 x 30000 PNG header',
      () =>
        new Blob([
          new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
          chunk('IHDR', new Uint8Array([...u32(30000), ...u32(30000), 8, 2, 0, 0, 0])),
        ]),
      'image-too-large',
      '30000 x 30000',
    ],
    [
      'a damaged PNG',
      async () => {
        const bytes = await bytesOf(await paint(64, 64));
        bytes.fill(7, 40, bytes.length - 14);
        return new Blob([bytes]);
      },
      'bad-image',
      '',
    ],
    ['a broken SVG', () => new Blob(['<svg xmlns="http://www.w3.org/2000/svg"><rect']), 'bad-image', 'SVG'],
    [
      'noise',
      () => new Blob([Uint8Array.from({ length: 999 }, (_, i) => (i * 73 + 5) % 251)]),
      'unsupported-image',
      'no picture format',
    ],
    [
      'a folder',
      () =>
        Object.assign(new Blob(['x']), {
          arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')),
        }),
      'bad-file',
      'folder',
    ],
  ];
  for (const [what, make, code, words] of cases) {
    it(what, async () => {
      const error = await failure(openPicture(await make(), 'holiday.png', signal));
      expect(error.code).toBe(code);
      expect(error.message).toContain(words);
    });
  }

  it('addresses: a web page, a missing file, nonsense, another protocol, another site', async () => {
    const page = URL.createObjectURL(new Blob(['<html></html>'], { type: 'text/html' }));
    expect((await failure(fetchPicture(page, signal))).message).toContain('web page');
    expect((await failure(fetchPicture('http://', signal))).code).toBe('bad-file');
    expect((await failure(fetchPicture('ftp://host/x.png', signal))).code).toBe('bad-file');
    expect((await failure(fetchPicture('http://127.0.0.1:9/x.png', signal))).message).toContain('not encrypted');
    const blocked = await failure(fetchPicture('https://127.0.0.1:9/x.png', signal));
    expect(blocked.code).toBe('download');
    expect(blocked.message).toContain('CORS');
  });

  it('an opening given up is reported as such', async () => {
    const stop = new AbortController();
    stop.abort();
    const error = await openPicture(await paint(8, 8), 'x', stop.signal).catch((thrown: unknown) => thrown);
    expect(isAborted(error)).toBe(true);
  });
});
