import { afterEach, expect, test } from 'vitest';
import { SegError } from '../contract/errors.ts';
import { imagePoint } from '../core/geometry/space.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import { fakeBitmap, NODE, playgroundFiles, playgroundManifest } from '../test-support/engine/node-worker.ts';
import { LONG } from '../test-support/long.ts';
import { Segmenter } from './segmenter.ts';

const WHOLE = { x0: 0, y0: 0, x1: 96, y1: 96 };
const centre: Prompt = { kind: 'point', at: imagePoint(48, 48), label: 'include' };
const options = { backend: 'wasm', size: 256, baseUrl: 'http://localhost/', files: playgroundFiles() } as const;

let engine: Segmenter | undefined;
afterEach(() => engine?.dispose());

async function loaded(): Promise<Segmenter> {
  engine = new Segmenter(NODE);
  await engine.load(playgroundManifest(), options, () => undefined);
  return engine;
}

// Two hundred decodes of the real model: a minute where other work shares the machine.
const [PICTURES, CLICKS] = LONG ? [20, 10] : [4, 6];

test(`${PICTURES * CLICKS} clicks on ${PICTURES} pictures leave every count as it was`, {
  timeout: 240_000,
}, async () => {
  const e = await loaded();
  const start = e.count();
  expect(start).toEqual({ embeddings: 0, tensors: 0, sessions: 2, wasmBytes: 0 });
  let job = 0;
  for (let picture = 0; picture < PICTURES; picture++) {
    const { ref } = await e.embed(++job, fakeBitmap(), WHOLE, WHOLE);
    let previous: Parameters<Segmenter['segment']>[3];
    for (let click = 0; click < CLICKS; click++) {
      const answer = await e.segment(++job, ref.id, [centre], previous);
      previous = click % 2 === 0 ? answer.candidates[answer.best]?.logits : undefined;
    }
    e.release(ref.id);
  }
  expect(e.count()).toEqual(start);
  await e.dispose();
  expect(e.count()).toEqual({ embeddings: 0, tensors: 0, sessions: 0, wasmBytes: 0 });
});

test('everything finds the disk once, in batches, and can be given up', async () => {
  const e = await loaded();
  const { ref } = await e.embed(1, fakeBitmap(), WHOLE, WHOLE);
  const everything = {
    pointsPerSide: 4,
    pointsPerBatch: 4,
    predIouThresh: 0.6,
    stabilityScoreThresh: 0.7,
    stabilityScoreOffset: 1,
    boxNmsThresh: 0.7,
    minMaskRegionArea: 10,
    coarseToFine: true,
  };
  const done: number[] = [];
  let kept = 0;
  const summary = await e.everything(2, ref.id, everything, (b) => {
    done.push(b.done);
    kept += b.candidates.length;
  });
  expect(done).toEqual([4, 8, 12, 16]);
  expect(summary).toMatchObject({ decoded: 16, kept });
  expect(kept).toBeGreaterThan(0);
  const given = e.everything(3, ref.id, everything, () => e.cancel(3));
  await expect(given).rejects.toMatchObject({ code: 'aborted' });
  e.release(ref.id);
  expect(e.count().tensors).toBe(0);
});

test('the answer of everything mode waits until the page has taken the last batch', async () => {
  const e = await loaded();
  const { ref } = await e.embed(1, fakeBitmap(), WHOLE, WHOLE);
  let taken = 0;
  const slow = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    taken++;
  };
  const options = {
    pointsPerSide: 2,
    pointsPerBatch: 2,
    predIouThresh: 0,
    stabilityScoreThresh: 0,
    stabilityScoreOffset: 1,
    boxNmsThresh: 1,
    minMaskRegionArea: 0,
    coarseToFine: true,
  };
  await e.everything(2, ref.id, options, slow);
  expect(taken).toBe(2);
});

test('what is read of an embedding has the sizes it says, and similarity is 1 at its own place', async () => {
  const e = await loaded();
  const { ref } = await e.embed(1, fakeBitmap(), WHOLE, WHOLE);
  const names = await e.tensorNames(ref.id);
  expect(names.map((n) => n.name).sort()).toEqual(['detail', 'edges', 'embedding', 'features', 'subject']);
  const [edges] = await e.inspect(ref.id, { kind: 'tensor', name: 'edges' });
  expect(edges).toMatchObject({ channels: 1, width: 64, height: 64 });
  expect(edges?.data).toHaveLength(64 * 64);
  const [similarity] = await e.inspect(ref.id, { kind: 'similarity', x: 48, y: 48 });
  expect(similarity?.data[32 * 64 + 32]).toBeCloseTo(1, 4);
  expect(Math.min(...(similarity?.data ?? []))).toBeLessThan(0.9);
});

test('weights with one byte flipped, cut short, or replaced by a web page are refused with their own code', async () => {
  const bytes = new Uint8Array(await (options.files.decoder ?? new Blob()).arrayBuffer());
  const flipped = bytes.slice();
  flipped[1000] = (flipped[1000] ?? 0) ^ 1;
  const cases = [
    [new Blob([flipped]), 'integrity'],
    [new Blob([bytes.slice(0, 5000)]), 'integrity'],
    [new Blob(['<!doctype html><p>gone']), 'not-a-model'],
    [new Blob([]), 'bad-model'],
  ] as const;
  for (const [decoder, code] of cases) {
    const e = new Segmenter(NODE);
    const files = { ...options.files, decoder };
    const failure = await e.load(playgroundManifest(), { ...options, files }, () => undefined).catch(SegError.from);
    expect(failure).toMatchObject({ code });
    expect(e.count().sessions).toBe(0);
  }
});
