/** What the page of the everything-mode bench does: the product's own engine in its worker, on WASM. */
import { parse } from 'valibot';
import { ModelManifest } from '../../src/contract/manifest.ts';
import type { Engine, EngineFactory } from '../../src/contract/predictor.ts';
import type { EverythingOptions, EverythingSummary } from '../../src/contract/segmenter.ts';
import { imagePoint, type Size } from '../../src/core/geometry/space.ts';
import { pointGrid } from '../../src/core/prompt/grid.ts';

interface FactoryModule {
  readonly createEngineFactory: (options: { readonly hasWebGpu: boolean }) => EngineFactory;
}

export interface Times {
  readonly sample: string;
  readonly threads: number;
  /** Milliseconds of each click decoded by itself. */
  readonly single: readonly number[];
  /** Milliseconds a point of the full-size batched grid, nothing passed over. */
  readonly batched: number;
  /** Everything mode as the product runs it. */
  readonly whole: EverythingSummary & { readonly total: number; readonly first: number; readonly masks: number };
}

export interface Plan {
  readonly sample: string;
  readonly side: number;
  /** Clicks decoded one by one, spread over the grid; half before and half after everything mode. */
  readonly singles: number;
  readonly thresholds: Pick<EverythingOptions, 'predIouThresh' | 'stabilityScoreThresh'>;
}

const never = new AbortController().signal;

async function open(): Promise<Engine> {
  // The client is no part of the bench's type project; what it gives is typed by the contract.
  const path = '/src/client/engine/factory.ts';
  const { createEngineFactory }: FactoryModule = await import(/* @vite-ignore */ path);
  const baseUrl = new URL('/models/playground/', globalThis.location.href).href;
  const manifest = parse(ModelManifest, await (await fetch(new URL('manifest.json', baseUrl))).json());
  return createEngineFactory({ hasWebGpu: false }).open(manifest, { backend: 'wasm', baseUrl }, never, () => undefined);
}

async function picture(sample: string): Promise<{ readonly bitmap: ImageBitmap; readonly size: Size }> {
  const bitmap = await createImageBitmap(await (await fetch(`/samples/${sample}.webp`)).blob());
  return { bitmap, size: { width: bitmap.width, height: bitmap.height } };
}

/** Runs one plan and gives its times. */
export async function run({ sample, side, singles, thresholds }: Plan): Promise<Times> {
  const engine = await open();
  const { bitmap, size } = await picture(sample);
  const predictor = await engine.predictor({ size, bitmap: async () => bitmap }, { signal: never });
  const grid = pointGrid({ x0: 0, y0: 0, x1: size.width, y1: size.height }, side);
  const clicks = Array.from({ length: singles }, (_, i) => grid[Math.floor(((i + 0.5) * grid.length) / singles)]);
  const single: number[] = [];
  const decode = async (from: number, to: number): Promise<void> => {
    for (const at of clicks.slice(from, to)) {
      const start = performance.now();
      await predictor.predict([{ kind: 'point', at: at ?? imagePoint(0, 0), label: 'include' }], { signal: never });
      single.push(performance.now() - start);
    }
  };
  const options: EverythingOptions = {
    pointsPerSide: side,
    pointsPerBatch: 32,
    ...thresholds,
    stabilityScoreOffset: 1,
    boxNmsThresh: 0.7,
    minMaskRegionArea: 20,
    coarseToFine: true,
  };
  await decode(0, 2);
  single.length = 0;
  await decode(0, singles / 2);
  const start = performance.now();
  let first = 0;
  let masks = 0;
  const summary = await predictor.everything(
    { ...options, lowResolutionFirst: true, skipCovered: true },
    never,
    ({ candidates }) => {
      if (candidates.length > 0 && first === 0) first = performance.now() - start;
      masks += candidates.length;
    },
  );
  const total = performance.now() - start;
  await decode(singles / 2, singles);
  const few = 8;
  const before = performance.now();
  await predictor.everything({ ...options, pointsPerSide: few }, never, () => undefined);
  const batched = (performance.now() - before) / few ** 2;
  const { threads } = engine.model;
  engine.dispose();
  return { sample, threads, single, batched, whole: { ...summary, total, first, masks } };
}
