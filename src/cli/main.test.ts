import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync, zlibSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '../core/image/png-encode.ts';
import { main } from './main.ts';

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  return { code: await main(args, io), out, err };
}

const folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
const at = (name: string): string => join(folder, name);
const square = (x: number): number[][] => [[x, 0, x, 8, x + 8, 8, x + 8, 0]];

beforeAll(() => {
  const images = [1, 2, 3].map((id) => ({ id, width: 20, height: 10, file_name: `${id}.jpg` }));
  const annotations = images.map(({ id }) => ({
    id,
    image_id: id,
    category_id: 1,
    area: 64,
    bbox: [id, 0, 8, 8],
    iscrowd: 0,
    segmentation: square(id),
  }));
  writeFileSync(at('gt.json'), JSON.stringify({ images, categories: [{ id: 1, name: 'cup' }], annotations }));
  const found = images.map(({ id }) => ({
    image_id: id,
    category_id: 1,
    score: id / 10,
    segmentation: square(id === 2 ? 12 : id),
  }));
  writeFileSync(at('dt.json'), JSON.stringify(found));
  writeFileSync(at('bad.json'), JSON.stringify([...found, { image_id: 9, category_id: 1, score: 1 }]));
  writeFileSync(at('broken.json'), '{');
});

describe('evaluate', () => {
  it("prints figures with the toolkit's names", async () => {
    const { code, out } = await run('coco', '--gt', at('gt.json'), '--dt', at('dt.json'), '--json');
    const { stats, pictures } = JSON.parse(out) as { stats: Record<string, number>; pictures: number };
    expect(code).toBe(0);
    expect(pictures).toBe(3);
    expect(Object.keys(stats)).toEqual([
      'AP',
      'AP50',
      'AP75',
      'APs',
      'APm',
      'APl',
      'AR1',
      'AR10',
      'AR100',
      'ARs',
      'ARm',
      'ARl',
    ]);
    expect(stats.AR100).toBeCloseTo(2 / 3, 12);
    expect(stats.APl).toBe(-1);
  });
  it('joins shards to the whole', async () => {
    const states = [1, 2].map((i) => at(`state-${i}.json`));
    for (const [i, state] of states.entries()) {
      await run('coco', '--gt', at('gt.json'), '--dt', at('dt.json'), '--shard', `${i + 1}/2`, '--state', state);
    }
    const whole = await run('coco', '--gt', at('gt.json'), '--dt', at('dt.json'), '--json');
    const merged = await run('merge', ...states, '--json');
    expect(JSON.parse(merged.out)).toEqual(JSON.parse(whole.out));
    expect((await run('merge', states[0] ?? '', states[0] ?? '')).err).toContain('was added twice');
  });
  it('goes on without what is wrong, says so and exits with 1', async () => {
    const { code, err } = await run('coco', '--gt', at('gt.json'), '--dt', at('bad.json'));
    expect(code).toBe(1);
    expect(err).toContain('bad.json: [3].image_id: gt.json has no picture with the id 9');
  });
  it('tells wrong command lines from unreadable files', async () => {
    expect(await run('coco', '--gt', at('gt.json'))).toMatchObject({ code: 2 });
    expect((await run('coco', '--gt', at('gt.json'), '--nonsense')).code).toBe(2);
    expect((await run('coco', '--gt', at('gt.json'), '--dt', at('dt.json'), '--shard', '3/2')).err).toContain(
      '--shard 3/2',
    );
    expect((await run('nothing')).code).toBe(2);
    expect((await run()).code).toBe(2);
    const broken = await run('coco', '--gt', at('broken.json'), '--dt', at('dt.json'));
    expect(broken).toMatchObject({ code: 3 });
    expect(broken.err).toContain('broken.json: is not JSON');
    for (const name of [
      'coco',
      'lvis',
      'bsds',
      'regions',
      'miou',
      'instances',
      'panoptic',
      'bravo',
      'clicks',
      'dataset',
      'merge',
    ]) {
      const help = await run(name, '--help');
      expect(help).toMatchObject({ code: 0 });
      expect(help.out).toContain(`evaluate -- ${name}`);
    }
  });
  it('names a truncated label map and scores the rest', async () => {
    const truths = mkdtempSync(join(folder, 'gt-'));
    const predictions = mkdtempSync(join(folder, 'pred-'));
    const png = encodePng({ kind: 'grey8', width: 2, height: 2, data: [0, 1, 1, 255] }, (raw) => zlibSync(raw));
    const wide = encodePng({ kind: 'grey16', width: 2, height: 2, data: [0, 1, 1, 700] }, (raw) => zlibSync(raw));
    for (const name of ['a', 'b', 'c']) writeFileSync(join(truths, `${name}.png`), png);
    writeFileSync(
      join(predictions, 'a.png'),
      encodePng({ kind: 'grey8', width: 2, height: 2, data: [0, 1, 1, 1] }, (raw) => zlibSync(raw)),
    );
    writeFileSync(join(predictions, 'b.png'), png.subarray(0, 50));
    writeFileSync(join(truths, 'd.png'), wide);
    writeFileSync(join(predictions, 'd.png'), png);
    const { code, out, err } = await run('miou', '--gt', truths, '--pred', predictions, '--dataset', 'voc', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ stats: { mIoU: 1, pixelAccuracy: 1 }, pictures: 1 });
    expect(err).toContain('b.png: the PNG ends in the middle, at byte 50');
    expect(err).toContain('c.png: has no prediction c.png');
    expect(err).toContain('d.png: the truth has the value 700 at x 1, y 1, which is no label of PASCAL VOC 2012');
  });
  it('writes nothing but the state where it is told to', () => {
    expect(JSON.parse(readFileSync(at('state-1.json'), 'utf8'))).toMatchObject({ kind: 'coco', type: 'segm' });
  });
  it('takes own thresholds, areas and limits, and says which of them cannot be used', async () => {
    const files = ['--gt', at('gt.json'), '--dt', at('dt.json')];
    const own = ['--iou', '0.5,0.9', '--areas', 'tiny:0-63,rest:64-1e5', '--max-dets', '1,5'];
    const { code, out } = await run('coco', ...files, ...own, '--json', '--state', at('own.json'));
    const { stats } = JSON.parse(out) as { stats: Record<string, number> };
    expect(code).toBe(0);
    expect(Object.keys(stats)).toEqual([
      'AP',
      'AP50',
      'AP75',
      'AP_tiny',
      'AP_rest',
      'AR1',
      'AR5',
      'AR_tiny',
      'AR_rest',
    ]);
    expect(stats).toMatchObject({ AP75: -1, AP_tiny: -1, AP_rest: stats.AP });
    expect(JSON.parse((await run('merge', at('own.json'), '--json')).out).stats).toEqual(stats);
    for (const [option, value] of [
      ['--iou', '0.9,0.5'],
      ['--iou', 'half'],
      ['--areas', 'tiny'],
      ['--areas', 'all:0-5'],
      ['--fixed-ap', ''],
    ] as const)
      expect(await run('coco', ...files, option, ...(value === '' ? [] : [value]))).toMatchObject({ code: 2 });
  });
  it('says what the official quirk about annotation id 0 does', async () => {
    const gt = JSON.parse(readFileSync(at('gt.json'), 'utf8')) as { annotations: { id: number }[] };
    for (const annotation of gt.annotations) annotation.id--;
    writeFileSync(at('zero.json'), JSON.stringify(gt));
    const { code, err } = await run('coco', '--gt', at('zero.json'), '--dt', at('dt.json'));
    expect(code).toBe(0);
    expect(err).toContain('zero.json: an annotation has the id 0');
  });
  it('names a score that is NaN, and says that nothing could be used', async () => {
    const entry = '{"image_id": 1, "category_id": 1, "score": NaN, "segmentation": []}';
    writeFileSync(at('nan.json'), `[${entry}]`);
    const nan = await run('coco', '--gt', at('gt.json'), '--dt', at('nan.json'));
    expect(nan.code).toBe(3);
    expect(nan.err).toContain('the score is NaN, which is no number; it stands at line 1, column');
    writeFileSync(at('infinite.json'), `[${entry.replace('NaN', '1e999')}]`);
    const infinite = await run('coco', '--gt', at('gt.json'), '--dt', at('infinite.json'));
    expect(infinite.code).toBe(3);
    expect(infinite.err).toContain('[0].score: expected a number');
  });
  it('scores the published split of an archive, says how many took part, and warns of mixed splits', async () => {
    const map = encodePng({ kind: 'grey8', width: 2, height: 2, data: [1, 1, 2, 2] }, (raw) => zlibSync(raw));
    const truths = Object.fromEntries(
      ['train/1', 'test/1', 'test/2', 'test/3'].map((name) => [`groundTruth/${name}.png`, map]),
    );
    writeFileSync(at('gt.zip'), zipSync(truths));
    writeFileSync(at('pred.zip'), zipSync({ 'mine/test/1.png': map, 'mine/test/2.png': map, 'mine/train/3.png': map }));
    const args = ['regions', '--gt', at('gt.zip'), '--pred', at('pred.zip')];
    const test = await run(...args, '--json');
    expect(test.code).toBe(1);
    expect(JSON.parse(test.out)).toMatchObject({
      stats: { coveringODS: 1 },
      pictures: 2,
      part: { split: 'test', scored: 2, asked: 3, others: 1, fault: null },
    });
    expect(test.err).toContain('groundTruth/test/3.png: has no prediction 3.png');
    expect((await run(...args, '--split', 'all')).out).toContain(
      'all splits: 2 of 4 pictures took part\nnot comparable with published figures: several splits together',
    );
    const wrong = await run(...args, '--split', 'val');
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.err).toContain('--split val: there is no split val, but train, test');
    expect(await run(...args, '--split', 'train')).toMatchObject({ code: 3 });
    writeFileSync(at('not.zip'), 'text');
    expect((await run('regions', '--gt', at('not.zip'), '--pred', at('pred.zip'))).err).toContain(
      'not.zip: cannot be read',
    );
  });
});
