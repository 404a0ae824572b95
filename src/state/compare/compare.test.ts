import { describe, expect, it } from 'vitest';
import { SegError } from '../../contract/errors.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { Engine, EngineFactory } from '../../contract/predictor.ts';
import type { Segmentation } from '../../contract/segmenter.ts';
import { boxOfSize } from '../../core/geometry/box.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { FakeEngine } from '../../test-support/engine/fake-engine.ts';
import type { OpenedPicture } from '../deps.ts';
import { createComparison } from './compare-store.ts';
import { formatLink, parseLink, parseSpec, scalePrompts } from './permalink.ts';
import { clicksTo, playRobot } from './robot.ts';
import { countVote, nextTrial } from './votes.ts';

const SIZE = { width: 16, height: 16 };
const manifest: ModelManifest = {
  schema: 1,
  id: 'disk',
  name: 'Disk',
  family: 'playground',
  summary: 'a disk around every click',
  licence: { spdx: 'CC0-1.0', words: 'anything', commercial: 'yes' },
  source: 'this test',
  files: {},
  transform: {
    size: 16,
    rule: 'stretch',
    range: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    layout: 'nchw',
    pad: 'mean-colour',
  },
  prompts: ['point', 'mask'],
  options: {},
  card: { scores: [] },
};

/** Claims a disk of this radius around the last point. */
function answerOf(prompts: readonly Prompt[], radius: number): Segmentation {
  const data = new Float32Array(256).fill(-1);
  for (const p of prompts) {
    if (p.kind !== 'point') continue;
    for (let i = 0; i < 256; i++) {
      const near = Math.hypot((i % 16) + 0.5 - p.at.x, Math.floor(i / 16) + 0.5 - p.at.y) < radius;
      if (near) data[i] = p.label === 'include' ? 1 : -1;
    }
  }
  const logits = { width: 16, height: 16, data, content: SIZE, box: boxOfSize(SIZE) };
  return { candidates: [{ logits, score: 0.5, stability: 1 }], best: 0, decodeMs: 3 };
}

interface Fake {
  readonly engine: Engine;
  readonly lose: (reason: Error) => void;
  readonly asked: Prompt[][];
}

function fakeFactory(): { readonly factory: EngineFactory; readonly made: Fake[] } {
  const made: Fake[] = [];
  const factory: EngineFactory = {
    open: async (m, options) => {
      const asked: Prompt[][] = [];
      const engine = new FakeEngine({
        manifest: m,
        encodeMs: 7,
        predict: (prompts) => {
          asked.push([...prompts]);
          return answerOf(prompts, options.size ?? 4);
        },
        count: async () => ({ embeddings: 1, tensors: 1, sessions: 2, wasmBytes: 9 }),
      });
      made.push({ engine, lose: (reason) => engine.lose(reason), asked });
      return engine;
    },
  };
  return { factory, made };
}

// The bitmap is only handed on.
const picture = {
  id: 'p',
  name: 'p',
  bitmap: {} as ImageBitmap,
  size: SIZE,
  fullSize: SIZE,
  notes: [],
} satisfies OpenedPicture;
const click = (x: number, y: number): Prompt => ({ kind: 'point', at: imagePoint(x, y), label: 'include' });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

function start() {
  const { factory, made } = fakeFactory();
  let saved = {};
  const comparison = createComparison({
    engines: factory,
    resolve: async () => ({ manifest, baseUrl: 'http://here/' }),
    copy: async (p) => p.bitmap,
    random: () => 0,
    tallies: { load: () => ({}), save: (t) => (saved = t) },
  });
  return { comparison, made, saved: () => saved };
}

describe('a comparison', () => {
  it('asks every lane with the same prompts, and undo brings the old answer back without asking', async () => {
    const { comparison, made } = start();
    comparison.setLanes([
      { model: 'disk', size: 3 },
      { model: 'disk', size: 5 },
    ]);
    comparison.show(picture);
    comparison.setPrompts([click(8, 8)]);
    await settle();
    const first = comparison.api.getState().lanes.map((l) => l.answer);
    expect(first.every(Boolean)).toBe(true);
    comparison.setPrompts([click(8, 8), click(2, 2)]);
    await settle();
    comparison.undo();
    await settle();
    expect(comparison.api.getState().lanes.map((l) => l.answer)).toEqual(first);
    expect(made.map((m) => m.asked.length)).toEqual([2, 2]);
    expect(made[0]?.asked).toEqual(made[1]?.asked);
  });

  it('leaves the others running when one of four is lost, says so, and brings it back with its answer', async () => {
    const { comparison, made } = start();
    comparison.setLanes([3, 4, 5, 6].map((size) => ({ model: 'disk', size })));
    comparison.show(picture);
    comparison.setPrompts([click(8, 8)]);
    await settle();
    const phases: string[] = [];
    comparison.api.subscribe((s) => phases.push(s.lanes.map((l) => l.phase).join()));
    made[2]?.lose(new SegError('worker-lost', 'killed'));
    await settle();
    expect(phases.some((p) => p === 'ready,ready,restarting,ready')).toBe(true);
    const { lanes } = comparison.api.getState();
    expect(lanes.map((l) => l.phase)).toEqual(['ready', 'ready', 'ready', 'ready']);
    expect(lanes.map((l) => l.restarts)).toEqual([0, 0, 1, 0]);
    expect(lanes[2]?.answer).not.toBeNull();
    expect(made).toHaveLength(5);
  });

  it('keeps the engine of a lane that stays and closes that of one that goes', async () => {
    const { comparison, made } = start();
    comparison.setLanes([
      { model: 'disk', size: 3 },
      { model: 'disk', size: 5 },
    ]);
    await settle();
    comparison.setLanes([
      { model: 'disk', size: 5 },
      { model: 'disk', size: 6 },
    ]);
    await settle();
    expect(made).toHaveLength(3);
  });

  it('shares the threads of the device among the lanes', async () => {
    const { factory } = fakeFactory();
    const threads: (number | undefined)[] = [];
    const comparison = createComparison({
      engines: {
        open: (m, options, ...rest) => {
          threads.push(options.threads);
          return factory.open(m, options, ...rest);
        },
      },
      resolve: async () => ({ manifest, baseUrl: 'http://here/' }),
      copy: async (p) => p.bitmap,
      random: () => 0,
      threads: () => 6,
      tallies: { load: () => ({}), save: () => undefined },
    });
    comparison.setLanes([3, 4, 5, 6].map((size) => ({ model: 'disk', size })));
    await settle();
    expect(threads).toEqual([1, 1, 1, 1]);
    comparison.setLanes([
      { model: 'disk', size: 7 },
      { model: 'disk', size: 8 },
    ]);
    await settle();
    expect(threads.slice(4)).toEqual([3, 3]);
  });

  it('lets a lane hear a part of the prompts, without a new engine', async () => {
    const { comparison, made } = start();
    comparison.setLanes([{ model: 'disk' }, { model: 'disk', promptFilter: 'boxes' }]);
    comparison.show(picture);
    const [near, away] = [click(8, 8), { ...click(2, 2), label: 'exclude' as const }];
    const box = { kind: 'box' as const, box: { x0: 1, y0: 1, x1: 9, y1: 9 } };
    comparison.setPrompts([near, away]);
    await settle();
    const [all, boxes] = comparison.api.getState().lanes;
    expect(all?.answer).not.toBeNull();
    expect(boxes).toMatchObject({ answer: null, phase: 'ready' });
    comparison.setPrompts([near, away, box]);
    await settle();
    comparison.setPromptFilter(boxes?.id ?? '', 'includes');
    await settle();
    comparison.setPromptFilter(boxes?.id ?? '', 'first');
    await settle();
    expect(made[0]?.asked).toEqual([
      [near, away],
      [near, away, box],
    ]);
    expect(made[1]?.asked).toEqual([[box], [near, box], [near]]);
    expect(made).toHaveLength(2);
    expect(comparison.api.getState().lanes[1]?.spec).toEqual({ model: 'disk', promptFilter: 'first' });
  });

  it('counts a blind vote for the right compared model and keeps it', async () => {
    const { comparison, saved } = start();
    comparison.setLanes([
      { model: 'disk', size: 3 },
      { model: 'disk', size: 5 },
    ]);
    comparison.show(picture);
    comparison.setPrompts([click(8, 8)]);
    await settle();
    comparison.startTrial();
    const { trial, lanes } = comparison.api.getState();
    expect(trial?.left).toBe(lanes[0]?.id);
    comparison.vote('right');
    expect(saved()).toEqual({
      'disk@3': { wins: 0, losses: 1, ties: 0 },
      'disk@5': { wins: 1, losses: 0, ties: 0 },
    });
  });
});

describe('permalinks', () => {
  it('come back as they went', () => {
    const link = {
      lanes: [
        { model: 'playground', size: 512, promptFilter: 'includes' as const },
        { model: 'sam2.1-tiny', precision: 'fp16' as const, backend: 'webgpu' as const },
      ],
      view: 'swipe' as const,
      inside: 'likeness' as const,
      prompts: [
        click(12.5, 30),
        { kind: 'point' as const, at: imagePoint(4, 5), label: 'exclude' as const },
        { kind: 'box' as const, box: { x0: 1, y0: 2, x1: 3, y1: 4 } },
        { kind: 'brush' as const, path: [imagePoint(1, 2), imagePoint(3, 4)], radius: 6, label: 'exclude' as const },
      ],
      size: { width: 640, height: 480 },
      sample: 'park',
    };
    expect(parseLink(formatLink(link))).toEqual(link);
  });

  it('survive nonsense', () => {
    expect(parseLink('m=../../etc~<script>&p=i1;b4,4,1,1;iNaN,2&view=no&in=tensor&on=0&s=a/b')).toEqual({
      lanes: [],
      view: 'side',
      inside: 'none',
      prompts: [],
    });
    expect(parseSpec('a@99999.fp64.gpu')).toEqual({ model: 'a' });
  });

  it('move prompts to a picture of another size', () => {
    expect(scalePrompts([click(10, 10)], { width: 20, height: 40 }, { width: 40, height: 40 })).toEqual([
      click(20, 10),
    ]);
  });
});

describe('the robot', () => {
  const truth: Mask = { width: 16, height: 16, data: Uint8Array.from({ length: 256 }, (_, i) => (i % 16 < 8 ? 1 : 0)) };

  it('plays the same script on all, and stops when nothing is wrong', async () => {
    const player = (id: string, radius: number) => ({
      id,
      answer: async (p: readonly Prompt[]) => answerOf(p, radius),
    });
    const options = { mode: 'same', clicks: 5, signal: new AbortController().signal, picture: SIZE } as const;
    const run = await playRobot([player('a', 4), player('b', 6)], truth, options, () => undefined);
    expect(run.scripts.a).toHaveLength(5);
    expect(run.scripts.a).toEqual(run.scripts.b);
    expect(run.iou.a?.every((v) => v > 0 && v < 1)).toBe(true);
    const right = {
      id: 'right',
      answer: async () => {
        const data = Float32Array.from(truth.data, (v) => (v === 1 ? 1 : -1));
        const logits = { ...SIZE, data, content: SIZE, box: boxOfSize(SIZE) };
        return { candidates: [{ logits, score: 1, stability: 1 }], best: 0, decodeMs: 1 };
      },
    };
    const done = await playRobot([right], truth, options, () => undefined);
    expect(done.iou.right).toEqual([1]);
  });

  it('never clicks a pixel twice, though a model answers every click with the same mask', async () => {
    const stubborn = { id: 'a', answer: async () => answerOf([click(4, 4)], 3) };
    for (const mode of ['same', 'own'] as const) {
      const options = { mode, clicks: 8, signal: new AbortController().signal, picture: SIZE };
      const { scripts } = await playRobot([stubborn], truth, options, () => undefined);
      const places = (scripts.a ?? []).map((p) => (p.kind === 'point' ? `${p.at.x} ${p.at.y}` : ''));
      expect(places).toHaveLength(8);
      expect(new Set(places).size).toBe(8);
    }
  });

  it('counts clicks to a bar', () => {
    expect(clicksTo([0.2, 0.8, 0.91], 0.9)).toBe(3);
    expect(clicksTo([0.2], 0.9)).toBeUndefined();
  });
});

describe('trials', () => {
  it('show the pair judged least, sides by chance', () => {
    const judged = [{ left: 'b', right: 'a' }];
    expect(nextTrial(['a', 'b', 'c'], judged, () => 0)).toEqual({ left: 'a', right: 'c' });
    expect(nextTrial(['a', 'b', 'c'], judged, () => 0.99)).toEqual({ left: 'c', right: 'b' });
    expect(nextTrial(['a'], [], () => 0)).toBeNull();
  });

  it('count ties for both', () => {
    expect(countVote({}, 'a', 'b', 'tie')).toEqual({
      a: { wins: 0, losses: 0, ties: 1 },
      b: { wins: 0, losses: 0, ties: 1 },
    });
  });
});
