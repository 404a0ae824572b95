import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../core/image/png-encode.ts';
import { greyPng } from '../test-support/memory-tree.ts';
import { describeWithShared, sharedPath } from '../test-support/shared.ts';
import { main } from './main.ts';

async function run(...args: string[]): Promise<{ code: number; json: Record<string, unknown>; err: string }> {
  let [out, err] = ['', ''];
  const code = await main([...args, '--json'], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, json: out === '' ? {} : JSON.parse(out), err };
}

const folder = mkdtempSync(join(tmpdir(), 'evaluate-more-'));
const at = (name: string): string => join(folder, name);

describeWithShared('official figures from the command line', 'goldens/miou/cityscapes_instance', () => {
  it('instances: cityscapesScripts', async () => {
    const golden = sharedPath('goldens/miou/cityscapes_instance');
    const expected: { averages: { allAp: number; 'allAp50%': number } } = JSON.parse(
      readFileSync(`${golden}/expected.json`, 'utf8'),
    );
    const { code, json } = await run('instances', '--gt', `${golden}/gt`, '--pred', `${golden}/pred`);
    expect(code).toBe(0);
    const stats = json.stats as { AP: number; AP50: number };
    expect(stats.AP).toBeCloseTo(expected.averages.allAp, 12);
    expect(stats.AP50).toBeCloseTo(expected.averages['allAp50%'], 12);
  });
  it('instances: a line that is wrong is named, the other pictures are scored', async () => {
    const golden = sharedPath('goldens/miou/cityscapes_instance');
    cpSync(`${golden}/pred`, at('pred'), { recursive: true });
    writeFileSync(at('pred/synth_000000_000019_pred.txt'), 'masks/synth_000000_0.png 28\n');
    const { code, json, err } = await run('instances', '--gt', `${golden}/gt`, '--pred', at('pred'));
    expect(code).toBe(1);
    expect(json.pictures).toBe(3);
    expect(err).toContain('synth_000000_000019_pred.txt: line 1: expected "mask.png labelId confidence"');
  });
  it('regions: the official output of BSDS500, from shards too', async () => {
    const golden = sharedPath('goldens/bsds/bench5');
    const expected: { official_outputs: { test_4: { cover: number[][]; RI_VOI: number[][] } } } = JSON.parse(
      readFileSync(`${golden}/expected.json`, 'utf8'),
    );
    const args = ['regions', '--gt', `${golden}/gt_segmentation`, '--pred', `${golden}/segs`];
    const whole = await run(...args);
    const stats = whole.json.stats as Record<string, number>;
    const [, ods, ois, best] = expected.official_outputs.test_4.cover[0] ?? [];
    expect(stats.coveringODS).toBeCloseTo(ods ?? 0, 5);
    expect(stats.coveringOIS).toBeCloseTo(ois ?? 0, 5);
    expect(stats.coveringBest).toBeCloseTo(best ?? 0, 5);
    expect(stats.PRI_ODS).toBeCloseTo(expected.official_outputs.test_4.RI_VOI[0]?.[1] ?? 0, 5);
    for (const i of [1, 2]) await run(...args, '--shard', `${i}/2`, '--state', at(`r${i}.json`));
    expect((await run('merge', at('r1.json'), at('r2.json'))).json.stats).toEqual(whole.json.stats);
    expect(whole.json.part).toMatchObject({ split: '', others: 0, fault: null });
  });
});

describe('panoptic', () => {
  const ids = (values: readonly number[]): Uint8Array =>
    encodePng(
      { kind: 'rgba', width: 4, height: values.length / 4, data: values.flatMap((v) => [v & 255, v >> 8, 0, 255]) },
      (raw) => zlibSync(raw),
    );
  const json = (segments: readonly { id: number; category_id: number }[]): string =>
    JSON.stringify({
      categories: [
        { id: 1, isthing: 1 },
        { id: 2, isthing: 0 },
      ],
      annotations: [{ image_id: 5, file_name: 'a.png', segments_info: segments }],
    });
  it('matches at IoU above one half and tells things from stuff', async () => {
    for (const side of ['t', 'p']) mkdirSync(at(side));
    writeFileSync(at('t/a.png'), ids([300, 300, 300, 300, 7, 7, 7, 7]));
    writeFileSync(at('p/a.png'), ids([9, 9, 9, 8, 8, 8, 8, 8]));
    writeFileSync(
      at('t.json'),
      json([
        { id: 300, category_id: 1 },
        { id: 7, category_id: 2 },
      ]),
    );
    writeFileSync(
      at('p.json'),
      json([
        { id: 9, category_id: 1 },
        { id: 8, category_id: 2 },
      ]),
    );
    const { code, json: found } = await run(
      'panoptic',
      '--gt',
      at('t.json'),
      '--gt-dir',
      at('t'),
      '--pred',
      at('p.json'),
      '--pred-dir',
      at('p'),
    );
    expect(code).toBe(0);
    const stats = found.stats as Record<string, number>;
    expect(stats.PQ_th).toBeCloseTo(3 / 4, 12);
    expect(stats.PQ_st).toBeCloseTo(4 / 5, 12);
    expect(stats.RQ).toBe(1);
    expect(found.pictures).toBe(1);
  });
  it('names a pixel whose segment is not listed', async () => {
    writeFileSync(at('p2.json'), json([{ id: 9, category_id: 1 }]));
    const { code, err } = await run(
      'panoptic',
      '--gt',
      at('t.json'),
      '--gt-dir',
      at('t'),
      '--pred',
      at('p2.json'),
      '--pred-dir',
      at('p'),
    );
    expect(code).toBe(3);
    expect(err).toContain('a.png (picture 5): a pixel of the prediction names segment 8, which is not listed');
  });
  it('refuses a picture without prediction and a PNG that holds no colours', async () => {
    const args = (pred: string, folder: string): string[] => [
      'panoptic',
      '--gt',
      at('t.json'),
      '--gt-dir',
      at('t'),
      '--pred',
      at(pred),
      '--pred-dir',
      at(folder),
    ];
    writeFileSync(at('none.json'), JSON.stringify({ annotations: [] }));
    const none = await run(...args('none.json', 'p'));
    expect([none.code, none.err]).toEqual([3, expect.stringContaining('picture 5 has no prediction')]);
    mkdirSync(at('grey'));
    writeFileSync(at('grey/a.png'), greyPng(4, [9, 9, 9, 9, 8, 8, 8, 8]));
    const grey = await run(...args('p.json', 'grey'));
    expect([grey.code, grey.err]).toEqual([3, expect.stringContaining('a panoptic PNG has 8-bit red, green and blue')]);
  });
});

describe('bravo', () => {
  const write = (path: string, values: readonly number[], kind: 'grey8' | 'grey16' = 'grey8'): void => {
    const file = at(`bravo/${path}`);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, greyPng(2, values, kind));
  };
  it('reads the names of the benchmark and its own, and gives the same figures', async () => {
    const [labels, invalid, predicted, sure] = [
      [0, 1, 1, 0],
      [0, 0, 0, 1],
      [0, 1, 0, 0],
      [60_000, 50_000, 20_000, 9],
    ];
    const names: readonly (readonly [string, string, string, string])[] = [
      ['bravo_ACDC/fog/a_gt_labelTrainIds.png', '_gt_invIds.png', '_rgb_anon_pred.png', '_rgb_anon_conf.png'],
      ['bravo_synrain/x/a_gt_labelTrainIds.png', '_gt_invIds.png', '_leftImg8bit_pred.png', '_leftImg8bit_conf.png'],
      ['bravo_synobjs/x/a_gt.png', '_mask.png', '_pred.png', '_conf.png'],
      ['bravo_SMIYC/x/a_labels_semantic_fake.png', '_labels_semantic.png', '_pred.png', '_conf.png'],
      ['bravo_ACDC/rain/a_gt.png', '_invalid.png', '_pred.png', '_conf.png'],
    ];
    for (const [truth, mask, pred, conf] of names) {
      const stem = truth.slice(0, truth.indexOf('/a_') + 2);
      write(`gt/${truth}`, labels);
      write(`gt/${stem}${mask}`, invalid);
      write(`pred/${stem}${pred}`, predicted);
      write(`pred/${stem}${conf}`, sure, 'grey16');
    }
    const { code, json, err } = await run('bravo', '--gt', at('bravo/gt'), '--pred', at('bravo/pred'));
    expect([code, err, json.pictures]).toEqual([0, '', 5]);
    const stats = json.stats as Record<string, number>;
    for (const subset of ['ACDCrain', 'synrain', 'synobjs'])
      expect(stats[`${subset}_ece_valid`], subset).toBe(stats.ACDCfog_ece_valid);
    expect(stats.SMIYC_auroc_ood).toBe(stats.synobjs_auroc_ood);
  });
  it('says that nothing could be evaluated', async () => {
    write('alone/bravo_ACDC/fog/a_gt_labelTrainIds.png', [0, 0]);
    const { code, err } = await run('bravo', '--gt', at('bravo/alone'));
    expect(code).toBe(3);
    expect(err).toContain('has no map of its invalid pixels beside it');
    expect(err).toContain('nothing could be evaluated');
  });
});

describe('dataset', () => {
  it('recognises, counts, and names what is wrong', async () => {
    for (const side of ['images', 'masks']) mkdirSync(at(`mine/${side}`), { recursive: true });
    const png = greyPng(2, [0, 1, 1, 0]);
    for (const name of ['a', 'b']) writeFileSync(at(`mine/images/${name}.png`), png);
    writeFileSync(at('mine/masks/a.png'), png);
    writeFileSync(at('mine/masks/b.png'), png.subarray(0, 50));
    const { code, json, err } = await run('dataset', '--data', at('mine'), '--check');
    expect(code).toBe(1);
    expect(json).toMatchObject({ dataset: 'folder', pictures: 2, objects: 1 });
    expect(json.problems).toEqual(['masks/b.png: the PNG ends in the middle, at byte 50']);
    expect(err).toBe('');
    expect((await run('dataset', '--data', at('nowhere'))).code).toBe(3);
    expect((await run('dataset', '--data', at('mine'), '--expect', 'nonsense')).code).toBe(2);
  });
});
