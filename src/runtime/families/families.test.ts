import { afterAll, describe, expect, test } from 'vitest';
import { toModel } from '../../core/geometry/resize.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import { type LogitsPlane, logitsToMask } from '../../core/mask/logits.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { Fixture } from '../../test-support/onnx/fixture-kit.ts';
import { FIXTURES, manifestOf } from '../../test-support/onnx/fixtures.ts';
import { canaryPicture } from '../canary-pictures.ts';
import { createModel } from '../model.ts';
import { loadOrtNode } from '../ort-node.ts';
import { resizePixels } from '../resample.ts';
import { Runtime } from '../runtime.ts';
import type { Encoded, FamilyModel } from './family.ts';

const runtime = new Runtime(loadOrtNode());
afterAll(() => runtime.dispose());

/** Neither square nor a power of two, so that the two resize rules differ visibly. */
const SIZE = { width: 300, height: 200 };
const SOURCE = { x0: 0, y0: 0, x1: SIZE.width, y1: SIZE.height };
const IN = imagePoint(150, 90);
const OUT = imagePoint(165, 100);
const BOX = { x0: 120.25, y0: 70, x1: 190, y1: 118.5 };
const include: Prompt = { kind: 'point', at: IN, label: 'include' };
const exclude: Prompt = { kind: 'point', at: OUT, label: 'exclude' };
const box: Prompt = { kind: 'box', box: BOX };

async function open(f: Fixture): Promise<{ readonly model: FamilyModel; readonly encoded: Encoded }> {
  const external = new Map();
  const weights = new Map([
    ['encoder', { model: f.encoder(), external }],
    ['decoder', { model: f.decoder(), external }],
  ]);
  const model = await createModel(runtime, manifestOf(f), weights);
  const placement = model.place(SOURCE);
  const { content } = placement;
  return {
    model,
    encoded: await model.encode(
      resizePixels(canaryPicture('disk', 64), { x0: 0, y0: 0, x1: 64, y1: 64 }, content),
      placement,
    ),
  };
}

/** The paper formula at a picture point, in canvas pixels: > 0 is mask. */
function expected(
  f: Fixture,
  encoded: Encoded,
  prompts: readonly Prompt[],
  x: number,
  y: number,
  offset: number,
): number {
  const { placement } = encoded;
  // Radius and offsets are in point space; the canvas may be smaller (EfficientViT: 512 of 1024).
  const unit = placement.canvas.width / f.exact.space;
  const at = toModel(placement, imagePoint(x, y));
  const reach = (label: string): number[] =>
    prompts.flatMap((p) => {
      if (p.kind !== 'point' || p.label !== label || (label === 'exclude' && !f.excludes)) return [];
      const q = toModel(placement, p.at);
      return [Math.hypot(at.x - q.x, at.y - q.y)];
    });
  const includes = reach('include');
  let value = includes.length > 0 ? Math.min(f.exact.radius * unit, ...reach('exclude')) - Math.min(...includes) : 1e6;
  for (const p of prompts) {
    if (p.kind !== 'box') continue;
    const a = toModel(placement, imagePoint(p.box.x0, p.box.y0));
    const b = toModel(placement, imagePoint(p.box.x1, p.box.y1));
    value = Math.min(value, at.x - a.x, b.x - at.x, at.y - a.y, b.y - at.y);
  }
  return value + offset * unit;
}

/** Every pixel whose true distance to the mask's edge is more than half a pixel must be right. */
function expectExact(
  f: Fixture,
  encoded: Encoded,
  plane: LogitsPlane,
  prompts: readonly Prompt[],
  offset: number,
): void {
  const mask = logitsToMask(plane, SIZE);
  const { content, canvas } = encoded.placement;
  // Half a picture pixel, and half a pixel of point space that SAM adds, in canvas pixels.
  const slack =
    0.5 * Math.max(content.width / SIZE.width, content.height / SIZE.height) + (0.5 * canvas.width) / f.exact.space;
  let wrong = 0;
  let set = 0;
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const truth = expected(f, encoded, prompts, x + 0.5, y + 0.5, offset);
      set += mask.data[y * SIZE.width + x] ?? 0;
      if (Math.abs(truth) > slack && (truth > 0 ? 1 : 0) !== mask.data[y * SIZE.width + x]) wrong++;
    }
  }
  expect(wrong).toBe(0);
  expect(set).toBeGreaterThan(100);
}

describe.each(FIXTURES.map((f) => [f.name, f] as const))('%s', (_, f) => {
  test('one click gives its candidates from small to large, exactly where they belong', async () => {
    const { model, encoded } = await open(f);
    const { candidates, best } = await model.decode(encoded, [include]);
    const offered =
      f.family === 'sam' || f.family === 'hq-sam' || f.family === 'nanosam'
        ? f.exact.offsets.slice(-3)
        : f.exact.offsets;
    const inOrder = offered.toSorted((a, b) => a - b);
    expect(candidates).toHaveLength(inOrder.length);
    candidates.forEach((c, i) => {
      expectExact(f, encoded, c.logits, [include], inOrder[i] ?? 0);
    });
    const top = Math.max(...candidates.map((c) => c.score));
    if (f.exact.scores.length > 0) {
      expect(candidates[best]?.score).toBe(top);
      // The graph adds 0.01 for every token it was given.
      expect(Math.round((top - Math.max(...f.exact.scores.slice(-offered.length))) * 100)).toBe(f.tokensOfOneClick);
    }
    model.dispose(encoded);
  });

  test('points, exclude points and boxes lie where they should', async () => {
    const { model, encoded } = await open(f);
    const sets: Prompt[][] = [[include, exclude], ...(f.boxes ? [[box], [box, include]] : [])];
    for (const prompts of sets) {
      const { candidates, best } = await model.decode(encoded, prompts);
      const logits = candidates[best]?.logits;
      if (!logits) throw new Error('no candidate');
      expectExact(f, encoded, logits, prompts, 0);
    }
    model.dispose(encoded);
  });

  test.runIf(f.exact.mask)('an earlier mask is fed back', async () => {
    const { model, encoded } = await open(f);
    const { candidates } = await model.decode(encoded, [include]);
    const first = candidates.at(-1);
    if (!first) throw new Error('no candidate');
    const without = await model.decode(encoded, [include, exclude]);
    const having = await model.decode(encoded, [include, exclude], first.logits);
    const area = (plane: LogitsPlane | undefined): number => plane?.data.reduce((n, v) => n + (v > 0 ? 1 : 0), 0) ?? 0;
    expect(area(having.candidates[having.best]?.logits)).toBeGreaterThan(
      area(without.candidates[without.best]?.logits),
    );
    model.dispose(encoded);
  });

  test('a batch answers like one click at a time', async () => {
    const { model, encoded } = await open(f);
    const [one] = await model.decodeBatch(encoded, [IN, OUT]);
    const alone = await model.decode(encoded, [include]);
    expect(one?.candidates.map((c) => [...c.logits.data.slice(0, 500)])).toEqual(
      alone.candidates.map((c) => [...c.logits.data.slice(0, 500)]),
    );
    model.dispose(encoded);
    expect(runtime.tensors.count).toBe(0);
  });
});
