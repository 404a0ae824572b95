import { afterAll, describe, expect, test } from 'vitest';
import { resizePixels } from '../../core/image/resample.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import {
  box,
  exclude,
  expectExact,
  IN,
  include,
  OUT,
  offeredOffsets,
  SOURCE,
} from '../../test-support/onnx/exact-check.ts';
import type { Fixture } from '../../test-support/onnx/fixture-kit.ts';
import { FIXTURES, manifestOf } from '../../test-support/onnx/fixtures.ts';
import { canaryPicture } from '../canary-pictures.ts';
import { createModel } from '../model.ts';
import { loadOrtNode } from '../ort-node.ts';
import { Runtime } from '../runtime.ts';
import type { Encoded, FamilyModel } from './family.ts';

const runtime = new Runtime(loadOrtNode());
afterAll(() => runtime.dispose());

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

describe.each(FIXTURES.map((f) => [f.name, f] as const))('%s', (_, f) => {
  test('one click gives its candidates from small to large, exactly where they belong', async () => {
    const { model, encoded } = await open(f);
    const { candidates, best } = await model.decode(encoded, [include]);
    const inOrder = offeredOffsets(f);
    expect(candidates).toHaveLength(inOrder.length);
    candidates.forEach((c, i) => {
      expectExact(f, encoded.placement, c.logits, [include], inOrder[i] ?? 0);
    });
    const top = Math.max(...candidates.map((c) => c.score));
    if (f.exact.scores.length > 0) {
      expect(candidates[best]?.score).toBe(top);
      // The graph adds 0.01 for every token it was given.
      expect(Math.round((top - Math.max(...f.exact.scores.slice(-inOrder.length))) * 100)).toBe(f.tokensOfOneClick);
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
      expectExact(f, encoded.placement, logits, prompts, 0);
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
