import { describe, expect, it } from 'vitest';
import { SegError } from '../contract/errors.ts';
import type { ModelManifest } from '../contract/manifest.ts';
import type { Engine } from '../contract/predictor.ts';
import type { LoadedModel, Segmentation } from '../contract/segmenter.ts';
import { boxOfSize } from '../core/geometry/box.ts';
import { imagePoint } from '../core/geometry/space.ts';
import type { LogitsPlane } from '../core/mask/logits.ts';
import { packedArea, packedHas, packedIntersection } from '../core/mask/packed.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import { FakeEngine } from '../test-support/engine/fake-engine.ts';
import { type App, createApp } from './app.ts';
import type { Deps, OpenedPicture } from './deps.ts';
import { activeObject, buffersOf, type Doc, EMPTY_DOC, newObject, type SegObject } from './document.ts';
import { isUnsure } from './doubt.ts';
import { hoverWait, nextAverage } from './flows/preview.ts';
import { DocHistory } from './history.ts';
import { objectMask } from './object-mask.ts';

const SIZE = { width: 16, height: 16 };

/** Three nested squares around the last included point: part, object, whole. */
function answerTo(prompts: readonly Prompt[]): Segmentation {
  const point = prompts.findLast((p) => p.kind === 'point' && p.label === 'include');
  const at = point?.kind === 'point' ? point.at : imagePoint(8, 8);
  const candidates = [1, 3, 5].map((radius) => {
    const data = new Float32Array(256);
    for (let i = 0; i < 256; i++) {
      data[i] = Math.max(Math.abs((i % 16) + 0.5 - at.x), Math.abs(Math.floor(i / 16) + 0.5 - at.y)) < radius ? 4 : -4;
    }
    const logits: LogitsPlane = { width: 16, height: 16, data, content: SIZE, box: boxOfSize(SIZE) };
    return { logits, score: 0.9, stability: 1 };
  });
  return { candidates, best: 1, decodeMs: 10 };
}

interface Asked {
  readonly prompts: readonly Prompt[];
  readonly previous: LogitsPlane | undefined;
  readonly signal: AbortSignal;
  readonly answer: () => void;
  readonly fail: (error: Error) => void;
}

/** Lets every promise that is due settle. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

function createWorld(): {
  readonly app: App;
  readonly asked: Asked[];
  readonly hovered: Asked[];
  readonly encodes: { readonly picture: string; readonly finish: () => void; readonly signal: AbortSignal }[];
  readonly engines: FakeEngine[];
  readonly open: (name: string) => Promise<boolean>;
  readonly tick: () => void;
} {
  const asked: Asked[] = [];
  const hovered: Asked[] = [];
  const encodes: { picture: string; finish: () => void; signal: AbortSignal }[] = [];
  const engines: FakeEngine[] = [];
  const timers: (() => void)[] = [];
  const request = (list: Asked[], prompts: readonly Prompt[], signal: AbortSignal, previous?: LogitsPlane) =>
    new Promise<Segmentation>((resolve, reject) => {
      list.push({ prompts, previous, signal, answer: () => resolve(answerTo(prompts)), fail: reject });
    });
  const unused = async (): Promise<never> => {
    throw new SegError('internal', 'not part of this test');
  };
  const model: LoadedModel = {
    id: 'squares',
    backend: 'wasm',
    precision: 'fp32',
    threads: 1,
    loadMs: 1,
    bytes: 1,
    reports: [],
    batched: true,
  };
  // Only the parts of the manifest and the bitmap that the flows touch exist in this world.
  const manifest = { id: 'squares', name: 'Squares' } as ModelManifest;
  const createEngine = (): Engine => {
    const engine = new FakeEngine({
      manifest,
      model,
      encodeMs: 5,
      encode: ({ bitmap: seen }, signal) =>
        new Promise((resolve) => {
          const picture = (seen as { name: string }).name; // the fake bitmap of this world
          encodes.push({ picture, signal, finish: resolve });
        }),
      predict: (prompts, { signal, previous }) => request(asked, prompts, signal, previous),
      hover: (prompts, { signal, previous }) => request(hovered, prompts, signal, previous),
    });
    engines.push(engine);
    return engine;
  };
  const bitmap = (name: string): ImageBitmap => ({ name, close: () => undefined }) as unknown as ImageBitmap; // see above
  const deps: Deps = {
    engines: { open: async () => createEngine() },
    models: { defaultId: async () => 'squares', manifest: async () => ({ manifest, baseUrl: '' }) },
    pictures: {
      open: async (source): Promise<OpenedPicture> => {
        if (source.kind === 'url') throw new SegError('bad-image', 'this is a web page, not a picture');
        const { name } = source;
        return { id: name, name, bitmap: bitmap(name), size: SIZE, fullSize: SIZE, notes: [] };
      },
      copy: async (picture) => bitmap(picture.name),
      pixels: () => new Uint8ClampedArray(0),
      close: () => undefined,
      redraw: async () => new Blob(['drawn anew']),
      samples: async () => [],
    },
    exporter: {
      cutout: unused,
      cutoutBitmap: unused,
      annotations: unused,
      zip: unused,
      read: unused,
      save: () => undefined,
      copy: unused,
      copyText: unused,
      copyVector: unused,
      writesWebp: unused,
    },
    clock: {
      now: () => 0,
      later: (_, run) => {
        timers.push(run);
        return () => timers.splice(timers.indexOf(run), 1);
      },
    },
  };
  const app = createApp(deps);
  return {
    app,
    asked,
    hovered,
    encodes,
    engines,
    open: (name) => app.pictures.open({ kind: 'sample', url: '', name }),
    tick: () => {
      for (const run of timers.splice(0)) run();
    },
  };
}

async function ready(): Promise<ReturnType<typeof createWorld>> {
  const world = createWorld();
  await world.app.models.load('squares');
  await world.open('first');
  await settle();
  world.encodes[0]?.finish();
  await settle();
  return world;
}

const chosenPlane = (app: App): LogitsPlane | undefined => {
  const answer = activeObject(app.store.state.doc)?.answer;
  return answer?.candidates[answer.chosen]?.logits;
};

describe('clicks', () => {
  it('made while the picture is encoded are answered when it is ready', async () => {
    const { app, asked, encodes, open } = createWorld();
    await app.models.load('squares');
    await open('first');
    app.prompts.click(imagePoint(4, 4), 'include');
    await settle();
    expect(asked).toHaveLength(0);
    expect(app.store.state.busy).toBe(true);
    encodes[0]?.finish();
    await settle();
    expect(asked).toHaveLength(1);
    asked[0]?.answer();
    await settle();
    expect(activeObject(app.store.state.doc)?.answer?.candidates).toHaveLength(3);
    expect(app.store.state.busy).toBe(false);
  });

  it('in quick succession are answered in turn, the first mask fed back to the second', async () => {
    const { app, asked } = await ready();
    app.prompts.click(imagePoint(4, 4), 'include');
    app.prompts.click(imagePoint(12, 4), 'exclude');
    await settle();
    expect(asked).toHaveLength(1);
    asked[0]?.answer();
    await settle();
    expect(asked).toHaveLength(2);
    asked[1]?.answer();
    await settle();
    expect(asked[1]?.prompts).toHaveLength(2);
    app.undo();
    const first = chosenPlane(app);
    expect(first).toBeDefined();
    expect(asked[1]?.previous).toBe(first);
  });

  it('whose point was moved meanwhile are asked again, and the overtaken answer is not stored', async () => {
    const { app, asked } = await ready();
    app.prompts.click(imagePoint(4, 4), 'include');
    await settle();
    const id = activeObject(app.store.state.doc)?.prompts[0]?.id ?? '';
    app.prompts.movePoint(id, imagePoint(10, 10));
    await settle();
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.answer();
    await settle();
    expect(activeObject(app.store.state.doc)?.answer).toBeNull();
    asked[1]?.answer();
    await settle();
    expect(chosenPlane(app)?.data[10 * 16 + 10]).toBe(4);
    expect(asked[1]?.previous).toBeUndefined();
  });

  it('that fail are reported once and not repeated until the prompts change', async () => {
    const { app, asked } = await ready();
    app.prompts.click(imagePoint(4, 4), 'include');
    await settle();
    asked[0]?.fail(new SegError('out-of-memory', 'no'));
    await settle();
    expect(app.store.state.failures.map((f) => f.code)).toEqual(['out-of-memory']);
    expect(asked).toHaveLength(1);
    app.prompts.click(imagePoint(6, 4), 'include');
    await settle();
    expect(asked).toHaveLength(2);
  });
});

describe('a change of picture', () => {
  it('keeps answers for the old picture out of the store and its embedding for the way back', async () => {
    const { app, asked, encodes, engines, open } = await ready();
    app.prompts.click(imagePoint(4, 4), 'include');
    await settle();
    await open('second');
    await settle();
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.answer();
    await settle();
    expect(app.store.state.doc).toEqual(EMPTY_DOC);
    expect(engines[0]?.released).toEqual([]);
    expect(encodes.map((e) => e.picture)).toEqual(['first', 'second']);
    encodes[1]?.finish();
    await settle();
    await app.strip.select('first');
    await settle();
    expect(activeObject(app.store.state.doc)?.prompts).toHaveLength(1);
    expect(encodes).toHaveLength(2);
    expect(asked).toHaveLength(2);
    app.pictures.close();
    await settle();
    expect(engines[0]?.released).toEqual([1]);
  });

  it('on which nothing was done lets it go, embedding and all', async () => {
    const { app, engines, open } = await ready();
    await open('second');
    await settle();
    expect(app.strip.api.getState().items.map((i) => i.name)).toEqual(['second']);
    expect(engines[0]?.released).toEqual([1]);
  });

  it('that fails leaves picture and objects as they were and says why', async () => {
    const { app, asked } = await ready();
    app.prompts.click(imagePoint(4, 4), 'include');
    await settle();
    asked[0]?.answer();
    await settle();
    const { doc, picture } = app.store.state;
    expect(await app.pictures.open({ kind: 'url', url: 'https://example.org' })).toBe(false);
    expect(app.store.state.doc).toBe(doc);
    expect(app.store.state.picture).toBe(picture);
    expect(app.store.state.failures.at(-1)).toMatchObject({ doing: 'open-picture', code: 'bad-image' });
  });
});

describe('undo and redo', () => {
  it('restore prompts, candidate and the very same logits without asking the model', async () => {
    const { app, asked } = await ready();
    app.prompts.click(imagePoint(4, 4), 'include');
    await settle();
    asked[0]?.answer();
    await settle();
    app.prompts.scrub(1);
    const before = app.store.state.doc;
    const plane = chosenPlane(app);
    app.prompts.click(imagePoint(12, 12), 'include');
    await settle();
    asked[1]?.answer();
    await settle();
    const after = app.store.state.doc;
    expect(app.undo()).toBe('include a point');
    expect(app.store.state.doc).toBe(before);
    expect(chosenPlane(app)).toBe(plane);
    expect(app.redo()).toBe('include a point');
    expect(app.store.state.doc).toBe(after);
    await settle();
    expect(asked).toHaveLength(2);
  });

  it('take a drag back as one step', async () => {
    const { app, asked } = await ready();
    app.prompts.click(imagePoint(4, 4), 'include');
    await settle();
    asked[0]?.answer();
    await settle();
    const before = app.store.state.doc;
    const id = activeObject(before)?.prompts[0]?.id ?? '';
    for (const x of [5, 6, 7]) app.prompts.movePoint(id, imagePoint(x, 4));
    app.prompts.settle();
    app.undo();
    expect(app.store.state.doc).toBe(before);
  });

  it('drop the oldest steps beyond the limit of bytes, counting shared buffers once', () => {
    const history = new DocHistory<typeof EMPTY_DOC>(buffersOf, 3000);
    const docs = [0, 1, 2, 3, 4].map((n) => {
      const plane: LogitsPlane = {
        width: 16,
        height: 16,
        data: new Float32Array(256),
        content: SIZE,
        box: boxOfSize(SIZE),
      };
      const candidates = [{ logits: plane, score: 1, stability: 1 }];
      const answer = { prompts: [], model: 'm', candidates, best: 0, chosen: 0, provisional: false };
      return { ...EMPTY_DOC, objects: [{ ...newObject(EMPTY_DOC, `o${n}`), answer }], activeId: null };
    });
    for (const doc of docs) history.record(doc, 'step');
    expect(history.summary()).toMatchObject({ bytes: 2048, steps: 2 });
    const same = docs[4] ?? EMPTY_DOC;
    const shared = new DocHistory<typeof EMPTY_DOC>(buffersOf, 3000);
    for (let i = 0; i < 10; i++) shared.record({ ...same, activeId: `${i}` }, 'step');
    expect(shared.summary()).toMatchObject({ bytes: 1024, steps: 10 });
  });
});

describe('hover', () => {
  it('stands for a click close by until the exact answer has come', async () => {
    const { app, asked, hovered, tick } = await ready();
    app.previews.ask([{ kind: 'point', at: imagePoint(8, 8), label: 'include' }], imagePoint(8, 8));
    tick();
    await settle();
    hovered[0]?.answer();
    await settle();
    app.prompts.click(imagePoint(9, 8), 'include');
    expect(activeObject(app.store.state.doc)?.answer).toMatchObject({ provisional: true });
    await settle();
    asked[0]?.answer();
    await settle();
    expect(activeObject(app.store.state.doc)?.answer).toMatchObject({ provisional: false });
  });

  it('asks at once after a pause, and then only for the latest position', async () => {
    const { app, hovered, tick } = await ready();
    for (const x of [1, 2, 3]) {
      app.previews.ask([{ kind: 'point', at: imagePoint(x, 1), label: 'include' }], imagePoint(x, 1));
    }
    await settle();
    expect(hovered.map((h) => h.prompts[0])).toMatchObject([{ at: { x: 1 } }]);
    hovered[0]?.answer();
    await settle();
    tick();
    await settle();
    expect(hovered.map((h) => h.prompts[0])).toMatchObject([{ at: { x: 1 } }, { at: { x: 3 } }]);
  });

  it('follows a faster model at once and a slower one reluctantly, within bounds', () => {
    expect(nextAverage(100, 50)).toBe(75);
    expect(nextAverage(100, 200)).toBeCloseTo(110);
    expect(hoverWait(0)).toBe(16);
    expect(hoverWait(200)).toBeCloseTo(60);
    expect(hoverWait(5000)).toBe(300);
  });
});

describe('objects', () => {
  it('inverted is all that it was not, as one step; a locked one stays', async () => {
    const { app, asked } = await ready();
    app.prompts.click(imagePoint(4, 4), 'include');
    await settle();
    asked.at(-1)?.answer();
    await settle();
    const object = (): SegObject | undefined => app.store.state.doc.objects[0];
    const packed = (): ReturnType<typeof objectMask> => {
      const now = object();
      return now ? objectMask(now, SIZE) : null;
    };
    const before = packed();
    const id = object()?.id ?? '';
    app.objects.invert(id);
    const after = packed();
    if (!before || !after) throw new Error('no mask');
    expect(packedArea(before)).toBeGreaterThan(0);
    expect(packedArea(after)).toBe(SIZE.width * SIZE.height - packedArea(before));
    expect(packedIntersection(before, after)).toBe(0);
    app.undo();
    expect(packed()).toEqual(before);
    app.objects.setLocked(id, true);
    app.objects.invert(id);
    expect(packed()).toEqual(before);
  });

  it('merge, and clicks on a fixed mask add to it and take from it', async () => {
    const { app, asked } = await ready();
    const answer = async (): Promise<void> => {
      await settle();
      asked.at(-1)?.answer();
      await settle();
    };
    app.prompts.click(imagePoint(4, 4), 'include');
    await answer();
    app.objects.keep();
    app.prompts.click(imagePoint(12, 12), 'include');
    await answer();
    const [upper, lower] = app.store.state.doc.objects;
    app.objects.combine(upper?.id ?? '', lower?.id ?? '', 'unite');
    expect(app.store.state.doc.objects).toHaveLength(1);
    const mask = (): ReturnType<typeof objectMask> => {
      const object = activeObject(app.store.state.doc);
      return object && objectMask(object, SIZE);
    };
    const merged = mask();
    expect(merged && packedHas(merged, 4, 4) && packedHas(merged, 12, 12)).toBe(true);
    const area = merged ? packedArea(merged) : 0;
    app.prompts.click(imagePoint(4, 12), 'include');
    await answer();
    const grown = mask();
    expect(grown && packedArea(grown)).toBeGreaterThan(area);
    app.prompts.click(imagePoint(4, 12), 'exclude');
    await settle();
    expect(asked.at(-1)?.prompts).toMatchObject([{ label: 'include' }]);
    asked.at(-1)?.answer();
    await settle();
    const cut = mask();
    expect(cut && packedHas(cut, 4, 12)).toBe(false);
    app.undo();
    expect(mask()).toBe(grown);
  });

  it('that are locked keep still', async () => {
    const { app, asked } = await ready();
    app.prompts.click(imagePoint(4, 4), 'include');
    await settle();
    asked[0]?.answer();
    await settle();
    const id = app.store.state.doc.activeId ?? '';
    app.objects.setLocked(id, true);
    const { doc } = app.store.state;
    app.prompts.click(imagePoint(8, 8), 'include');
    app.objects.remove(id);
    expect(app.store.state.doc).toBe(doc);
  });
});

describe('boxes that make an object each', () => {
  it('are all answered, one step each, while the first still waits', async () => {
    const { app, asked } = await ready();
    const box = (x: number) => ({ x0: x, y0: 2, x1: x + 4, y1: 6 });
    for (const x of [0, 5, 10]) app.prompts.boxObject(box(x));
    await settle();
    for (let i = 0; i < 3; i++) {
      asked[i]?.answer();
      await settle();
    }
    const { objects, activeId } = app.store.state.doc;
    expect(objects.map((o) => o.prompts.map((p) => p.prompt.kind === 'box' && p.prompt.box.x0))).toEqual([
      [10],
      [5],
      [0],
    ]);
    expect(objects.every((o) => o.answer?.candidates.length === 3)).toBe(true);
    expect(activeId).toBe(objects[0]?.id);
    app.undo();
    expect(app.store.state.doc.objects).toHaveLength(2);
  });
});

describe('the edge of cut-outs', () => {
  it('is set in undoable steps, a slide in one, and goes on to the next picture', async () => {
    const { app, open } = await ready();
    const edge = (): Doc['edge'] => app.store.state.doc.edge;
    const plain = edge();
    app.edits.setEdge({ ...plain, kind: 'hair' });
    app.edits.setEdge({ kind: 'hair', tune: { ...plain.tune } });
    for (const feather of [1, 2, 3]) app.edits.setEdge({ kind: 'hair', tune: { ...plain.tune, feather } }, true);
    app.store.seal();
    app.edits.setEdge({ kind: 'hair', tune: { ...plain.tune, feather: 3, shift: 2 } }, true);
    expect(app.undo()).toBe('change the edge');
    expect(edge()).toEqual({ kind: 'hair', tune: { ...plain.tune, feather: 3 } });
    app.undo();
    expect(edge()).toEqual({ kind: 'hair', tune: plain.tune });
    app.undo();
    expect(edge()).toEqual(plain);
    expect(app.undo()).toBeNull();
    app.redo();
    await open('second');
    await settle();
    expect(edge().kind).toBe('hair');
    expect(app.undo()).toBeNull();
  });
});

describe('a mask edited with clicks', () => {
  it('is the earlier answer of the first click, stands again once its prompts are gone, and comes back on undo', async () => {
    const { app, asked } = await ready();
    const answer = async (): Promise<void> => {
      await settle();
      asked.at(-1)?.answer();
      await settle();
    };
    const now = (): SegObject => activeObject(app.store.state.doc) ?? newObject(EMPTY_DOC, 'none');
    const painted = { radius: 3, hardness: 1, leastPressure: 1 };
    app.edits.stroke([imagePoint(8, 8)], [1], painted, 'brush');
    const { id, mask } = now();
    app.objects.refineWithClicks(id);
    expect(objectMask(now(), SIZE)).toBe(mask);
    app.prompts.click(imagePoint(12, 8), 'include');
    await settle();
    const fed = asked.at(-1)?.previous;
    expect(fed?.data[8 * 16 + 8]).toBeGreaterThan(0);
    expect(fed?.data[8 * 16 + 13]).toBeLessThan(0);
    expect(asked.at(-1)?.prompts).toMatchObject([{ label: 'include' }]);
    await answer();
    expect(now().answer?.candidates).toHaveLength(3);
    const first = chosenPlane(app);
    app.prompts.click(imagePoint(4, 8), 'exclude');
    await answer();
    expect(asked.at(-1)?.previous).toBe(first);
    expect(asked.at(-1)?.prompts.map((p) => p.kind === 'point' && p.label)).toEqual(['include', 'exclude']);
    app.objects.clearPrompts();
    expect(objectMask(now(), SIZE)).toBe(mask);
    app.undo();
    app.undo();
    app.undo();
    expect(objectMask(now(), SIZE)).toBe(mask);
    app.undo();
    expect(now().mask).toBe(mask);
    expect(now().maskPrompt).toBeNull();
  });
});

describe('a model that judges its mask', () => {
  it('is doubted below its line, and not where nothing is said, the answer is old or the hand went over it', async () => {
    const { app, asked } = await ready();
    app.prompts.click(imagePoint(4, 4), 'include');
    await settle();
    asked[0]?.answer();
    await settle();
    const object = activeObject(app.store.state.doc);
    if (!object) throw new Error('no object');
    const by = (doubtBelow?: number): ModelManifest =>
      ({
        id: 'squares',
        card: { scores: [], ...(doubtBelow === undefined ? {} : { doubtBelow }) },
      }) as unknown as ModelManifest;
    expect(isUnsure(object, by())).toBe(false);
    expect(isUnsure(object, by(0.9))).toBe(false);
    expect(isUnsure(object, by(0.91))).toBe(true);
    expect(isUnsure({ ...object, prompts: [...object.prompts] }, by(0.91))).toBe(false);
    app.edits.stroke([imagePoint(8, 8)], [1], { radius: 1, hardness: 1, leastPressure: 1 }, 'brush');
    expect(isUnsure(activeObject(app.store.state.doc) ?? object, by(0.91))).toBe(false);
  });
});

describe('a lost engine', () => {
  it('is opened again, the picture encoded again, and open clicks answered', async () => {
    const { app, asked, encodes, engines } = await ready();
    app.prompts.click(imagePoint(4, 4), 'include');
    await settle();
    engines[0]?.lose(new SegError('worker-lost', 'crashed'));
    await settle();
    expect(engines).toHaveLength(2);
    expect(encodes).toHaveLength(2);
    encodes[1]?.finish();
    await settle();
    asked.at(-1)?.answer();
    await settle();
    expect(asked).toHaveLength(2);
    expect(activeObject(app.store.state.doc)?.answer?.candidates).toHaveLength(3);
    expect(app.store.state.notices[0]?.title).toContain('started again');
  });
});
