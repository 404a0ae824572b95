import { describe, expect, it } from 'vitest';
import { writeAnnotations } from '../../client/export/write-annotations.ts';
import { SegError } from '../../contract/errors.ts';
import type { ExportFile } from '../../contract/export.ts';
import { writtenFormat } from '../../core/formats/list.ts';
import { boxOfSize } from '../../core/geometry/box.ts';
import { packedArea, packMask } from '../../core/mask/packed.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import { buffersOf, type Doc, EMPTY_DOC, newObject, type SegObject } from '../document.ts';
import { objectMask } from '../object-mask.ts';
import { AppStore, type DocSnapshot } from '../store.ts';
import { createExportMaker } from './batch-export.ts';
import type { BatchExportPlan } from './batch-types.ts';
import { BitmapCache } from './bitmaps.ts';
import { InactiveDocuments } from './inactive-documents.ts';
import { createStrip } from './strip.ts';
import type { Strip } from './strip-types.ts';

const SIZE = { width: 16, height: 16 };

/** An object with an answer: a square of `side` pixels. */
function live(id: string, side: number): SegObject {
  const data = Float32Array.from({ length: 256 }, (_, i) => (i % 16 < side && i < side * 16 ? 5 : -5));
  const prompts: SegObject['prompts'] = [];
  const logits = { ...SIZE, data, content: SIZE, box: boxOfSize(SIZE) };
  const answer = {
    prompts,
    model: 'm',
    candidates: [{ logits, score: 1, stability: 1 }],
    best: 0,
    chosen: 0,
    provisional: false,
  };
  return { ...newObject(EMPTY_DOC, id), name: id, prompts, answer };
}

function work(side: number): DocSnapshot {
  const doc: Doc = { ...EMPTY_DOC, objects: [live('object-1', side)], activeId: 'object-1' };
  return {
    doc,
    past: [{ doc: { ...EMPTY_DOC, objects: [live('object-1', 2)], activeId: null }, label: 'x' }],
    future: [],
  };
}

interface World {
  readonly deps: Deps;
  readonly open: Set<string>;
  readonly decoded: string[];
}

/** Pictures whose name begins with `bad` do not open. */
function createWorld(): World {
  const open = new Set<string>();
  const decoded: string[] = [];
  const unused = async (): Promise<never> => {
    throw new SegError('internal', 'not part of this test');
  };
  let count = 0;
  const deps: Deps = {
    engines: { open: unused },
    models: { defaultId: unused, manifest: unused },
    pictures: {
      open: async (source): Promise<OpenedPicture> => {
        if (source.kind !== 'file') throw new SegError('internal', 'files only');
        if (source.name.startsWith('bad')) throw new SegError('bad-file', `“${source.name}” is text`);
        const handle = `${source.name} ${++count}`;
        open.add(handle);
        decoded.push(source.name);
        const bitmap = { close: () => open.delete(handle) } as unknown as ImageBitmap; // nothing draws it here
        return { id: handle, name: source.name, bitmap, size: SIZE, fullSize: SIZE, notes: [], original: source.blob };
      },
      copy: unused,
      pixels: () => new Uint8ClampedArray(0),
      close: ({ bitmap }) => bitmap.close(),
      redraw: async () => new Blob(['drawn anew']),
      samples: async () => [],
    },
    exporter: {
      cutout: unused,
      cutoutBitmap: unused,
      annotations: (documents, format, options): Promise<readonly ExportFile[]> =>
        writtenFormat(format).writer.holdsMany
          ? writeAnnotations(documents, format, options)
          : Promise.resolve(
              documents.map(({ picture, objects }) => ({
                path: `${picture.name}.${format}`,
                blob: new Blob([String(objects.length)]),
              })),
            ),
      zip: async (files) => new Blob([JSON.stringify(files.map((f) => f.path))]),
      read: unused,
      save: () => undefined,
      copy: unused,
      copyText: unused,
      copyVector: unused,
      writesWebp: unused,
    },
    clock: { now: () => 0, later: () => () => undefined },
  };
  return { deps, open, decoded };
}

function stripOf(world: World): { readonly strip: Strip; readonly store: AppStore; readonly forgotten: string[] } {
  const store = new AppStore();
  const forgotten: string[] = [];
  const strip = createStrip(store, world.deps, {
    changed: () => undefined,
    forgotten: (id) => forgotten.push(id),
    soon: async () => undefined,
  });
  return { strip, store, forgotten };
}

const file = (name: string): { readonly blob: Blob; readonly name: string } => ({ blob: new Blob([name]), name });
const names = (strip: Strip): readonly string[] => strip.api.getState().items.map((i) => i.name);

describe('inactive documents', () => {
  it('stay whole within the budget; beyond it the oldest keep their exact masks only', () => {
    const bytes = [...buffersOf(work(5).doc)].reduce((n, b) => n + b.byteLength, 0) * 2;
    const inactive = new InactiveDocuments(2.5 * bytes);
    for (const [i, side] of [5, 6, 7].entries()) inactive.put(`p${i}`, work(side), SIZE);
    expect(inactive.get('p2')?.past).toHaveLength(1);
    expect(inactive.get('p1')?.past).toHaveLength(1);
    const lean = inactive.get('p0');
    expect(lean?.past).toEqual([]);
    const [object] = lean?.doc.objects ?? [];
    expect(object?.answer).toBeNull();
    expect(object && packedArea(objectMask(object, SIZE) ?? packMask({ ...SIZE, data: new Uint8Array(256) }))).toBe(25);
    expect(inactive.bytes).toBeLessThanOrEqual(2.5 * bytes);
  });
});

describe('another file in the place of the one on the stage', () => {
  it('keeps objects, undo steps and place; the old pixels and what was kept for them go', async () => {
    const world = createWorld();
    const { strip, store, forgotten } = stripOf(world);
    await strip.add([file('a.tif'), file('b.tif')]);
    const before = store.state.picture?.id ?? '';
    store.restore(work(5), {});
    const blob = new Blob(['a.tif'], { type: 'image/tiff; low=1; high=2' });
    expect(await strip.replaceFile(blob)).toBe(true);
    expect(names(strip)).toEqual(['a.tif', 'b.tif']);
    expect(strip.api.getState().activeId).toBe(store.state.picture?.id);
    expect(store.state.picture?.id).not.toBe(before);
    expect(store.state.doc.objects).toHaveLength(1);
    expect(store.snapshot().past).toHaveLength(1);
    expect(forgotten).toEqual([before]);
    expect(world.open.has(before)).toBe(false);
    const [stored] = strip.documents();
    expect(stored?.source.kind === 'file' && stored.source.blob.type).toBe('image/tiff; low=1; high=2');
  });
});

describe('decoded pictures', () => {
  it('are closed beyond the budget, the least recently used first, pinned ones never', async () => {
    const world = createWorld();
    const cache = new BitmapCache(world.deps, 2 * 16 * 16 * 4);
    const get = (name: string): Promise<OpenedPicture> =>
      cache.get(name, { kind: 'file', ...file(name) }, new AbortController().signal);
    cache.pin('a');
    for (const name of ['a', 'b', 'c', 'd']) await get(name);
    expect([...world.open].map((n) => n[0])).toEqual(['a', 'd']);
    await Promise.all([get('e'), get('e')]);
    expect([...world.open].map((n) => n[0])).toEqual(['a', 'e']);
    cache.unpin('a');
    await get('f');
    expect([...world.open].map((n) => n[0])).toEqual(['e', 'f']);
  });
});

describe('the strip', () => {
  it('names each file that does not open with its reason and opens the others', async () => {
    const world = createWorld();
    const { strip, store } = stripOf(world);
    await strip.add([file('bad.txt'), file('a.png'), file('bad2'), file('b.png')]);
    expect(names(strip)).toEqual(['a.png', 'b.png']);
    expect(store.state.picture?.name).toBe('a.png');
    expect(store.state.notices.at(-1)).toMatchObject({
      title: '2 of 4 files were not opened',
      text: '“bad.txt” is text. “bad2” is text.',
    });
    expect(strip.api.getState().intake).toBeNull();
  });

  it('keeps document and undo steps of each picture, and closes everything in the end', async () => {
    const world = createWorld();
    const { strip, store, forgotten } = stripOf(world);
    await strip.add([file('a.png'), file('b.png'), file('c.png')]);
    store.commit(work(5).doc, 'first');
    const before = store.snapshot();
    await strip.step(1);
    expect(store.state.doc).toEqual(EMPTY_DOC);
    store.commit(work(6).doc, 'second');
    await strip.step(-1);
    expect(store.snapshot()).toEqual(before);
    expect(store.undo()).toBe('first');
    store.redo();
    await strip.step(-1);
    expect(store.state.picture?.name).toBe('c.png');
    expect(strip.documents().map((d) => d.work?.doc.objects.length ?? 0)).toEqual([1, 1, 0]);
    const [, second] = strip.api.getState().items;
    strip.remove(second?.id ?? '');
    expect(names(strip)).toEqual(['a.png', 'c.png']);
    expect(forgotten).toEqual([second?.id]);
    strip.dispose();
    expect([...world.open]).toEqual([]);
  });
});

describe('the export of all pictures', () => {
  const plan = (key: string, formats: BatchExportPlan['formats']): BatchExportPlan => ({
    key,
    formats,
    options: { detail: 1, overlap: 'top-wins' },
    cutouts: null,
  });

  async function threePictures(): Promise<{ readonly world: World; readonly strip: Strip; readonly store: AppStore }> {
    const world = createWorld();
    const { strip, store } = stripOf(world);
    await strip.add([file('a.png'), file('A.PNG'), file('c.png')]);
    for (const label of ['cat', 'dog']) {
      store.commit({ ...EMPTY_DOC, objects: [{ ...live('object-1', 4), label }], activeId: null }, 'work');
      await strip.step(1);
    }
    return { world, strip, store };
  }

  it('takes pictures with objects only, gives each file its own name and all of them common classes', async () => {
    const { world, strip } = await threePictures();
    const maker = createExportMaker(world.deps, strip);
    const documents = strip.documents().filter((d) => d.work);
    const made = await maker.make(
      documents,
      plan('1', ['mask', 'yolo']),
      new AbortController().signal,
      () => undefined,
    );
    expect(made.pictures).toBe(2);
    const paths: string[] = JSON.parse(await made.blob.text());
    // Two names differ by case only: the table says which picture is called what.
    expect(paths).toEqual([
      'pictures.csv',
      'mask/a.png.mask',
      'mask/A (2).PNG.mask',
      'yolo/labels/a.txt',
      'yolo/labels/A (2).txt',
      'yolo/data.yaml',
    ]);
  });

  it('a picture keeps its own name where only its stem is another one’s; its files are told apart', async () => {
    const world = createWorld();
    const { strip, store } = stripOf(world);
    await strip.add([file('photo.jpg'), file('photo.png')]);
    for (let i = 0; i < 2; i++) {
      store.commit({ ...EMPTY_DOC, objects: [live('object-1', 4)], activeId: null }, 'work');
      await strip.step(1);
    }
    const made = await createExportMaker(world.deps, strip).make(
      strip.documents(),
      plan('2', ['mask', 'yolo']),
      new AbortController().signal,
      () => undefined,
    );
    const paths: string[] = JSON.parse(await made.blob.text());
    expect(paths).toContain('mask/photo.png.mask');
    expect(paths.filter((path) => path.startsWith('yolo/labels/'))).toEqual([
      'yolo/labels/photo.txt',
      'yolo/labels/photo (2).txt',
    ]);
    expect(paths).toContain('pictures.csv');
  });

  it('cancelled, goes on where it stopped; what changed since is made again', async () => {
    const { world, strip, store } = await threePictures();
    let made = 0;
    const cut = new AbortController();
    const counting: BatchExportPlan = {
      ...plan('cut', []),
      cutouts: async (picture) => {
        made++;
        if (made === 1) cut.abort();
        return [{ path: `${picture.name}.png`, blob: new Blob(['x']) }];
      },
    };
    const maker = createExportMaker(world.deps, strip);
    const documents = (): ReturnType<Strip['documents']> => strip.documents().filter((d) => d.work);
    const run = (signal: AbortSignal): ReturnType<typeof maker.make> =>
      maker.make(documents(), counting, signal, () => undefined);
    await expect(run(cut.signal)).rejects.toMatchObject({ code: 'aborted' });
    const again = new AbortController().signal;
    expect((await run(again)).pictures).toBe(2);
    expect(made).toBe(2);
    await strip.select(strip.api.getState().items[0]?.id ?? '');
    store.commit({ ...EMPTY_DOC, objects: [live('object-1', 9)], activeId: null }, 'more');
    await run(again);
    expect(made).toBe(3);
  });
});
