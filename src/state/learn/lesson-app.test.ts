/** A lesson's document beside the person's work, against an engine that counts. */
import { expect, it } from 'vitest';
import { SegError } from '../../contract/errors.ts';
import { type LessonStep, parseLessons } from '../../contract/lesson.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { Engine } from '../../contract/predictor.ts';
import type { Segmentation } from '../../contract/segmenter.ts';
import { boxOfSize } from '../../core/geometry/box.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import { maskArea } from '../../core/mask/mask.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { FakeEngine } from '../../test-support/engine/fake-engine.ts';
import { type App, createApp } from '../app.ts';
import type { Deps, Sample } from '../deps.ts';
import { createLessonApp } from './lesson-app.ts';
import { setStage } from './set-stage.ts';
import { documentFacts } from './stage-facts.ts';

const SIZE = { width: 20, height: 10 };

/** Three nested squares around the first point; their logits fall from 4 at the middle. */
function answerTo(prompts: readonly Prompt[]): Segmentation {
  const first = prompts[0];
  const at = first?.kind === 'point' ? first.at : imagePoint(10, 5);
  const candidates = [1, 2, 4].map((radius) => {
    const data = Float32Array.from({ length: 200 }, (_, i) => {
      const far = Math.max(Math.abs((i % 20) + 0.5 - at.x), Math.abs(Math.floor(i / 20) + 0.5 - at.y));
      return 2 * (radius - far);
    });
    return { logits: { ...SIZE, data, content: SIZE, box: boxOfSize(SIZE) }, score: 0.9, stability: 1 };
  });
  return { candidates, best: 1, decodeMs: 1 };
}

interface World {
  readonly host: App;
  readonly counts: { opened: number; disposed: number; pictures: number };
  readonly engines: readonly FakeEngine[];
  readonly samples: readonly Sample[];
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 40; i++) await Promise.resolve();
};

function createWorld(): World {
  const counts = { opened: 0, disposed: 0, pictures: 0 };
  const unused = async (): Promise<never> => {
    throw new SegError('internal', 'not part of this test');
  };
  const engines: FakeEngine[] = [];
  const createEngine = (id: string): Engine => {
    counts.opened++;
    const engine = new FakeEngine({
      manifest: { id },
      predict: answerTo,
      dispose: () => {
        counts.disposed++;
      },
    });
    engines.push(engine);
    return engine;
  };
  const bitmap = { close: () => undefined } as unknown as ImageBitmap; // never drawn here
  const samples: readonly Sample[] = ['one', 'two'].map((id) => ({
    ...{ id, name: id, url: `${id}.webp`, thumbnail: '', credit: '', alt: '', size: SIZE },
  }));
  const deps: Deps = {
    engines: { open: async (manifest) => createEngine(manifest.id) },
    models: {
      defaultId: async () => 'squares',
      manifest: async (id) => ({ manifest: { id, name: id } as ModelManifest, baseUrl: '' }), // only these are read
    },
    pictures: {
      open: async (source) => {
        if (source.kind === 'url') throw new SegError('bad-image', 'this is a web page');
        counts.pictures++;
        return {
          id: `${source.name}-${counts.pictures}`,
          name: source.name,
          bitmap,
          size: SIZE,
          fullSize: SIZE,
          notes: [],
        };
      },
      copy: async () => bitmap,
      pixels: () => new Uint8ClampedArray(0),
      close: () => {
        counts.pictures--;
      },
      redraw: async () => new Blob(),
      samples: async () => samples,
    },
    exporter: {
      ...{ cutout: unused, cutoutBitmap: unused, annotations: unused, zip: unused, read: unused },
      ...{ save: () => undefined, copy: unused, copyText: unused, copyVector: unused, writesWebp: unused },
    },
    clock: { now: () => 0, later: () => () => undefined },
  };
  return { host: createApp(deps), counts, engines, samples };
}

/** A step as the lessons file would give it. */
function step(fields: Record<string, unknown>): LessonStep {
  const file = {
    schema: 1,
    lessons: [{ id: 'l', minutes: 5, steps: [{ id: 's', ...fields }, { id: 'last' }], sources: [{ title: 't' }] }],
  };
  const found = parseLessons(file)[0]?.steps[0];
  if (!found) throw new Error('no step');
  return found;
}

it("shares the host's engine, leaves its work alone and gives everything back", async () => {
  const { host, counts, engines, samples } = createWorld();
  await host.models.load('squares');
  await host.pictures.open({ kind: 'sample', url: 'one.webp', name: 'one' });
  await settle();
  host.prompts.click(imagePoint(3, 3), 'include');
  await settle();
  const before = host.store.state.doc;

  const lesson = createLessonApp(host);
  await lesson.models.load('squares');
  const open = await setStage(lesson, step({ sample: 'two', prompts: [{ x: 0.5, y: 0.5 }] }), null, samples);
  await settle();
  expect(open).toBe('two');
  expect(counts).toMatchObject({ opened: 1, disposed: 0, pictures: 2 });
  expect(engines[0]?.held).toBe(2);
  expect(documentFacts(lesson.store.state).candidates.map(maskArea)).toEqual([4, 16, 64]);
  expect(host.store.state.doc).toBe(before);

  lesson.dispose();
  await settle();
  expect(counts).toMatchObject({ opened: 1, disposed: 0, pictures: 1 });
  expect(engines[0]?.released).toEqual([2]);
  expect(engines[0]?.held).toBe(1);
  host.prompts.click(imagePoint(15, 5), 'exclude');
  await settle();
  expect(host.store.state.doc.objects[0]?.answer?.prompts).toHaveLength(2);
});

it('waits for the model that the host is loading, and opens another model by itself', async () => {
  const { host, counts } = createWorld();
  const lesson = createLessonApp(host);
  const loading = lesson.models.load('squares');
  await settle();
  expect(lesson.store.state.model.phase).toBe('loading');
  await host.models.load('squares');
  await loading;
  expect(counts.opened).toBe(1);

  const other = createLessonApp(host);
  await other.models.load('circles');
  expect(counts.opened).toBe(2);
  other.dispose();
  lesson.dispose();
  expect(counts.disposed).toBe(1);
});

it('what fails in a lesson is told by the host', async () => {
  const { host } = createWorld();
  const lesson = createLessonApp(host);
  await lesson.pictures.open({ kind: 'url', url: 'https://example.org/' });
  expect(host.store.state.failures).toMatchObject([{ doing: 'open-picture', code: 'bad-image' }]);
  lesson.dispose();
});

it('a step keeps what is on the stage unless it brings prompts, another picture, or asks for a fresh one', async () => {
  const { host, samples } = createWorld();
  await host.models.load('squares');
  const lesson = createLessonApp(host);
  await lesson.models.load('squares');
  let open = await setStage(lesson, step({ sample: 'one' }), null, samples);
  lesson.prompts.click(imagePoint(4, 4), 'include');
  await settle();
  open = await setStage(lesson, step({ sample: 'one' }), open, samples);
  expect(documentFacts(lesson.store.state).prompts).toBe(1);
  open = await setStage(lesson, step({ fresh: true }), open, samples);
  expect(documentFacts(lesson.store.state).mask).toBeNull();
  open = await setStage(lesson, step({ box: { x0: 0.1, y0: 0, x1: 0.5, y1: 1 } }), open, samples);
  expect(lesson.store.state.doc.objects[0]?.prompts[0]?.prompt).toEqual({
    kind: 'box',
    box: { x0: 2, y0: 0, x1: 10, y1: 10 },
  });
  open = await setStage(lesson, step({ sample: 'two', interactive: false }), open, samples);
  expect(lesson.store.state).toMatchObject({ tool: 'pan', doc: { objects: [] } });
  // Prompts of an address go before the step's own.
  const linked = (): readonly Prompt[] => [{ kind: 'point', at: imagePoint(1, 2), label: 'exclude' }];
  await setStage(lesson, step({ prompts: [{ x: 0, y: 0 }] }), open, samples, linked);
  expect(lesson.store.state.doc.objects[0]?.prompts.map((p) => p.prompt)).toEqual(linked());
  lesson.dispose();
});

it('figures follow the threshold and the candidate shown', async () => {
  const { host, samples } = createWorld();
  await host.models.load('squares');
  const lesson = createLessonApp(host);
  await lesson.models.load('squares');
  await setStage(lesson, step({ sample: 'one', prompts: [{ x: 0.5, y: 0.5 }] }), null, samples);
  await settle();
  // Radius 2, logits 2 * (2 - far) at half-pixel distances: 3 in the inner 2 x 2, 1 in the ring around.
  expect(documentFacts(lesson.store.state)).toMatchObject({ chosen: 1, best: 1, areaRatio: 1 });
  lesson.prompts.setThreshold(2);
  const facts = documentFacts(lesson.store.state);
  expect(facts.areaRatio).toBe(4 / 16);
  // Between 1 and 3: what lies above 3 is nothing, what lies above 1 is the inner square.
  expect(facts.stability).toBe(0);
  lesson.prompts.choose(2);
  expect(documentFacts(lesson.store.state).chosen).toBe(2);
  lesson.dispose();
});
