import { expect, test } from 'vitest';
import type { ImagePredictor } from '../../contract/predictor.ts';
import type { Candidate, EverythingOptions, SimilarOptions } from '../../contract/segmenter.ts';
import { boxOfSize, type ImageBox } from '../../core/geometry/box.ts';
import { packedArea } from '../../core/mask/packed.ts';
import { FakeEngine } from '../../test-support/engine/fake-engine.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import { EMPTY_DOC, newObject } from '../document.ts';
import { objectMask } from '../object-mask.ts';
import { AppStore } from '../store.ts';
import type { Encoded } from './encode.ts';
import { createFindFlow, type FindFlow } from './find.ts';

const SIZE = { width: 32, height: 32 };
const KNOBS = { pointsPerSide: 2, predIouThresh: 0, stabilityScoreThresh: 0, boxNmsThresh: 0.7, minMaskRegionArea: 0 };

function candidateOf({ x0, y0, x1, y1 }: ImageBox): Candidate {
  const data = new Float32Array(32 * 32).fill(-4);
  for (let y = y0; y < y1; y++) data.fill(4, y * 32 + x0, y * 32 + x1);
  return { logits: { ...SIZE, data, content: SIZE, box: boxOfSize(SIZE) }, score: 0.9, stability: 1 };
}

const square = (x: number, y: number, side: number): Candidate =>
  candidateOf({ x0: x, y0: y, x1: x + side, y1: y + side });

interface Script {
  readonly batches?: readonly (readonly Candidate[])[];
  readonly similar?: readonly { readonly candidate: Candidate; readonly similarity: number }[];
  /** What a crop gives instead. */
  readonly inCrop?: (crop: ImageBox) => readonly (readonly Candidate[])[];
  /** A batch that comes after the answer. */
  readonly late?: readonly Candidate[];
  /** Called after every batch. */
  readonly between?: (i: number) => void;
}

function setUp(script: Script): {
  store: AppStore;
  finds: FindFlow;
  asked: SimilarOptions[];
  wanted: EverythingOptions[];
  engine: FakeEngine;
} {
  const store = new AppStore();
  const asked: SimilarOptions[] = [];
  const wanted: EverythingOptions[] = [];
  // Only what the flow touches: the rest of these services belongs to other flows.
  const picture = { id: 'p', name: 'p.png', size: SIZE, fullSize: SIZE, notes: [] } as unknown as OpenedPicture;
  const everything: ImagePredictor['everything'] = async (options, signal, batch) => {
    wanted.push(options);
    const crop = engine.encoded.at(-1)?.crop;
    const batches = (crop ? script.inCrop?.(crop) : undefined) ?? script.batches ?? [];
    for (const [i, candidates] of batches.entries()) {
      await Promise.resolve();
      if (signal.aborted) throw new DOMException('given up', 'AbortError');
      batch({ candidates, done: i + 1, total: batches.length });
      script.between?.(i);
    }
    const { late } = script;
    if (late) setTimeout(() => batch({ candidates: late, done: batches.length, total: batches.length }), 0);
    return { decoded: 0, confirmed: 0, skipped: 0, kept: 0, ms: 0 };
  };
  const similar: ImagePredictor['similar'] = async (options) => {
    asked.push(options);
    return script.similar ?? [];
  };
  const engine = new FakeEngine({ everything, similar });
  const clock = { now: () => 0, later: () => () => undefined };
  const deps = { clock, pictures: { copy: async () => ({}) } } as unknown as Deps;
  const encoded = { engine, picture, predictor: { everything, similar } } as unknown as Encoded;
  store.set({ picture });
  return { store, finds: createFindFlow(store, deps, () => encoded), asked, wanted, engine };
}

const areas = (store: AppStore): readonly number[] =>
  store.state.doc.objects.map((o) => {
    const mask = objectMask(o, SIZE);
    return mask ? packedArea(mask) : 0;
  });

test('everything: objects of all batches, small ones on top, in one step that undo takes back', async () => {
  const { store, finds } = setUp({ batches: [[square(0, 0, 20)], [square(2, 2, 4), square(22, 22, 8)]] });
  await finds.everything(KNOBS);
  expect(areas(store)).toEqual([16, 64, 400]);
  expect(store.state.finding).toMatchObject({ running: false, found: 3, done: 2, total: 4 });
  expect(store.undo()).toBe('find everything');
  expect(store.state.doc.objects).toHaveLength(0);
  store.redo();
  expect(areas(store)).toEqual([16, 64, 400]);
});

test('everything: what is there already is not found again', async () => {
  const { store, finds } = setUp({ batches: [[square(0, 0, 10)], [square(0, 0, 10), square(15, 15, 5)]] });
  await finds.everything(KNOBS);
  await finds.everything(KNOBS);
  expect(areas(store)).toEqual([25, 100]);
});

test('everything: a batch that comes after the answer changes nothing: it has ended, with no more points than there are', async () => {
  const { store, finds } = setUp({ batches: [[square(0, 0, 10)]], late: [square(15, 15, 5)] });
  await finds.everything(KNOBS);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(store.state.finding).toMatchObject({ running: false, found: 1 });
  expect(store.state.finding?.done).toBeLessThanOrEqual(store.state.finding?.total ?? 0);
});

test('everything: the knobs reach the model, and the shift for stability is one logit unless it is set', async () => {
  const { finds, wanted } = setUp({});
  await finds.everything(KNOBS);
  await finds.everything({ ...KNOBS, stabilityScoreThresh: 0.9, stabilityScoreOffset: 0.4 });
  expect(wanted.map((o) => [o.stabilityScoreThresh, o.stabilityScoreOffset])).toEqual([
    [0, 1],
    [0.9, 0.4],
  ]);
});

test('everything: cancelled, what was found stays; an edit made meanwhile is kept', async () => {
  const { store, finds } = setUp({
    batches: [[square(0, 0, 10)], [square(15, 15, 5)], [square(25, 25, 3)]],
    between: (i) => {
      const { doc } = store.state;
      if (i === 0) store.commit({ ...doc, objects: [newObject(doc, 'mine'), ...doc.objects] }, 'click');
      if (i === 1) finds.cancel();
    },
  });
  await finds.everything(KNOBS);
  expect(areas(store)).toEqual([25, 100, 0]);
  expect(store.state.doc.objects.some((o) => o.id === 'mine')).toBe(true);
  expect(store.state.finding?.running).toBe(false);
  expect(store.state.failures).toEqual([]);
});

test('everything: crops are encoded one by one and given back; the smaller crop has the better mask, what it cuts is left out', async () => {
  const { store, finds, engine } = setUp({
    batches: [[square(4, 4, 10)]],
    inCrop: (crop) =>
      crop.x0 === 0 && crop.y0 === 0
        ? [[candidateOf({ x0: 4, y0: 4, x1: 14, y1: 13 }), candidateOf({ x0: 1, y0: 1, x1: 4, y1: 3 })]]
        : [],
  });
  await finds.everything({ ...KNOBS, pointsPerSide: 4, cropNLayers: 1, cropNPointsDownscaleFactor: 2 });
  expect(engine.encoded).toHaveLength(4);
  expect(engine.released).toHaveLength(4);
  expect(areas(store)).toEqual([6, 90]);
  expect(store.state.finding).toMatchObject({ running: false, found: 2, total: 16 + 4 * 4 });
  store.undo();
  expect(store.state.doc.objects).toHaveLength(0);
});

test('similar: examples go in as masks, the break is the limit; the confidence slider takes away and gives back, as one step', async () => {
  const { store, finds, asked } = setUp({
    similar: [
      { candidate: square(12, 0, 6), similarity: 0.95 },
      { candidate: square(0, 12, 6), similarity: 0.8 },
      { candidate: square(20, 20, 6), similarity: 0.6 },
      { candidate: square(0, 0, 6), similarity: 0.99 },
    ],
  });
  const example = { ...newObject(store.state.doc, 'example'), name: 'coin' };
  const answer = { prompts: [], model: 'm', candidates: [square(0, 0, 6)], best: 0, chosen: 0, provisional: false };
  store.commit({ ...EMPTY_DOC, objects: [{ ...example, answer }], activeId: 'example' }, 'click');
  await finds.similar(['example'], []);
  expect(asked[0]).toMatchObject({ include: [{ box: { x0: 0, y0: 0, x1: 6, y1: 6 } }], exclude: [] });
  expect(store.state.similarity).toBeCloseTo(0.4);
  finds.setSimilarity(0.7);
  expect(store.state.finding).toMatchObject({ running: false, found: 2 });
  finds.setSimilarity(0.9);
  expect(store.state.doc.objects).toHaveLength(2);
  finds.setSimilarity(0.55);
  expect(store.state.finding?.found).toBe(3);
  expect(store.state.doc.objects).toHaveLength(4);
  store.undo();
  expect(store.state.doc.objects.map((o) => o.id)).toEqual(['example']);
});

test('similar: a thing is counted once, as the most alike says; its label comes from the example', async () => {
  const { store, finds } = setUp({
    similar: [
      { candidate: square(12, 0, 3), similarity: 0.92 },
      { candidate: square(12, 0, 6), similarity: 0.97 },
      { candidate: candidateOf({ x0: 12, y0: 0, x1: 18, y1: 20 }), similarity: 0.94 },
      { candidate: square(12, 14, 6), similarity: 0.9 },
      { candidate: square(1, 1, 4), similarity: 0.98 },
    ],
  });
  const example = { ...newObject(store.state.doc, 'example'), label: 'coin' };
  const answer = { prompts: [], model: 'm', candidates: [square(0, 0, 6)], best: 0, chosen: 0, provisional: false };
  store.commit({ ...EMPTY_DOC, objects: [{ ...example, answer }], activeId: 'example' }, 'click');
  await finds.similar(['example'], []);
  expect(areas(store)).toEqual([36, 36, 36]);
  expect(store.state.doc.objects.map((o) => o.label)).toEqual(['coin', 'coin', 'coin']);
});
