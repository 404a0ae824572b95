import { expect, test } from 'vitest';
import { instanceColor } from '../core/color/palette.ts';
import { packedEquals, packRegion } from '../core/mask/packed.ts';
import { cleanUp } from './actions/clean-up.ts';
import { annotationDocument, withAnnotations } from './annotations.ts';
import type { OpenedPicture } from './deps.ts';
import { type Doc, EMPTY_DOC, newObject } from './document.ts';
import { isAnnotationFile } from './flows/import-annotations.ts';

const size = { width: 40, height: 30 };
const fullSize = { width: 120, height: 90 };
// The pixels themselves are not looked at here.
const picture = { id: 'p', name: 'p.png', size, fullSize, notes: [] } as unknown as OpenedPicture;

const boxMask = (x0: number, y0: number, side: number) =>
  packRegion(
    { width: side, height: side, data: new Uint8Array(side * side).fill(1) },
    { x0, y0, x1: x0 + side, y1: y0 + side },
    size,
  );

const doc: Doc = {
  ...EMPTY_DOC,
  objects: [
    { ...newObject(EMPTY_DOC, 'top'), name: 'top', label: 'coin', color: 3, mask: boxMask(4, 4, 6) },
    { ...newObject(EMPTY_DOC, 'bottom'), name: 'bottom', mask: boxMask(2, 2, 20) },
    { ...newObject(EMPTY_DOC, 'empty'), name: 'nothing yet' },
  ],
  activeId: null,
};

test('documents are bottom first and at full size; objects without a mask are left out', () => {
  const { objects, picture: written } = annotationDocument(picture, doc.objects);
  expect(objects.map((o) => o.name)).toEqual(['bottom', 'top']);
  expect(written).toEqual({ name: 'p.png', ...fullSize });
  expect(objects[1]?.mask.box).toEqual({ x0: 12, y0: 12, x1: 30, y1: 30 });
  expect(objects[1]).toMatchObject({ label: 'coin', color: instanceColor(3), score: null });
});

test('out and in again: same order, names, labels, colours and exactly the same pixels', () => {
  const out = annotationDocument(picture, doc.objects);
  let n = 0;
  const back = withAnnotations(EMPTY_DOC, out.objects, size, () => `new-${n++}`);
  expect(back.objects.map((o) => [o.name, o.label, o.color])).toEqual([
    ['top', 'coin', 3],
    ['bottom', '', 0],
  ]);
  for (const [i, object] of back.objects.entries()) {
    const before = doc.objects[i]?.mask;
    expect(before && object.mask && packedEquals(before, object.mask)).toBe(true);
  }
});

test('a file that was read is written again as it was: ids by order, and the score while the mask is untouched', () => {
  const out = annotationDocument(picture, doc.objects);
  const scored = out.objects.map((o, i) => ({ ...o, score: i === 1 ? 0.75 : null }));
  const back = withAnnotations(EMPTY_DOC, scored, fullSize, () => `new-${Math.random()}`);
  const again = annotationDocument({ ...picture, size: fullSize }, back.objects);
  expect(again.objects).toEqual(scored);
  const edited = back.objects.map((o) => ({ ...o, mask: o.mask && { ...o.mask } }));
  expect(annotationDocument({ ...picture, size: fullSize }, edited).objects.map((o) => o.score)).toEqual([null, null]);
});

test('JSON and grey pictures of the same size are annotations; photographs are not', async () => {
  const png = (width: number, height: number, color: number): Blob => {
    const bytes = new Uint8Array(26);
    bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    new DataView(bytes.buffer).setUint32(16, width);
    new DataView(bytes.buffer).setUint32(20, height);
    bytes.set([8, color], 24);
    return new Blob([bytes]);
  };
  const ask = (name: string, blob: Blob, at: typeof size | null = fullSize) => isAnnotationFile({ name, blob }, at);
  expect(await ask('a.json', new Blob(['{}']), null)).toBe(true);
  expect(await ask('mask.png', png(120, 90, 0))).toBe(true);
  expect(await ask('mask.png', png(120, 90, 0), null)).toBe(false);
  expect(await ask('other.png', png(121, 90, 0))).toBe(false);
  expect(await ask('photo.png', png(120, 90, 2))).toBe(false);
  expect(await ask('photo.jpg', new Blob([new Uint8Array(40)]))).toBe(false);
});

test('clean-ups: holes, islands, growing and shrinking', () => {
  const at = (rows: readonly string[]) => {
    const data = Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0));
    const width = rows[0]?.length ?? 0;
    return packRegion({ width, height: rows.length, data }, { x0: 5, y0: 5, x1: 5 + width, y1: 5 + rows.length }, size);
  };
  const holed = at(['#####', '#.###', '#####', '#####', '.....', '....#']);
  const whole = at(['#####', '#####', '#####', '#####', '.....', '....#']);
  expect(packedEquals(cleanUp(holed, 'fill-holes'), whole)).toBe(true);
  expect(cleanUp(whole, 'remove-islands').box).toEqual({ x0: 5, y0: 5, x1: 10, y1: 9 });
  expect(cleanUp(whole, 'grow').box).toEqual({ x0: 4, y0: 4, x1: 11, y1: 12 });
  const square = at(['####', '####', '####', '####']);
  expect(cleanUp(square, 'shrink').box).toEqual({ x0: 6, y0: 6, x1: 8, y1: 8 });
});
