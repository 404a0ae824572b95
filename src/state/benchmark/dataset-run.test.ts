import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { zipSync } from 'fflate';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { DatasetWorker } from '../../client/benchmark/dataset-worker.ts';
import type { RunRecord } from '../../contract/benchmark.ts';
import type { DatasetSource, LabDataset } from '../../contract/dataset-lab.ts';
import { SegError } from '../../contract/errors.ts';
import type { Engine } from '../../contract/predictor.ts';
import { RunState } from '../../contract/run-state.ts';
import { boxOfSize } from '../../core/geometry/box.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { FakeEngine } from '../../test-support/engine/fake-engine.ts';
import { greyPng } from '../../test-support/memory-tree.ts';
import { type DatasetRunHooks, datasetRun, drawPictures } from './dataset-run.ts';

const W = 96;
const H = 72;
const size = { width: W, height: H };
interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}
/** Where the squares of picture n lie; deterministic. */
const squaresOf = (n: number): Square[] => [
  { x: 2 + (n % 5), y: 3, side: 10 },
  { x: 22, y: 8 + (n % 7), side: 12 },
];
const holds = (s: Square, x: number, y: number): boolean =>
  x >= s.x && x < s.x + s.side && y >= s.y && y < s.y + s.side;
const maskValues = (n: number): number[] =>
  Array.from({ length: W * H }, (_, i) => squaresOf(n).findIndex((s) => holds(s, i % W, Math.floor(i / W))) + 1);

/** A page-side dataset over the worker's class in this thread. */
async function labDataset(source: DatasetSource): Promise<LabDataset> {
  const desk = new DatasetWorker();
  const summary = await desk.open(source, undefined);
  const api: LabDataset = {
    summary,
    sample: (n, side) => desk.sample(n, side),
    file: (p) => desk.file(p),
    begin: (s) => desk.begin(structuredClone(s)),
    takeDetections: (f) => desk.takeDetections(f),
    look: (p, f, a) => desk.look(p, f, a),
    ask: (o) => desk.ask(o),
    answer: (l, s) => desk.answer(l, s),
    done: () => desk.done(),
    finish: () => desk.finish(),
    edges: (view) => desk.edges(view),
    gridMask: (l, s) => desk.gridMask(l, s),
    gridEdges: () => desk.gridEdges(),
    labels: (view) => desk.labels(view),
    figures: (seed) => desk.figures(seed),
    state: () => desk.state(),
    score: (s, choice, _signal, report) => desk.score(s, choice, report),
    close: () => undefined,
    closed: () => false,
  };
  return api;
}

/** Answers with the square of the shown picture that the first prompt lies in, too small by `shrink` pixels on two sides. */
function squareEngine(shrink: number): {
  engine: Engine;
  open: () => number;
  seen: string[];
  show: (id: string) => void;
} {
  let now = 0;
  const seen: string[] = [];
  const answer = (prompts: readonly Prompt[]): Float32Array<ArrayBuffer> => {
    const [first] = prompts;
    const at =
      first?.kind === 'point'
        ? first.at
        : first?.kind === 'box'
          ? { x: first.box.x0 + 1, y: first.box.y0 + 1 }
          : { x: 0, y: 0 };
    const hit = squaresOf(now).find((s) => holds(s, at.x, at.y)) ?? { x: 0, y: 0, side: 1 };
    const smaller = { ...hit, side: hit.side - shrink };
    const logits = new Float32Array(W * H).fill(-8);
    for (let y = smaller.y; y < smaller.y + smaller.side; y++)
      logits.fill(8, y * W + smaller.x, y * W + smaller.x + smaller.side);
    return logits;
  };
  const engine = new FakeEngine({
    encodeMs: 5,
    manifest: {
      files: { model: { sha256: 'ab', url: 'x', bytes: 1, precision: 'fp32' } },
      transform: { rule: 'longest-side', size: 96 } as never, // only these fields are read
    },
    predict: (prompts) => ({
      candidates: [
        { logits: { ...size, data: answer(prompts), content: size, box: boxOfSize(size) }, score: 0.9, stability: 1 },
      ],
      best: 0,
      decodeMs: 1,
    }),
  });
  const show = (id: string): void => {
    seen.push(id);
    now = Number(id.replace(/\D/g, ''));
  };
  return { engine, open: () => engine.held, seen, show };
}

function zipOf(count: number, change: Record<string, Uint8Array> = {}): DatasetSource {
  const files: Record<string, Uint8Array> = {};
  for (let n = 0; n < count; n++) {
    files[`photos/p${n}.png`] = greyPng(
      W,
      maskValues(n).map((m) => m * 60),
    );
    files[`masks/p${n}.png`] = greyPng(W, maskValues(n));
  }
  const zipped = new Uint8Array(zipSync({ ...files, ...change }));
  return { kind: 'archive', file: new File([zipped], 'mine.zip') };
}

const options = { protocol: 'clicks', clicks: 3, seed: 7, mostPerPicture: 5, pictures: 1000, split: '' } as const;

interface Started {
  readonly record: Promise<RunRecord>;
  readonly fake: ReturnType<typeof squareEngine>;
}

/** Runs with a fake that is told which picture the worker looks at. */
async function start(
  source: DatasetSource,
  shrink: number,
  change: Partial<Parameters<typeof datasetRun>[2]> = {},
  hooks: Partial<DatasetRunHooks> = {},
  signal = new AbortController().signal,
  from: RunState | null = null,
): Promise<Started> {
  const fake = squareEngine(shrink);
  const dataset = await labDataset(source);
  const watched: LabDataset = {
    ...dataset,
    look: (id, frame, ask) => {
      fake.show(id);
      return dataset.look(id, frame, ask);
    },
  };
  const all: DatasetRunHooks = {
    device: 'test',
    gate: async () => undefined,
    report: () => undefined,
    toBitmap: async () => ({}) as ImageBitmap, // never looked at by the fake engine
    ...hooks,
  };
  return { fake, record: datasetRun(fake.engine, watched, { ...options, ...change }, signal, all, from) };
}

const run = async (...args: Parameters<typeof start>): Promise<RunRecord> => (await start(...args)).record;

describe('a run over a dataset', () => {
  it('measures a perfect model as 1 and a wrong one by its error', async () => {
    const perfect = await run(zipOf(3), 0);
    expect(perfect.dataset).toMatchObject({ pictures: 3, objects: 6 });
    expect(new Set(perfect.objects.map((o) => o.ious.at(-1)))).toEqual(new Set([1]));
    const boxes = await run(zipOf(3), 2, { protocol: 'boxes' });
    expect(boxes.objects.map((o) => o.ious[0]).sort()).toEqual([
      ...Array(3).fill(64 / 100),
      ...Array(3).fill(100 / 144),
    ]);
    expect(boxes.ap?.AP50).toBeCloseTo(1, 12);
    expect(boxes.ap?.AP75).toBe(0);
    expect(boxes.finishedAt).not.toBeNull();
  });
  it('keeps to the split that was chosen, and says so', async () => {
    const split = (name: string, n: number): Record<string, Uint8Array> => ({
      [`${name}/images/p${n}.png`]: greyPng(
        W,
        maskValues(n).map((m) => m * 60),
      ),
      [`${name}/masks/p${n}.png`]: greyPng(W, maskValues(n)),
    });
    const files = { ...split('train', 0), ...split('test', 1), ...split('test', 2) };
    const source: DatasetSource = {
      kind: 'archive',
      file: new File([new Uint8Array(zipSync(files))], 'mine.zip'),
    };
    const { summary } = await labDataset(source);
    expect(summary.splits.map((s) => [s.name, s.ready])).toEqual([
      ['train', ['train/p0']],
      ['test', ['test/p1', 'test/p2']],
    ]);
    expect(summary.defaultSplit).toBe('all');
    const record = await run(source, 0, { split: 'test', protocol: 'boxes' });
    expect(record.dataset).toMatchObject({ split: 'test', pictures: 2 });
    expect(record.dataset.words).toContain('All 2 pictures of the split test.');
    await expect(run(source, 0, { split: 'val' })).rejects.toThrow('there is no split val');
    expect((await run(source, 0, { split: 'all' })).dataset).toMatchObject({ split: 'all', pictures: 3 });
  });
  it('repeats itself for a seed and draws pictures by it', async () => {
    const strip = ({ objects }: RunRecord): unknown => objects;
    expect(strip(await run(zipOf(6), 1, { pictures: 3 }))).toEqual(strip(await run(zipOf(6), 1, { pictures: 3 })));
    const ids = Array.from({ length: 20 }, (_, i) => `p${i}`);
    expect(drawPictures(ids, 5, 1)).toEqual(drawPictures(ids, 20, 1).slice(0, 5));
    expect(drawPictures(ids, 5, 1)).not.toEqual(drawPictures(ids, 5, 2));
  });
  it('leaves out pictures with a fault, by name, and goes on', async () => {
    const record = await run(
      zipOf(4, {
        'masks/p1.png': greyPng(W, maskValues(1)).subarray(0, 60),
        'photos/p2.png': greyPng(10, Array(100).fill(1)),
      }),
      0,
    );
    expect(record.dataset).toMatchObject({ pictures: 2, objects: 4 });
    expect([...record.problems].sort()).toEqual([
      'masks/p1.png: the PNG ends in the middle, at byte 60; the picture is left out',
      'photos/p2.png: is 10 x 10 pixels, its truth (masks/p2.png) 96 x 72; the picture is left out',
    ]);
  });
  it('names pictures without an object, and records how many were to take part', async () => {
    const record = await run(zipOf(3, { 'masks/p1.png': greyPng(W, Array(W * H).fill(0)) }), 0);
    expect(record.dataset).toMatchObject({ pictures: 2, asked: 3, available: 3 });
    expect(record.problems).toEqual(['p1: has no object to ask for; the picture is left out']);
  });
  it('goes on from a saved state to the same record as a run in one piece', async () => {
    for (const protocol of ['clicks', 'boxes'] as const) {
      const stop = new AbortController();
      let saved: unknown = null;
      const cut = await start(
        zipOf(6),
        1,
        { protocol },
        {
          checkpoint: async (state) => {
            const now = await state();
            if (now.done.length !== 3) return;
            saved = JSON.parse(JSON.stringify(now));
            stop.abort();
          },
        },
        stop.signal,
      );
      await expect(cut.record).rejects.toMatchObject({ code: 'aborted' });
      const state = v.parse(RunState, saved);
      const rest = await start(zipOf(6), 1, { protocol }, {}, undefined, state);
      const joined = await rest.record;
      expect(rest.fake.seen).toHaveLength(3);
      const whole = await run(zipOf(6), 1, { protocol });
      expect(joined.objects).toEqual(whole.objects);
      expect(joined.ap).toEqual(whole.ap);
    }
  });
  it('frees every embedding when it is stopped while paused', async () => {
    const stop = new AbortController();
    let passes = 0;
    const started = await start(
      zipOf(3),
      0,
      {},
      {
        gate: async () => {
          passes++;
          if (passes < 3) return;
          stop.abort();
          throw new SegError('aborted', 'stopped');
        },
      },
      stop.signal,
    );
    await expect(started.record).rejects.toMatchObject({ code: 'aborted' });
    expect(started.fake.open()).toBe(0);
  });
  it('keeps memory flat over 500 pictures', async () => {
    setFlagsFromString('--expose_gc');
    const collect: unknown = runInNewContext('gc');
    let reads = 0;
    const made: WeakRef<ArrayBufferLike>[] = [];
    /** Bytes made when read and forgotten after. */
    const lazy = (bytes: Uint8Array<ArrayBuffer>): File => {
      const file: Pick<File, 'arrayBuffer' | 'size'> = {
        size: bytes.length,
        arrayBuffer: async () => {
          reads++;
          const { buffer } = bytes.slice();
          made.push(new WeakRef(buffer));
          return buffer;
        },
      };
      return file as File; // the reader asks for nothing else
    };
    const photos = Array.from({ length: 35 }, (_, n) =>
      greyPng(
        W,
        maskValues(n).map((m) => m * 60),
      ),
    );
    const masks = Array.from({ length: 35 }, (_, n) => greyPng(W, maskValues(n)));
    const empty = new Uint8Array(0);
    const files = Array.from({ length: 500 }, (_, n) => [
      { path: `photos/p${n}.png`, file: lazy(photos[n % 35] ?? empty) },
      { path: `masks/p${n}.png`, file: lazy(masks[n % 35] ?? empty) },
    ]).flat();
    const alive: number[] = [];
    let asks = 0;
    const record = await run(
      { kind: 'files', name: 'five hundred', files },
      1,
      { protocol: 'boxes' },
      {
        toBitmap: async ({ pixels }) => {
          made.push(new WeakRef(pixels.buffer));
          return {} as ImageBitmap; // never looked at by the fake engine
        },
        gate: async () => {
          if (asks++ % 300 !== 299) return;
          await new Promise((resolve) => setTimeout(resolve)); // a WeakRef keeps its target until the end of the turn
          if (typeof collect === 'function') collect();
          alive.push(made.filter((ref) => ref.deref()).length);
        },
      },
    );
    expect(record.objects).toHaveLength(1000);
    expect(reads).toBeGreaterThanOrEqual(1000);
    expect(made).toHaveLength(reads + 500);
    // Of 1,500 buffers (files and pixels) only those of the picture at hand may be held.
    expect(alive).toHaveLength(5);
    expect(Math.max(...alive)).toBeLessThan(10);
  }, 60_000);
});
