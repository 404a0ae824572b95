import fc from 'fast-check';
import { deflateSync, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../core/image/crc32.ts';
import { LONG, runs } from '../../test-support/long.ts';
import { ArchiveError } from './archive.ts';
import { openArchive } from './open-archive.ts';
import { openTar } from './tar.ts';
import { zipFiles } from './write-zip.ts';
import { openZip } from './zip.ts';

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);
const string = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const long = `${'deep/'.repeat(30)}file.txt`;
const contents: Readonly<Record<string, string>> = {
  'a/one.txt': 'first',
  'a/two.txt': 'x'.repeat(5000),
  'empty.txt': '',
  [long]: 'far down',
};

/** How much of the archive was read at most in one slice, and in all. */
function watched(bytes: Uint8Array<ArrayBuffer>): { blob: Blob; read: () => number } {
  let total = 0;
  const inner = new Blob([bytes]);
  const blob: Pick<Blob, 'size' | 'slice'> = {
    size: inner.size,
    slice: (start?: number, end?: number) => {
      const part = inner.slice(start, end);
      total += part.size;
      return part;
    },
  };
  return { blob: blob as Blob, read: () => total }; // the readers use nothing else
}

function tarHeader(name: string, size: number, type: string): Uint8Array {
  const block = new Uint8Array(512);
  const put = (at: number, value: string): void => block.set(text(value), at);
  put(0, name.slice(0, 100));
  put(100, '0000644\0');
  put(124, `${size.toString(8).padStart(11, '0')}\0`);
  put(148, '        ');
  put(156, type);
  put(257, 'ustar\0');
  const sum = block.reduce((a, b) => a + b, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

function tarOf(files: Readonly<Record<string, string>>, longBy: 'L' | 'x'): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const put = (name: string, body: Uint8Array, type: string): void => {
    const padded = new Uint8Array(Math.ceil(body.length / 512) * 512);
    padded.set(body);
    parts.push(tarHeader(name, body.length, type), padded);
  };
  put('folder/', new Uint8Array(0), '5');
  for (const [name, value] of Object.entries(files)) {
    if (name.length > 100 && longBy === 'L') put('././@LongLink', text(`${name}\0`), 'L');
    if (name.length > 100 && longBy === 'x') {
      const line = ` path=${name}\n`;
      put('pax', text(`${line.length + 3}${line}`), 'x');
    }
    put(name, text(value), '0');
  }
  parts.push(new Uint8Array(1024));
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

describe('ZIP', () => {
  const zipped = (): Uint8Array<ArrayBuffer> =>
    new Uint8Array(
      zipSync({
        ...Object.fromEntries(Object.entries(contents).map(([name, value]) => [name, text(value)])),
        'stored.bin': [text('as it is'), { level: 0 }],
      }),
    );
  it('lists and unpacks each file alone', async () => {
    const tree = await openZip(new Blob([zipped()]), 'x.zip');
    expect(tree.files).toContainEqual({ path: 'a/two.txt', bytes: 5000 });
    for (const [path, value] of Object.entries(contents)) expect(string(await tree.read(path))).toBe(value);
    expect(string(await tree.read('stored.bin'))).toBe('as it is');
    await expect(tree.read('b')).rejects.toThrow('is not in the archive');
  });
  it('reads only the directory and what is asked for', async () => {
    const noise = Uint8Array.from({ length: 2_000_000 }, (_, i) => (i * 2654435761) >>> 13);
    const archive = new Uint8Array(zipSync({ 'big.bin': [noise, { level: 0 }], 'small.txt': text('small') }));
    const { blob, read } = watched(archive);
    const tree = await openZip(blob, 'x.zip');
    await tree.read('small.txt');
    expect(read()).toBeLessThan(100_000);
  });
  it('says what is wrong with a broken one', async () => {
    const whole = zipped();
    await expect(openZip(new Blob([whole.subarray(0, whole.length - 30)]), 'x')).rejects.toThrow('is cut short');
    const cut = new Uint8Array([...whole]);
    cut.fill(0, 0, 30);
    const tree = await openZip(new Blob([cut]), 'x');
    await expect(tree.read('a/one.txt')).rejects.toThrow('its header is missing');
  });
  it('is found behind the program of a ZIP that unpacks itself', async () => {
    const tree = await openArchive(new Blob(['#!/bin/sh\n'.repeat(60), zipped()]), 'set.ZIP');
    expect(string(await tree.read('a/one.txt'))).toBe('first');
    await expect(openArchive(new Blob(['<html>'.repeat(200)]), 'set.zip')).rejects.toThrow('directory at the end');
  });
});

describe('TAR', () => {
  it.each(['L', 'x'] as const)('lists and reads each file alone, long names by %s', async (longBy) => {
    const tree = await openTar(new Blob([tarOf(contents, longBy)]), 'x.tar');
    expect(tree.files.map((f) => f.path)).toEqual(Object.keys(contents));
    for (const [path, value] of Object.entries(contents)) expect(string(await tree.read(path))).toBe(value);
  });
  it('skips over large files while it looks for headers', async () => {
    const big = 'y'.repeat(8_000_000);
    const { blob, read } = watched(tarOf({ 'big.txt': big, 'small.txt': 'small' }, 'L'));
    const tree = await openTar(blob, 'x.tar');
    expect(string(await tree.read('small.txt'))).toBe('small');
    expect(read()).toBeLessThan(2_200_000);
  });
  it('says where it breaks off or is damaged', async () => {
    const whole = tarOf(contents, 'L');
    await expect(openTar(new Blob([whole.subarray(0, 3000)]), 'x')).rejects.toThrow(
      'breaks off in the middle of a/two.txt',
    );
    // The content of the first file is there, the rest of its block and all that followed are not.
    await expect(openTar(new Blob([whole.subarray(0, 1100)]), 'x')).rejects.toThrow('in the middle of a block');
    const damaged = new Uint8Array([...whole]);
    damaged[600] = 1;
    await expect(openTar(new Blob([damaged]), 'x')).rejects.toThrow('the header at byte 512 does not fit its checksum');
    await expect(openTar(new Blob([text('z'.repeat(600))]), 'x')).rejects.toThrow('is no plain TAR');
  });
});

/** Local header, content and directory of one entry, every field given; sizes and checksum may lie. */
function rawZip(field: {
  readonly content: Uint8Array;
  readonly method: number;
  readonly flags?: number;
  readonly crc: number;
  readonly packed: number;
  readonly bytes: number;
}): Blob {
  const name = text('a.json');
  const shared = (view: DataView, at: number): void => {
    view.setUint16(at, 20, true);
    view.setUint16(at + 2, field.flags ?? 0, true);
    view.setUint16(at + 4, field.method, true);
    view.setUint32(at + 10, field.crc, true);
    view.setUint32(at + 14, field.packed, true);
    view.setUint32(at + 18, field.bytes, true);
    view.setUint16(at + 22, name.length, true);
  };
  const local = new DataView(new ArrayBuffer(30));
  local.setUint32(0, 0x04034b50, true);
  shared(local, 4);
  const central = new DataView(new ArrayBuffer(46));
  central.setUint32(0, 0x02014b50, true);
  central.setUint16(4, 20, true);
  shared(central, 6);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, 1, true);
  end.setUint16(10, 1, true);
  end.setUint32(12, 46 + name.length, true);
  end.setUint32(16, 30 + name.length + field.content.length, true);
  return new Blob([local, name, Uint8Array.from(field.content), central, name, end]);
}

describe('a ZIP whose fields lie', () => {
  const content = text('{"answer": 42, "answers": [42, 42, 42, 42, 42, 42, 42, 42, 42]}');
  const deflated = deflateSync(content);
  const good = { content: deflated, method: 8, crc: crc32(content), packed: deflated.length, bytes: content.length };
  const stored = { ...good, content, method: 0, packed: content.length };
  const flipped = Uint8Array.from(content, (b, i) => (i === 5 ? b ^ 1 : b));
  it('reads the honest ones', async () => {
    for (const fields of [good, stored]) {
      const zip = await openZip(rawZip(fields), 'x.zip');
      expect(await zip.read('a.json')).toEqual(content);
    }
  });
  it.each([
    ['a byte changed', { ...stored, content: flipped }, 'checksum does not hold'],
    ['a wrong checksum of packed bytes', { ...good, crc: 7 }, 'checksum does not hold'],
    ['more comes out than it claims', { ...good, bytes: 13 }, 'more than the 13 bytes it claims'],
    ['less comes out than it claims', { ...good, bytes: content.length + 9 }, 'damaged in the archive'],
    ['stored with two sizes', { ...stored, bytes: 500 }, `stored in ${content.length} bytes but claims 500`],
    ['a bomb', { ...good, bytes: 1 << 29 }, 'cannot hold the 536870912 it claims'],
    ['larger than a tab', { ...good, bytes: 0xf0000000 }, '3.8 GiB large'],
    ['encrypted', { ...good, flags: 1 }, 'is encrypted'],
    ['Zstandard', { ...good, method: 93 }, 'method 93 (Zstandard)'],
    ['an unknown method', { ...good, method: 77 }, 'method 77,'],
    ['packed bytes that are none', { ...good, content: deflated.map((b) => ~b) }, 'damaged in the archive'],
  ])('refuses %s', async (_, fields, sentence) => {
    const zip = await openZip(rawZip(fields), 'x.zip');
    await expect(zip.read('a.json')).rejects.toThrow(ArchiveError);
    await expect(zip.read('a.json')).rejects.toThrow(sentence);
  });
});

describe('own ZIP files', () => {
  it('come back as they were written, whatever the names and contents', async () => {
    const files = fc.dictionary(
      fc.stringMatching(/^[\p{L}\d ._-]{1,20}(\/[\p{L}\d_-]{1,8}){0,2}\.(txt|png)$/u),
      fc.uint8Array({ maxLength: 3000 }),
      { maxKeys: 6 },
    );
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const entries = Object.entries(given).filter(([path]) => !/(^|\/)\.{0,2}(\/|$)/.test(path));
        const list = entries.map(([path, bytes]) => ({ path, blob: new Blob([Uint8Array.from(bytes)]) }));
        const blob = await zipFiles(list);
        expect(new Uint8Array(await (await zipFiles(list)).arrayBuffer())).toEqual(
          new Uint8Array(await blob.arrayBuffer()),
        );
        const zip = await openZip(blob, 'x.zip');
        expect(zip.files).toEqual(entries.map(([path, bytes]) => ({ path, bytes: bytes.length })));
        for (const [path, bytes] of entries) expect([...(await zip.read(path))]).toEqual([...bytes]);
        const peer = unzipSync(new Uint8Array(await blob.arrayBuffer())); // another program reads it too
        for (const [path, bytes] of entries) expect([...(peer[path] ?? [])]).toEqual([...bytes]);
      }),
      { numRuns: runs(40) },
    );
  });
  it.skipIf(!LONG)(
    'hold more entries than the old directory can count',
    async () => {
      const count = 65_537;
      const list = Array.from({ length: count }, (_, i) => ({ path: `parts/${i}.f32`, blob: new Blob([`${i}`]) }));
      const zip = await openZip(await zipFiles(list), 'x.zip');
      expect(zip.files.length).toBe(count);
      for (const i of [0, 1, 65_535, 65_536]) expect(string(await zip.read(`parts/${i}.f32`))).toBe(`${i}`);
    },
    900_000,
  );
  it('are given up when asked, and take no path twice or out of the archive', async () => {
    const file = { path: 'a.txt', blob: new Blob(['a']) };
    const signal = AbortSignal.abort();
    await expect(zipFiles([file], signal)).rejects.toMatchObject({ code: 'aborted' });
    await expect(zipFiles([file, file])).rejects.toThrow('twice');
    await expect(zipFiles([{ ...file, path: '../a.txt' }])).rejects.toThrow('no path inside');
  });
});

/** A ZIP64 archive of empty files `f0`, `f1`, ...: its old end record counts modulo 65,536. */
function manyEntries(count: number): Blob {
  const centrals: Uint8Array<ArrayBuffer>[] = [];
  const locals: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const name = text(`f${i}`);
    const local = new Uint8Array(30 + name.length);
    new DataView(local.buffer).setUint32(0, 0x04034b50, true);
    local[26] = name.length;
    local.set(name, 30);
    const central = new Uint8Array(46 + name.length);
    const view = new DataView(central.buffer);
    view.setUint32(0, 0x02014b50, true);
    view.setUint16(28, name.length, true);
    view.setUint32(42, offset, true);
    central.set(name, 46);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const bytes = centrals.reduce((sum, c) => sum + c.length, 0);
  const end = new DataView(new ArrayBuffer(56 + 20 + 22));
  end.setUint32(0, 0x06064b50, true);
  end.setBigUint64(4, 44n, true);
  end.setBigUint64(24, BigInt(count), true);
  end.setBigUint64(32, BigInt(count), true);
  end.setBigUint64(40, BigInt(bytes), true);
  end.setBigUint64(48, BigInt(offset), true);
  end.setUint32(56, 0x07064b50, true);
  end.setBigUint64(64, BigInt(offset + bytes), true);
  end.setUint32(72, 1, true);
  end.setUint32(76, 0x06054b50, true);
  end.setUint16(84, 0xffff, true);
  end.setUint16(86, 0xffff, true);
  end.setUint32(88, 0xffffffff, true);
  end.setUint32(92, 0xffffffff, true);
  return new Blob([...locals, ...centrals, end]);
}

it('reads a ZIP of more entries than the old directory can count', async () => {
  const zip = await openZip(manyEntries(65_537), 'x.zip');
  expect(zip.files.length).toBe(65_537);
  expect((await zip.read('f65536')).length).toBe(0);
});

/** A TAR of one file `a.json` with the given header fields. */
function oddTar(change: (header: Uint8Array) => void, body = 'content', pax = ''): Blob {
  const header = tarHeader('a.json', body.length, '0');
  change(header);
  header.fill(32, 148, 156);
  const sum = header.reduce((a, b) => a + b, 0);
  header.set(text(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  const pad = (value: string): Uint8Array<ArrayBuffer> => {
    const out = new Uint8Array(Math.ceil(value.length / 512) * 512);
    out.set(text(value));
    return out;
  };
  const line = pax === '' ? '' : ` ${pax}\n`;
  const long = line === '' ? '' : `${line.length + 2}${line}`;
  const first = long === '' ? [] : [tarHeader('pax', long.length, 'x'), pad(long)];
  return new Blob([...first.map((p) => Uint8Array.from(p)), Uint8Array.from(header), pad(body), new Uint8Array(1024)]);
}

describe('a TAR whose fields lie', () => {
  const size = (value: string) => (header: Uint8Array) => void header.set(text(value.padEnd(12, '\0')), 124);
  it.each([
    ['a negative size', oddTar(size('-0000000007')), 'is no size'],
    ['a size of letters', oddTar(size('zzzzzzzzzzz')), 'is no size'],
    ['a size with a digit that octal lacks', oddTar(size('00000000009')), 'is no size'],
    ['a negative size in base 256', oddTar((h) => void h.fill(255, 124, 136)), 'is no size'],
    ['a size beyond all numbers', oddTar((h) => void h.set([0x80, 255, 255, 255, 255, 255, 255], 124)), 'is no size'],
    ['a size beyond the end', oddTar(size('00077777777')), 'breaks off in the middle of a.json'],
    ['a negative size in an extended header', oddTar(() => undefined, 'x', 'size=-512'), 'is no size'],
    ['a size in an extended header that is no number', oddTar(() => undefined, 'x', 'size=1e9'), 'is no size'],
    ['a size in an extended header beyond the end', oddTar(() => undefined, 'x', 'size=999999'), 'breaks off'],
  ])('refuses %s', async (_, blob, sentence) => {
    await expect(openTar(blob, 'x.tar')).rejects.toThrow(ArchiveError);
    await expect(openTar(blob, 'x.tar')).rejects.toThrow(sentence);
  });
  it('reads sizes in base 256 and those of an extended header', async () => {
    const base256 = oddTar((h) => void h.set([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7], 124));
    expect(string(await (await openTar(base256, 'x')).read('a.json'))).toBe('content');
    const pax = oddTar(size('00000000000'), 'content', 'size=7');
    expect(string(await (await openTar(pax, 'x')).read('a.json'))).toBe('content');
  });
});

describe('links and other entries of a TAR', () => {
  const entry = (name: string, type: string, link: string, body = ''): Uint8Array<ArrayBuffer>[] => {
    const header = tarHeader(name, body.length, type);
    header.set(text(link), 157);
    header.fill(32, 148, 156);
    header.set(
      text(
        `${header
          .reduce((a, b) => a + b, 0)
          .toString(8)
          .padStart(6, '0')}\0 `,
      ),
      148,
    );
    const padded = new Uint8Array(Math.ceil(body.length / 512) * 512);
    padded.set(text(body));
    return [Uint8Array.from(header), padded];
  };
  const tar = new Blob([
    ...entry('real/a.txt', '0', '', 'alpha'),
    ...entry('hard.txt', '1', 'real/a.txt'),
    ...entry('links/soft.txt', '2', '../real/a.txt'),
    ...entry('links/lost.txt', '2', 'nowhere.txt'),
    ...entry('ring.txt', '2', 'ring.txt'),
    ...entry('pipe', '6', ''),
    ...entry('holes.bin', 'S', '', 'packed'),
    ...entry('after.txt', '0', '', 'omega'),
    new Uint8Array(1024),
  ]);
  it('are followed inside the archive, and named where they lead out of it', async () => {
    const tree = await openTar(tar, 'x.tar');
    for (const path of ['hard.txt', 'links/soft.txt']) expect(string(await tree.read(path))).toBe('alpha');
    expect(string(await tree.read('after.txt'))).toBe('omega');
    await expect(tree.read('links/lost.txt')).rejects.toThrow('is a link to links/nowhere.txt');
    await expect(tree.read('ring.txt')).rejects.toThrow('circle');
    await expect(tree.read('pipe')).rejects.toThrow('a device or a pipe');
    await expect(tree.read('holes.bin')).rejects.toThrow('stored sparse');
  });
  it('reads a TAR packed with gzip, and says when it is cut short', async () => {
    const packed = new Uint8Array(
      await new Response(tar.stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer(),
    );
    const tree = await openArchive(new Blob([packed]), 'set.tar.gz');
    expect(string(await tree.read('real/a.txt'))).toBe('alpha');
    expect(string(await tree.read('after.txt'))).toBe('omega');
    await expect(openArchive(new Blob([packed.subarray(0, packed.length - 9)]), 'set.tar.gz')).rejects.toThrow(
      'is packed with gzip and damaged or cut short',
    );
  });
});

it.each([
  ['xz', [0xfd, 0x37, 0x7a, 0x58]],
  ['7-Zip', [0x37, 0x7a, 0xbc, 0xaf]],
])('says what to do with %s', async (name, head) => {
  await expect(openArchive(new Blob([Uint8Array.from(head)]), 'set')).rejects.toThrow(
    `is packed with ${name}, which can only be read from start to end; unpack it, or pack it as ZIP or plain TAR`,
  );
});
