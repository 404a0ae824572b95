import { expect, it } from 'vitest';
import type { Lab, RunRecord } from '../../contract/benchmark.ts';
import { SegError } from '../../contract/errors.ts';
import type { Engine } from '../../contract/predictor.ts';
import { encodeRle, rleBox } from '../../core/coco/rle.ts';
import { rleToString } from '../../core/coco/rle-string.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { FakeEngine } from '../../test-support/engine/fake-engine.ts';
import { type MiniRunOptions, miniRun } from './mini-run.ts';

const size = { width: 40, height: 30 };
const square = (x0: number, y0: number, side: number): Mask => {
  const data = new Uint8Array(size.width * size.height);
  for (let y = y0; y < y0 + side; y++) for (let x = x0; x < x0 + side; x++) data[y * size.width + x] = 1;
  return { ...size, data };
};
const masks = [square(2, 3, 10), square(20, 8, 15), square(30, 1, 5)];

/** Answers with the square that the first prompt lies in; `grow` makes it wrong by that many pixels. */
function engineOf(grow: number): { engine: Engine; released: () => number; open: () => number } {
  const answer = (prompts: readonly Prompt[]): Mask => {
    const first = prompts[0];
    const at =
      first?.kind === 'point' ? first.at : first?.kind === 'box' ? { x: first.box.x0 + 1, y: first.box.y0 + 1 } : null;
    const hit =
      masks.find((m) => at && m.data[Math.floor(at.y) * size.width + Math.floor(at.x)] === 1) ?? square(0, 0, 1);
    const [x, y, side] = rleBox(encodeRle(hit));
    return square(x, y, Math.max(1, side - grow));
  };
  const engine = new FakeEngine({
    encodeMs: 5,
    manifest: { files: { model: { sha256: 'ab', url: 'x', bytes: 1, precision: 'fp32' } } },
    predict: (prompts) => {
      const mask = answer(prompts);
      const data = Float32Array.from(mask.data, (v) => (v === 1 ? 6 : -6));
      const box = { x0: 0, y0: 0, x1: size.width, y1: size.height };
      return {
        candidates: [{ logits: { ...size, data, content: size, box }, score: 0.9, stability: 1 }],
        best: 0,
        decodeMs: 2,
      };
    },
  });
  return { engine, released: () => engine.released.length, open: () => engine.encoded.length };
}

const lab: Lab = {
  pictures: async () => [
    {
      id: 'a',
      name: 'A',
      url: '',
      ...size,
      masks: masks.map((m, i) => ({ name: `square ${i}`, rle: rleToString(encodeRle(m)) })),
    },
    {
      id: 'b',
      name: 'B',
      url: '',
      ...size,
      masks: masks.slice(0, 1).map((m) => ({ name: 'only', rle: rleToString(encodeRle(m)) })),
    },
  ],
  bitmap: async () => ({}) as ImageBitmap, // never looked at by the fake engine
  score: async () => {
    throw new SegError('internal', 'not part of this test');
  },
  device: () => 'test',
  save: () => undefined,
};
const options: MiniRunOptions = { protocol: 'clicks', clicks: 3, seed: 1, mostPerPicture: 12 };
const run = (grow: number, change: Partial<MiniRunOptions> = {}): Promise<RunRecord> =>
  miniRun(
    engineOf(grow).engine,
    lab,
    { ...options, ...change },
    new AbortController().signal,
    async () => undefined,
    () => undefined,
  );

it('gives a perfect model IoU 1 for every object, and AP 1 with boxes', async () => {
  const clicks = await run(0);
  expect(clicks.objects.map((o) => o.ious.at(-1))).toEqual([1, 1, 1, 1]);
  expect(clicks.ap).toBeNull();
  const boxes = await run(0, { protocol: 'boxes' });
  expect(boxes.ap?.AP).toBeCloseTo(1, 12);
  expect(boxes.objects.every((o) => o.ious.length === 1)).toBe(true);
});

it('gives a wrong model the IoU that follows from its error', async () => {
  const record = await run(2, { protocol: 'boxes' });
  expect(record.objects[0]?.ious[0]).toBeCloseTo(64 / 100, 12);
  expect(record.objects[1]?.ious[0]).toBeCloseTo(169 / 225, 12);
  expect(record.ap?.AP).toBeLessThan(1);
});

it('repeats itself for a seed, and draws at most so many objects a picture', async () => {
  const strip = ({ objects }: RunRecord): unknown => objects;
  expect(strip(await run(1))).toEqual(strip(await run(1)));
  expect((await run(0, { mostPerPicture: 1 })).objects).toHaveLength(2);
});

it('frees every embedding, also when it is stopped midway', async () => {
  const fake = engineOf(0);
  const stop = new AbortController();
  const stopped = miniRun(
    fake.engine,
    lab,
    options,
    stop.signal,
    async () => {
      if (stop.signal.aborted) throw new SegError('aborted', 'stopped');
    },
    ({ done }) => {
      if (done === 2) stop.abort();
    },
  );
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
  expect(fake.open()).toBe(1);
  expect(fake.released()).toBe(1);
});
