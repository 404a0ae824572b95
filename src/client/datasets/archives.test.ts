import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openSource } from './open-source.ts';
import { tarTree } from './tar-tree.ts';
import { zipTree } from './zip-tree.ts';

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
    const tree = await zipTree(new Blob([zipped()]), 'x.zip');
    expect(tree.files).toContainEqual({ path: 'a/two.txt', bytes: 5000 });
    for (const [path, value] of Object.entries(contents)) expect(string(await tree.read(path))).toBe(value);
    expect(string(await tree.read('stored.bin'))).toBe('as it is');
    await expect(tree.read('b')).rejects.toThrow('is not in the archive');
  });
  it('reads only the directory and what is asked for', async () => {
    const noise = Uint8Array.from({ length: 2_000_000 }, (_, i) => (i * 2654435761) >>> 13);
    const archive = new Uint8Array(zipSync({ 'big.bin': [noise, { level: 0 }], 'small.txt': text('small') }));
    const { blob, read } = watched(archive);
    const tree = await zipTree(blob, 'x.zip');
    await tree.read('small.txt');
    expect(read()).toBeLessThan(100_000);
  });
  it('says what is wrong with a broken one', async () => {
    const whole = zipped();
    await expect(zipTree(new Blob([whole.subarray(0, whole.length - 30)]), 'x')).rejects.toThrow('is no complete ZIP');
    const cut = new Uint8Array([...whole]);
    cut.fill(0, 0, 30);
    const tree = await zipTree(new Blob([cut]), 'x');
    await expect(tree.read('a/one.txt')).rejects.toThrow('its header is missing');
  });
});

describe('TAR', () => {
  it.each(['L', 'x'] as const)('lists and reads each file alone, long names by %s', async (longBy) => {
    const tree = await tarTree(new Blob([tarOf(contents, longBy)]), 'x.tar');
    expect(tree.files.map((f) => f.path)).toEqual(Object.keys(contents));
    for (const [path, value] of Object.entries(contents)) expect(string(await tree.read(path))).toBe(value);
  });
  it('skips over large files while it looks for headers', async () => {
    const big = 'y'.repeat(8_000_000);
    const { blob, read } = watched(tarOf({ 'big.txt': big, 'small.txt': 'small' }, 'L'));
    const tree = await tarTree(blob, 'x.tar');
    expect(string(await tree.read('small.txt'))).toBe('small');
    expect(read()).toBeLessThan(2_200_000);
  });
  it('says where it breaks off or is damaged', async () => {
    const whole = tarOf(contents, 'L');
    await expect(tarTree(new Blob([whole.subarray(0, 3000)]), 'x')).rejects.toThrow(
      'breaks off in the middle of a/two.txt',
    );
    const damaged = new Uint8Array([...whole]);
    damaged[600] = 1;
    await expect(tarTree(new Blob([damaged]), 'x')).rejects.toThrow('the header at byte 512 does not fit its checksum');
    await expect(tarTree(new Blob([text('z'.repeat(600))]), 'x')).rejects.toThrow('is no plain TAR');
  });
});

it('names the archive and what to do with a gzipped one', async () => {
  const file = new File([Uint8Array.from([0x1f, 0x8b, 8, 0])], 'set.tar.gz');
  await expect(openSource({ kind: 'archive', file })).rejects.toMatchObject({
    file: 'set.tar.gz',
    message: expect.stringContaining('unpack it, or pack it as ZIP or plain TAR'),
  });
});
