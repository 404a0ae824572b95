/** The command line, the lab, the bundled pictures and Compare play one robot user: same clicks, same IoU. */
import { expect, it } from 'vitest';
import { ObjectSession } from '../client/benchmark/object-session.ts';
import type { Segmentation } from '../contract/segmenter.ts';
import { encodeRle, rleArea } from '../core/coco/rle.ts';
import { boxOfSize } from '../core/geometry/box.ts';
import type { Mask } from '../core/mask/mask.ts';
import { seededRandom } from '../core/metrics/seeded-random.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import { playRobot } from '../state/compare/robot.ts';
import { FakeEngine } from '../test-support/engine/fake-engine.ts';
import { playObject } from './robot-user.ts';

const SIZE = { width: 48, height: 36 };
const CLICKS = 6;

/** Two overlapping ellipses at random places. */
function blob(random: () => number): Mask {
  const discs = Array.from({ length: 2 }, () => [
    12 + 24 * random(),
    10 + 16 * random(),
    4 + 8 * random(),
    3 + 7 * random(),
  ]);
  const data = Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, i) => {
    const [x, y] = [i % SIZE.width, Math.floor(i / SIZE.width)];
    return discs.some(([cx = 0, cy = 0, rx = 1, ry = 1]) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1) ? 1 : 0;
  });
  return { ...SIZE, data };
}

/** A model that takes a disc of this radius around each click, or takes it away, and remembers what it was asked. */
function discModel(radius: number): { asked: string[]; answer: (prompts: readonly Prompt[]) => Promise<Segmentation> } {
  const asked: string[] = [];
  const answer = async (prompts: readonly Prompt[]): Promise<Segmentation> => {
    const data = new Float32Array(SIZE.width * SIZE.height).fill(-1);
    for (const p of prompts) {
      if (p.kind !== 'point') continue;
      for (let i = 0; i < data.length; i++) {
        const far = Math.hypot((i % SIZE.width) + 0.5 - p.at.x, Math.floor(i / SIZE.width) + 0.5 - p.at.y);
        if (far < radius) data[i] = p.label === 'include' ? 1 : -1;
      }
    }
    asked.push(JSON.stringify(prompts));
    const logits = { ...SIZE, data, content: SIZE, box: boxOfSize(SIZE) };
    return { candidates: [{ logits, score: 0.5, stability: 1 }], best: 0, decodeMs: 1 };
  };
  return { asked, answer };
}

it('gives the same clicks and the same IoU in Compare, in the lab and on the command line, on 50 objects', async () => {
  const random = seededRandom(7);
  for (let n = 0; n < 50; n++) {
    const truth = blob(random);
    const radius = 2 + 6 * random();

    const inCompare = discModel(radius);
    const options = { mode: 'own', clicks: CLICKS, signal: new AbortController().signal, picture: SIZE } as const;
    const run = await playRobot([{ id: 'm', answer: inCompare.answer }], truth, options, () => undefined);

    const onLine = discModel(radius);
    const engine = new FakeEngine({ predict: (prompts) => onLine.answer(prompts) });
    const source = { size: SIZE, bitmap: async () => ({}) as ImageBitmap }; // never drawn
    const predictor = await engine.predictor(source, { signal: new AbortController().signal });
    const played = await playObject(predictor, truth, CLICKS, false);

    const inLab = discModel(radius);
    const rle = encodeRle(truth);
    const object = { name: 'o', categoryId: 1, rle, crowd: false, area: rleArea(rle) };
    const picture = { size: SIZE, objects: [object], labels: null, boundaries: [] };
    const session = new ObjectSession('p', picture, null, {
      protocol: 'clicks',
      clicks: CLICKS,
      mostPerPicture: 1,
      seed: 1,
    });
    let prompts: readonly Prompt[] | null = session.ask(0);
    while (prompts) {
      const { candidates } = await inLab.answer(prompts);
      const logits = candidates[0]?.logits;
      if (!logits) throw new Error('no mask');
      prompts = session.answer(logits, null).prompts;
    }

    expect(inCompare.asked).toEqual(onLine.asked);
    expect(inLab.asked).toEqual(onLine.asked);
    expect(run.iou.m).toEqual(played.ious);
    expect(session.done().ious).toEqual(played.ious);
    expect(new Set(run.scripts.m?.map((p) => JSON.stringify(p))).size).toBe(played.ious.length);
  }
});
