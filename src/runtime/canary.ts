/** Is this backend right? Runs the pictures of known answer after every creation: wrong masks without an error are the worst failure. */
import type { Canary, CanaryCase } from '../contract/canary.ts';
import { SegError } from '../contract/errors.ts';
import { boxOfSize } from '../core/geometry/box.ts';
import type { Placement } from '../core/geometry/resize.ts';
import { imagePoint } from '../core/geometry/space.ts';
import { resizePixels } from '../core/image/resample.ts';
import { type CanaryPicture, canaryPicture } from './canary-pictures.ts';
import type { Decoded, FamilyModel } from './families/family.ts';
import { readFloats } from './tensors.ts';

/** What one picture gave: the candidates and the first encoder output. */
export interface CanaryAnswer {
  readonly decoded: Decoded;
  readonly embedding: Float32Array;
}

/** Encodes and decodes one test picture. A model whose canvas may be any size runs at the picture's own, so that the test is quick. */
export async function answerCanary(
  model: FamilyModel,
  name: CanaryPicture,
  side: number,
  point: readonly [number, number],
  anySize: boolean,
): Promise<CanaryAnswer> {
  const picture = canaryPicture(name, side);
  const source = boxOfSize(picture);
  const placement: Placement = anySize
    ? { source, content: { width: side, height: side }, canvas: { width: side, height: side } }
    : model.place(source);
  const encoded = await model.encode(resizePixels(picture, source, placement.content), placement);
  try {
    const [first] = Object.values(encoded.tensors);
    if (!first) throw new SegError('bad-model', 'the encoder gave nothing');
    const embedding = (await readFloats(first)).slice();
    const decoded = await model.decode(encoded, [{ kind: 'point', at: imagePoint(...point), label: 'include' }]);
    return { decoded, embedding };
  } finally {
    model.dispose(encoded);
  }
}

/** Mean and standard deviation. */
export function moments(values: Float32Array): { readonly mean: number; readonly std: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  return { mean, std: Math.sqrt(variance) };
}

/**
 * Checks a model on its backend. Without stored answers only what holds for every model is asked: finite, not constant,
 * different pictures give different embeddings.
 * @throws SegError `wrong-output` with the first deviation in words
 */
export async function checkCanary(model: FamilyModel, canary: Canary | undefined, anySize: boolean): Promise<void> {
  const cases = canary?.cases;
  const first = cases?.[0];
  const second = cases?.[1];
  const a = await answerCanary(model, first?.picture ?? 'disk', first?.side ?? 96, first?.point ?? [48, 48], anySize);
  const b = await answerCanary(
    model,
    second?.picture ?? 'stripes',
    second?.side ?? 96,
    second?.point ?? [40, 40],
    anySize,
  );
  for (const { embedding, decoded } of [a, b]) {
    checkPlain(embedding, 'embedding');
    for (const { logits } of decoded.candidates) checkFinite(logits.data, 'mask');
  }
  if (a.embedding.length === b.embedding.length && a.embedding.every((v, i) => v === b.embedding[i])) {
    throw new SegError('wrong-output', 'two different pictures gave the same embedding');
  }
  if (canary && first && second) {
    compare(a, first, canary.tolerance);
    compare(b, second, canary.tolerance);
  }
}

function checkFinite(values: Float32Array, what: string): void {
  const bad = values.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0) throw new SegError('wrong-output', `the ${what} holds ${values[bad]} at ${bad}`);
}

function checkPlain(values: Float32Array, what: string): void {
  checkFinite(values, what);
  const [first] = values;
  if (values.every((v) => v === first)) throw new SegError('wrong-output', `the ${what} is ${first} everywhere`);
}

function compare(answer: CanaryAnswer, wanted: CanaryCase, tolerance: Canary['tolerance']): void {
  const { expected, picture } = wanted;
  const { mean, std } = moments(answer.embedding);
  const near = (found: number, wish: number, limit: number, what: string): void => {
    if (!(Math.abs(found - wish) <= limit)) {
      throw new SegError('wrong-output', `${picture}: ${what} is ${found}, expected ${wish} within ${limit}`);
    }
  };
  near(mean, expected.embedding.mean, tolerance.embedding, 'embedding mean');
  near(std, expected.embedding.std, tolerance.embedding, 'embedding deviation');
  const logits = answer.decoded.candidates[0]?.logits;
  if (logits?.width !== expected.width || logits.height !== expected.height) {
    throw new SegError('wrong-output', `${picture}: the mask is ${logits?.width}x${logits?.height}`);
  }
  for (const [x, y, value] of expected.logits) {
    near(logits.data[y * logits.width + x] ?? Number.NaN, value, tolerance.logit, `logit at ${x},${y}`);
  }
  expected.scores.forEach((score, i) => {
    near(answer.decoded.candidates[i]?.score ?? Number.NaN, score, tolerance.score, `score ${i}`);
  });
}
