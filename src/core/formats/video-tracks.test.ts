import { expect, test } from 'vitest';
import { decodeRle } from '../coco/rle.ts';
import { rleFromString } from '../coco/rle-string.ts';
import { type PackedMask, packMask } from '../mask/packed.ts';
import {
  cvatVideoXml,
  davisMasks,
  motsText,
  type TrackedMask,
  tracksCsv,
  type VideoTracks,
  youtubeVisJson,
} from './video-tracks.ts';
import { parseXml } from './xml.ts';

const size = { width: 6, height: 4 };

function block(x: number, y: number, w: number, h: number): PackedMask {
  const data = new Uint8Array(size.width * size.height);
  for (let row = y; row < y + h; row++) data.fill(1, row * size.width + x, row * size.width + x + w);
  return packMask({ ...size, data });
}

const seen = (mask: PackedMask | null, confidence: number | null, isMarked = false): TrackedMask => ({
  mask,
  confidence,
  isMarked,
});

const tracks: VideoTracks = {
  name: 'clip',
  size,
  frames: [1, 2],
  times: [0, 0.1, 0.25],
  objects: [
    {
      name: 'a <cup>',
      masks: new Map([
        [1, seen(block(0, 0, 3, 2), null, true)],
        [2, seen(null, 0)],
      ]),
    },
    { name: '=b', masks: new Map([[1, seen(block(2, 1, 2, 2), 0.75)]]) },
  ],
};

test('indexed PNGs carry the frame’s number, the object’s index, the upper object where two overlap', () => {
  const files = [...davisMasks(tracks)];
  expect(files.map((f) => f.path)).toEqual(['00001.png', '00002.png']);
  const [first, second] = files;
  if (!first || !('image' in first) || !second || !('image' in second)) throw new Error('no images');
  expect([...first.image.data]).toEqual([
    ...[1, 1, 1, 0, 0, 0],
    ...[1, 1, 2, 2, 0, 0],
    ...[0, 0, 2, 2, 0, 0],
    ...[0, 0, 0, 0, 0, 0],
  ]);
  expect(second.image.data.some((v) => v > 0)).toBe(false);
});

test('MOTS lines do not overlap and decode to the masks', () => {
  const lines = motsText(tracks)
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '));
  expect(lines.map((l) => l.slice(0, 5))).toEqual([
    ['1', '2001', '2', '4', '6'],
    ['1', '2002', '2', '4', '6'],
  ]);
  const [under, over] = lines.map((l) => decodeRle(rleFromString(l[5] ?? '', size)).data);
  expect(under?.reduce((a, b) => a + b)).toBe(5);
  expect(over?.reduce((a, b) => a + b)).toBe(4);
  expect(under?.some((v, i) => v === 1 && over?.[i] === 1)).toBe(false);
});

test('the JSON of YouTube-VIS has a mask, box and area a frame, null where the object does not show', () => {
  expect(youtubeVisJson(tracks)).toMatchObject({
    videos: [{ id: 1, length: 2, width: 6, height: 4, file_names: ['clip/00001.jpg', 'clip/00002.jpg'] }],
    annotations: [
      { category_id: 1, areas: [6, null], bboxes: [[0, 0, 3, 2], null], segmentations: [{ size: [4, 6] }, null] },
      { category_id: 2, areas: [4, null] },
    ],
  });
});

test('CVAT tracks: key frames where marked, outside where not found, names escaped', () => {
  const root = parseXml(cvatVideoXml(tracks));
  if (typeof root === 'string') throw new Error(root);
  const found = root.children.filter((c) => c.name === 'track');
  expect(found.map((t) => t.attributes.label)).toEqual(['a <cup>', '=b']);
  expect(found[0]?.children.map(({ attributes: a }) => [a.frame, a.keyframe, a.outside])).toEqual([
    ['1', '1', '0'],
    ['2', '0', '1'],
  ]);
  expect(found[1]?.children[0]?.attributes).toMatchObject({
    rle: '0, 4',
    left: '2',
    top: '1',
    width: '2',
    height: '2',
  });
});

test('the table has a line an object and frame, safe for spreadsheets', () => {
  expect(tracksCsv(tracks).split('\r\n')).toEqual([
    'frame,seconds,object,state,area_px,x,y,width,height,confidence',
    '1,0.1000,a <cup>,marked,6,0,0,3,2,',
    "1,0.1000,'=b,propagated,4,2,1,2,2,0.7500",
    '2,0.2500,a <cup>,not found,0,,,,,0.0000',
    '',
  ]);
});
