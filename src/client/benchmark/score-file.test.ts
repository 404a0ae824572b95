import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import { type ScoreRequest, scoreFile } from './score-file.ts';

const file = (name: string, text: string): File => new File([text], name, { type: 'application/json' });
const truth = {
  images: [{ id: 1, width: 20, height: 20, file_name: 'a.jpg' }],
  categories: [{ id: 1, name: 'cat' }],
  annotations: [
    {
      id: 1,
      image_id: 1,
      category_id: 1,
      bbox: [2, 2, 10, 10],
      area: 100,
      iscrowd: 0,
      segmentation: [[2, 2, 12, 2, 12, 12, 2, 12]],
    },
  ],
};
const hit = {
  image_id: 1,
  category_id: 1,
  bbox: [2, 2, 10, 10],
  score: 0.9,
  segmentation: {
    size: [20, 20],
    counts: [42, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 168],
  },
};
const request = (dt: string, type: ScoreRequest['type'] = 'bbox'): ScoreRequest => ({
  kind: 'coco',
  type,
  truth: file('gt.json', JSON.stringify(truth)),
  results: file('dt.json', dt),
  choices: {},
});

describe('scoring a results file', () => {
  it('gives a perfect detection 1 and its curve 1 everywhere', async () => {
    const scored = await scoreFile(request(JSON.stringify([hit])), () => undefined);
    expect(scored.stats.AP).toBeCloseTo(1, 12);
    expect(scored.curves[0]?.precision).toHaveLength(101);
    expect(Math.min(...(scored.curves[0]?.precision ?? [0]))).toBeCloseTo(1, 12);
    expect(scored.perCategory.map((c) => c.name)).toEqual(['cat']);
  });
  it('scores an empty list as 0', async () => {
    expect((await scoreFile(request('[]'), () => undefined)).stats.AP).toBe(0);
  });
  it('names file and line of what is no JSON', async () => {
    await expect(scoreFile(request('[\n{"a": }\n]'), () => undefined)).rejects.toThrow(
      'dt.json is not JSON: it breaks off at line 2, column 7',
    );
    await expect(scoreFile(request('  '), () => undefined)).rejects.toThrow('dt.json is empty');
  });
  it('takes own thresholds, areas and limits, and says what it cannot take', async () => {
    const choices = { thresholds: '0.3,0.6', areas: 'tiny:0-50,rest:50-1e5', maxDetections: '2' };
    const scored = await scoreFile({ ...request(JSON.stringify([hit])), choices }, () => undefined);
    expect(scored.stats).toMatchObject({ AP: expect.closeTo(1, 12), AP50: -1, AP_tiny: -1, AR2: 1, AR_rest: 1 });
    expect(scored.curves).toHaveLength(1);
    expect(scored.curves[0]?.threshold).toBe(0.3);
    for (const wrong of [{ thresholds: '0.6,0.3' }, { areas: 'tiny:50-0' }, { maxDetections: '0' }, { fixedAp: true }])
      await expect(
        scoreFile({ ...request(JSON.stringify([hit])), choices: wrong }, () => undefined),
      ).rejects.toMatchObject({ code: 'bad-file' });
  });
  it('compares poses, and lists those with another number of points', async () => {
    const pose = Array.from({ length: 51 }, (_, i) => (i % 3 === 2 ? 2 : i % 20));
    const [only] = truth.annotations;
    const posed = { ...truth, annotations: [{ ...only, keypoints: pose, num_keypoints: 17, area: 2000 }] };
    const found = { image_id: 1, category_id: 1, score: 0.5, keypoints: pose };
    const scored = await scoreFile(
      {
        ...request(JSON.stringify([found, { ...found, keypoints: [1, 2, 2] }]), 'keypoints'),
        truth: file('gt.json', JSON.stringify(posed)),
      },
      () => undefined,
    );
    expect(Object.keys(scored.stats)).toEqual(['AP', 'AP50', 'AP75', 'APm', 'APl', 'AR', 'AR50', 'AR75', 'ARm', 'ARl']);
    expect(scored.stats).toMatchObject({ AP: expect.closeTo(1, 12), AR: 1, APl: -1 });
    expect(scored.problems).toEqual([
      expect.stringMatching(/dt\.json: \[1\]\.keypoints: expected x, y, v of 17 points/),
    ]);
  });
  it('lists faulty entries by field and goes on with the rest', async () => {
    const scored = await scoreFile(request(JSON.stringify([hit, { ...hit, category_id: 99 }])), () => undefined);
    expect(scored.stats.AP).toBeCloseTo(1, 12);
    expect(scored.problemCount).toBe(1);
    expect(scored.problems[0]).toMatch(/^dt\.json: .*\[1\]/);
  });
});

describeWithShared('scoring the reference files', 'goldens/coco', () => {
  it.each(['basic', 'crowd', 'ties'])('%s gives the official figures and curves', async (name) => {
    const at = (f: string): string => readFileSync(sharedPath(`goldens/coco/${name}/${f}`), 'utf8');
    const expected = JSON.parse(at('expected.json')).segm;
    const scored = await scoreFile(
      {
        kind: 'coco',
        type: 'segm',
        truth: file('gt.json', at('gt.json')),
        results: file('dt.json', at('dt.json')),
        choices: {},
      },
      () => undefined,
    );
    for (const [key, value] of Object.entries(expected.stats)) expect(scored.stats[key]).toBeCloseTo(Number(value), 12);
    const rows: number[][] = expected.precision_iou50_RK_all_maxlast;
    for (const [r, row] of rows.entries()) {
      const defined = row.filter((p) => p >= 0);
      const mean = defined.reduce((a, b) => a + b, 0) / defined.length;
      expect(scored.curves[0]?.precision[r]).toBeCloseTo(mean, 12);
    }
  });
});
