import { expect, test } from 'vitest';
import { imagePoint } from '../../core/geometry/space.ts';
import { packMask } from '../../core/mask/packed.ts';
import { type MaskRuns, packedToRuns } from '../../core/mask/packed-runs.ts';
import type { FilmDoc, FrameMask } from './film-doc.ts';
import { planFrom } from './film-plan.ts';
import { readFilmWork, writeFilmWork } from './film-work.ts';

const size = { width: 40, height: 30 };
const video = { name: 'a.mp4', size, times: [0, 0.1, 0.2, 0.3] };

function runs(x: number): MaskRuns {
  const data = new Uint8Array(size.width * size.height);
  for (let y = 5; y < 15; y++) data.fill(1, y * size.width + x, y * size.width + x + 8);
  return packedToRuns(packMask({ ...size, data }));
}

const marked: FrameMask = {
  mask: runs(2),
  plane: null,
  prompts: [
    { kind: 'box', box: { x0: 2, y0: 5, x1: 10, y1: 15 } },
    { kind: 'point', at: imagePoint(4.5, 7), label: 'exclude' },
  ],
  under: runs(3),
  likeness: null,
  doubt: null,
  from: [],
};
const carried = (mask: MaskRuns | null, doubt: number): FrameMask => ({
  mask,
  plane: null,
  prompts: [],
  under: null,
  likeness: 0.9,
  doubt,
  from: marked.mask ? [marked.mask] : [],
});

const doc: FilmDoc = {
  objects: [
    { id: 'object-1', name: 'Swan', color: '#56b4e9', truth: null },
    { id: 'object-2', name: 'Nothing yet', color: '#009e73', truth: null },
  ],
  tracks: new Map([
    [
      'object-1',
      new Map([
        [0, marked],
        [1, carried(runs(4), 0.1)],
        [2, carried(null, 1)],
      ]),
    ],
    ['object-2', new Map()],
  ]),
};

test('work that was written comes back whole, and a run goes on where it ended', () => {
  const again = readFilmWork(writeFilmWork(doc, video), video);
  expect(again).toEqual(doc);
  const masks = again.tracks.get('object-1') ?? new Map();
  expect(planFrom('object-1', masks, 0, { first: 0, last: 3 }, 1)?.there).toMatchObject({
    anchor: 0,
    from: 1,
    missed: 1,
    targets: [3],
  });
});

test('what does not belong to the video, is damaged or another file is refused in words', () => {
  const text = writeFilmWork(doc, video);
  const other = { ...video, name: 'b.mp4', times: [0, 1] };
  expect(() => readFilmWork(text, other)).toThrow('the work belongs to “a.mp4”, 4 frames of 40 × 30; open is “b.mp4”');
  expect(() => readFilmWork('{}', video)).toThrow('no file of work on a video');
  expect(() => readFilmWork('not json', video)).toThrow('it is not JSON');
  const work: { objects: { masks: { mask: string; frame: number }[] }[] } = JSON.parse(text);
  const first = work.objects[0]?.masks[0];
  if (!first) throw new Error('no mask');
  expect(() => readFilmWork(JSON.stringify(work).replace(first.mask, '5'), video)).toThrow(
    'a mask of “Swan” is damaged',
  );
  expect(() => readFilmWork(text.replace('"frame":2', '"frame":9'), video)).toThrow('after the last frame');
});
