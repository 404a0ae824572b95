import { expect, test } from 'vitest';
import { imagePoint } from '../../core/geometry/space.ts';
import { packRegion } from '../../core/mask/packed.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { FakeEngine, type SeenPicture } from '../../test-support/engine/fake-engine.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import { EMPTY_DOC, newObject, type SegObject } from '../document.ts';
import { AppStore } from '../store.ts';
import type { Encoded } from './encode.ts';
import { createZoomFlow, partFor, type ZoomFlow } from './zoom-refine.ts';

const SIZE = { width: 4000, height: 3000 };
const click = (x: number, y: number): Prompt => ({ kind: 'point', at: imagePoint(x, y), label: 'include' });

function setUp(encodeMs = 100): {
  zoom: ZoomFlow;
  store: AppStore;
  whole: Encoded;
  encoded: readonly SeenPicture[];
  released: readonly number[];
  rest: () => Promise<void>;
} {
  const store = new AppStore();
  let later: (() => void) | null = null;
  const placement = { canvas: { width: 512, height: 384 }, content: { width: 512, height: 384 } };
  // Only what the flow touches: the rest of these services belongs to other flows.
  const picture = { id: 'p', size: SIZE } as unknown as OpenedPicture;
  const engine = new FakeEngine({ placement });
  const { encoded, released } = engine;
  const whole = { engine, picture, predictor: { placement, encodeMs } } as unknown as Encoded;
  const deps = {
    pictures: { copy: async () => ({}) },
    clock: {
      now: () => 0,
      later: (_: number, run: () => void) => {
        later = run;
        return () => {
          later = null;
        };
      },
    },
  } as unknown as Deps;
  store.set({ picture });
  const zoom = createZoomFlow(
    store,
    deps,
    () => whole,
    () => undefined,
  );
  const rest = async (): Promise<void> => {
    later?.();
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return { zoom, store, whole, encoded, released, rest };
}

test('a part is worth it only when the model sees more of the picture itself', () => {
  expect(partFor({ x0: 0, y0: 0, x1: 4000, y1: 3000 }, SIZE, 512)).toBeNull();
  expect(partFor({ x0: 1000, y0: 1000, x1: 1400, y1: 1300 }, SIZE, 512)).toEqual({
    x0: 940,
    y0: 955,
    x1: 1460,
    y1: 1345,
  });
  // A picture that the model sees pixel by pixel already gains nothing.
  expect(partFor({ x0: 0, y0: 0, x1: 100, y1: 100 }, { width: 500, height: 400 }, 512)).toBeNull();
  expect(partFor({ x0: -900, y0: 0, x1: -10, y1: 100 }, SIZE, 512)).toBeNull();
});

test('the visible part is encoded once the view rests, answers what lies in it, and is kept for small moves', async () => {
  const { zoom, store, whole, encoded, released, rest } = setUp();
  zoom.look({ x0: 1000, y0: 1000, x1: 1400, y1: 1300 });
  expect(zoom.sourceFor([click(1200, 1100)], null)).toBe(whole);
  await rest();
  expect(encoded).toHaveLength(1);
  expect(store.state.refining).toBe('ready');
  expect(zoom.sourceFor([click(1200, 1100)], null)).not.toBe(whole);
  expect(zoom.sourceFor([click(1200, 1100), click(3000, 1100)], null)).toBe(whole);
  const large = {
    ...newObject(EMPTY_DOC, 'o'),
    mask: packRegion({ width: 1, height: 1, data: Uint8Array.of(1) }, { x0: 10, y0: 10, x1: 11, y1: 11 }, SIZE),
  };
  expect(zoom.sourceFor([click(1200, 1100)], large)).toBe(whole);
  // An answer of the whole picture keeps the object with the whole; one that a hover lent to its first click does not.
  const ones = { width: 2, height: 2 };
  const logits = {
    data: new Float32Array(4).fill(1),
    ...ones,
    content: ones,
    box: { x0: 0, y0: 0, x1: SIZE.width, y1: SIZE.height },
  };
  const answered = (provisional: boolean): SegObject => ({
    ...newObject(EMPTY_DOC, 'o'),
    answer: {
      prompts: [],
      model: 'm',
      candidates: [{ logits, score: 1, stability: 1 }],
      best: 0,
      chosen: 0,
      provisional,
    },
  });
  expect(zoom.sourceFor([click(1200, 1100)], answered(false))).toBe(whole);
  expect(zoom.sourceFor([click(1200, 1100)], answered(true))).not.toBe(whole);
  zoom.look({ x0: 1010, y0: 1005, x1: 1410, y1: 1305 });
  await rest();
  expect(encoded).toHaveLength(1);
  for (const x of [0, 2000, 3000]) {
    zoom.look({ x0: x, y0: 0, x1: x + 400, y1: 300 });
    await rest();
  }
  expect(encoded).toHaveLength(4);
  expect(released).toHaveLength(1);
  zoom.look({ x0: 0, y0: 0, x1: 4000, y1: 3000 });
  expect(store.state.refining).toBe('none');
  zoom.reset();
  expect(released).toHaveLength(4);
});

test('a slow model is asked first; switched off, nothing is encoded', async () => {
  const slow = setUp(60_000);
  slow.zoom.look({ x0: 1000, y0: 1000, x1: 1400, y1: 1300 });
  await slow.rest();
  expect(slow.encoded).toHaveLength(0);
  expect(slow.store.state.refining).toBe('offered');
  slow.zoom.start();
  await slow.rest();
  expect(slow.store.state.refining).toBe('ready');
  const off = setUp();
  off.store.set({ settings: { ...off.store.state.settings, zoomRefine: false } });
  off.zoom.look({ x0: 1000, y0: 1000, x1: 1400, y1: 1300 });
  await off.rest();
  expect(off.encoded).toHaveLength(0);
});
