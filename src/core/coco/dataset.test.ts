import { describe, expect, it } from 'vitest';
import { problemSentence } from './data-problem.ts';
import { parseCocoDataset } from './dataset.ts';
import { parseCocoResults } from './results.ts';

const base = {
  images: [{ id: 1, width: 6, height: 4, file_name: 'a.jpg' }],
  categories: [{ id: 3, name: 'cup' }],
  annotations: [
    {
      id: 1,
      image_id: 1,
      category_id: 3,
      bbox: [0, 0, 2, 2],
      area: 4,
      iscrowd: 0,
      segmentation: [[0, 0, 0, 2, 2, 2, 2, 0]],
    },
  ],
};
const annotation = base.annotations[0];
const sentences = (annotations: unknown[], extra: object = {}): string[] =>
  parseCocoDataset({ ...base, ...extra, annotations }, 'gt.json').problems.map(problemSentence);

describe('parseCocoDataset', () => {
  it('takes a sound file without a word', () => {
    const dataset = parseCocoDataset(base, 'gt.json');
    expect(dataset.problems).toEqual([]);
    expect(dataset.truths.get(1)).toHaveLength(1);
  });
  it.each<[string, unknown, string]>([
    [
      'wrong size',
      { ...annotation, segmentation: { size: [6, 4], counts: 'h0' } },
      'gt.json: annotations[0].segmentation.size: expected [4, 6], found [6,4]',
    ],
    [
      'wrong sum',
      { ...annotation, segmentation: { size: [4, 6], counts: [1, 2] } },
      'gt.json: annotations[0].segmentation.counts: the runs do not sum up to 4 x 6 pixels',
    ],
    [
      'bad string',
      { ...annotation, segmentation: { size: [4, 6], counts: '1 1' } },
      'gt.json: annotations[0].segmentation.counts: character " " at 1',
    ],
    [
      'unknown category',
      { ...annotation, category_id: 4 },
      'gt.json: annotations[0].category_id: no category has the id 4',
    ],
    ['unknown picture', { ...annotation, image_id: 2 }, 'gt.json: annotations[0].image_id: no picture has the id 2'],
    [
      'missing id',
      { ...annotation, id: undefined },
      'gt.json: annotations[0].id: expected a whole number, found nothing',
    ],
    [
      'missing area',
      { ...annotation, area: undefined },
      "gt.json: annotations[0].area: expected a number, found nothing; the mask's area is used",
    ],
    [
      'odd corners',
      { ...annotation, segmentation: [[1, 2, 3]] },
      'gt.json: annotations[0].segmentation[0]: expected pairs of x and y, found 3 numbers',
    ],
    ['not an object', 17, 'gt.json: annotations[0]: expected an object, found 17'],
  ])('names file and field: %s', (_name, broken, sentence) => {
    expect(sentences([broken]).join('\n')).toContain(sentence);
  });
  it('keeps the first of two with one id and goes on', () => {
    const dataset = parseCocoDataset(
      { ...base, annotations: [annotation, annotation, { ...annotation, id: 2 }] },
      'gt.json',
    );
    expect(dataset.truthCount).toBe(2);
    expect(dataset.problems.map(problemSentence)).toEqual([
      'gt.json: annotations[1].id: 1 is already taken by an earlier annotation; this one is left out',
    ]);
  });
  it('survives files that are something else', () => {
    for (const json of [null, [], 'text', {}, { images: {}, annotations: null, categories: 3 }]) {
      expect(parseCocoDataset(json, 'x.json').problemCount).toBeGreaterThan(0);
    }
  });
});

describe('parseCocoResults', () => {
  const dataset = parseCocoDataset(base, 'gt.json');
  const result = { image_id: 1, category_id: 3, score: 0.5, segmentation: { size: [4, 6], counts: '04d0' } };
  it('takes the area from the box when the first result has one', () => {
    const [withBox] =
      parseCocoResults([{ ...result, bbox: [0, 0, 3, 2] }], 'dt.json', dataset, 'masks').detections.get(1) ?? [];
    const [without] = parseCocoResults([result], 'dt.json', dataset, 'masks').detections.get(1) ?? [];
    expect(withBox?.area).toBe(6);
    expect(without?.area).toBe(4);
    expect(without?.box).toEqual([0, 0, 1, 4]);
  });
  it('names what is wrong and goes on', () => {
    const found = [
      result,
      { ...result, score: '1' },
      { ...result, category_id: 5 },
      { ...result, segmentation: undefined },
      null,
    ];
    const parsed = parseCocoResults(found, 'dt.json', dataset, 'masks');
    expect(parsed.count).toBe(1);
    expect(parsed.problems.map(problemSentence)).toEqual([
      'dt.json: [1].score: expected a number, found "1"',
      'dt.json: [2].category_id: gt.json has no category with the id 5',
      'dt.json: [3].segmentation: expected polygons or run lengths, found nothing',
      'dt.json: [4]: expected an object, found null',
    ]);
  });
  it('keeps a mask of the wrong size as a detection that matches nothing', () => {
    const parsed = parseCocoResults(
      [{ ...result, segmentation: { size: [6, 4], counts: '04d0' } }],
      'dt.json',
      dataset,
      'masks',
    );
    expect(parsed.count).toBe(1);
    expect(parsed.problems[0]?.message).toContain('expected [4, 6], found [6, 4]');
  });
});
