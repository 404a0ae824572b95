import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WRITTEN_FORMATS } from '../core/formats/list.ts';
import { type TiffTag, tiffFile } from '../test-support/tiff.ts';
import { main } from './main.ts';

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: [] as string[], err: [] as string[] };
  const io = { out: (text: string) => said.out.push(text), err: (text: string) => said.err.push(text) };
  const code = await main(['convert', ...args], io);
  return { code, out: said.out.join(''), err: said.err.join('') };
}

const folder = mkdtempSync(join(tmpdir(), 'convert-'));
const coco = join(folder, 'a.json');
const image = { id: 1, file_name: 'photo.jpg', width: 60, height: 40 };
const annotation = { id: 1, image_id: 1, category_id: 1, iscrowd: 0, segmentation: [[10, 10, 30, 10, 30, 30, 10, 30]] };
writeFileSync(
  coco,
  JSON.stringify({ images: [image], categories: [{ id: 1, name: 'cat' }], annotations: [annotation] }),
);

test('every format of the list is written from what was read', async () => {
  for (const { id } of WRITTEN_FORMATS) {
    const { code, out } = await run(
      coco,
      '--picture',
      'photo.jpg',
      '--size',
      '60x40',
      '--to',
      id,
      '--out',
      join(folder, id),
    );
    expect([id, code]).toEqual([id, 0]);
    expect(out).toContain('cat: 400 px in [10, 10, 30, 30]');
    const [, path = ''] = /wrote (.*)/.exec(out) ?? [];
    expect(readFileSync(path).length).toBeGreaterThan(20);
  }
  const again = await run(join(folder, 'cvat/photo.cvat.xml'), '--picture', 'photo.jpg', '--size', '60x40');
  expect(again.out).toContain('cat: 400 px in [10, 10, 30, 30]');
});

test('two readings are asked about, and one may be chosen; wrong lines and files get a sentence', async () => {
  const two = join(folder, 'two.json');
  const images = [
    { ...image, file_name: 'a/photo.jpg' },
    { ...image, id: 2, file_name: 'b/photo.jpg' },
  ];
  writeFileSync(two, JSON.stringify({ images, categories: [], annotations: [annotation] }));
  const asked = await run(two, '--picture', 'photo.jpg', '--size', '60x40');
  expect([asked.code, asked.err]).toEqual([3, expect.stringContaining('2  b/photo.jpg')]);
  expect((await run(two, '--picture', 'photo.jpg', '--size', '60x40', '--reading', '1')).out).toContain('400 px');
  expect((await run(coco, '--picture', 'photo.jpg', '--size', '40')).code).toBe(2);
  expect((await run(coco, '--picture', 'photo.jpg', '--size', '60x40', '--to', 'none')).code).toBe(2);
  const other = await run(coco, '--picture', 'photo.jpg', '--size', '80x40');
  expect([other.code, other.err]).toEqual([3, expect.stringContaining('80 x 40')]);
});

test('a mask picture that is a TIFF is read', async () => {
  const path = join(folder, 'labels.tif');
  const block = Uint8Array.from({ length: 60 * 40 }, (_, i) => (i % 60 < 20 ? 1 : i % 60 < 40 ? 2 : 0));
  const tags: TiffTag[] = [
    [256, 'short', [60]],
    [257, 'short', [40]],
    [258, 'short', [8]],
    [262, 'short', [1]],
    [277, 'short', [1]],
  ];
  writeFileSync(path, tiffFile([{ tags, blocks: [block] }]));
  const { code, out } = await run(path, '--picture', 'photo.jpg', '--size', '60x40');
  expect(code).toBe(0);
  expect(out.match(/800 px in \[\d+, 0, \d+, 40\]/g)).toHaveLength(2);
});
