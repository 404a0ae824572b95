import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProjectZip, writeProjectZip } from '../../client/storage/project-zip.ts';
import { SegError } from '../../contract/errors.ts';
import { PLAIN_VERSION, PROJECT_VERSION, parseProject } from '../../contract/project.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { packMask } from '../../core/mask/packed.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { runs } from '../../test-support/long.ts';
import {
  type Answer,
  type Doc,
  EMPTY_DOC,
  isStale,
  newObject,
  type PlacedPrompt,
  type SegObject,
} from '../document.ts';
import { hasWork } from '../pictures/inactive-documents.ts';
import type { StripDocument } from '../pictures/strip-types.ts';
import type { DocSnapshot } from '../store.ts';
import { draftProject, readContents } from './project-draft.ts';
import { boundSnapshot } from './write-graph.ts';

const SIZE = { width: 24, height: 18 };

const number = fc.double({ min: -50, max: 50, noNaN: true }).map((n) => (n === 0 ? 0 : n));
const point = fc.tuple(number, number).map(([x, y]) => imagePoint(x, y));
const label = fc.constantFrom('include' as const, 'exclude' as const);
const prompt: fc.Arbitrary<Prompt> = fc.oneof(
  fc.record({ kind: fc.constant('point' as const), at: point, label }),
  fc.record({ kind: fc.constant('box' as const), box: fc.record({ x0: number, y0: number, x1: number, y1: number }) }),
  fc.record({
    kind: fc.constant('brush' as const),
    path: fc.array(point, { maxLength: 4 }),
    radius: number.map(Math.abs),
    label,
  }),
);
const plane: fc.Arbitrary<LogitsPlane> = fc
  .array(fc.float({ min: -9, max: 9, noNaN: true }), { minLength: 12, maxLength: 12 })
  .map((values) => ({
    width: 4,
    height: 3,
    data: Float32Array.from(values),
    content: { width: 4, height: 2.5 },
    box: { x0: 0, y0: 0, x1: 24, y1: 18 },
  }));
const mask = fc
  .uint8Array({ minLength: 24 * 18, maxLength: 24 * 18, max: 1 })
  .map((data) => packMask({ ...SIZE, data: Uint8Array.from(data) }));
/** At twice the working size. */
const fullMask = mask.map(({ box, width, height }) =>
  packMask({ width: 2 * width, height: 2 * height, data: new Uint8Array(4 * width * height).fill(1, 0, box.x1) }),
);

const object: fc.Arbitrary<SegObject> = fc
  .record({
    id: fc.nat(99).map((n) => `object-${n}`),
    name: fc.string({ unit: 'grapheme' }),
    label: fc.string({ unit: 'grapheme' }),
    color: fc.nat(300),
    visible: fc.boolean(),
    locked: fc.boolean(),
    prompts: fc
      .array(prompt, { maxLength: 3 })
      .map((list): readonly PlacedPrompt[] => list.map((p, i) => ({ id: `prompt-${i}`, prompt: p }))),
    planes: fc.array(plane, { maxLength: 3 }),
    scores: fc.constantFrom(0.25, 1, Number.NaN),
    mask: fc.option(mask),
    maskPrompt: fc.option(mask),
    unknown: fc.option(mask),
    hand: fc.option(fc.record({ added: mask, removed: mask })),
    edge: fc.boolean(),
    current: fc.boolean(),
    threshold: number,
    soft: number,
    source: fc.option(
      fc.record({
        fields: fc.option(
          fc.record({ format: fc.constant('coco'), fields: fc.dictionary(fc.string(), fc.jsonValue()) }),
        ),
        score: fc.option(fc.constantFrom(0, 0.5)),
        exact: fullMask,
        of: mask,
      }),
    ),
  })
  .map(({ planes, scores, current, edge, ...o }) => {
    const candidates = planes.map((logits) => ({ logits, score: scores, stability: 0.5 }));
    const answer: Answer | null =
      candidates.length > 0
        ? {
            prompts: current ? o.prompts : [...o.prompts],
            model: 'm',
            candidates,
            best: 0,
            chosen: candidates.length - 1,
            provisional: false,
          }
        : null;
    const box = o.mask?.box;
    const soft =
      box && edge
        ? { ...SIZE, box, alpha: new Uint8ClampedArray((box.x1 - box.x0) * (box.y1 - box.y0)).fill(77) }
        : null;
    return { ...o, answer, edge: soft };
  });

/** Documents of a history that share objects with one another, as real ones do. */
const snapshot: fc.Arbitrary<DocSnapshot> = fc
  .tuple(
    fc.uniqueArray(object, { selector: (o) => o.id, maxLength: 5 }),
    fc.array(fc.array(fc.nat(4), { maxLength: 4 }), { minLength: 1, maxLength: 6 }),
    fc.nat(5),
  )
  .map(([objects, lists, cut]) => {
    const docs = lists.map((list): Doc => {
      const chosen = list.flatMap((i) => objects[i] ?? []);
      const tune = { radius: 1.5, shift: list.length - 5, feather: 0.25, clean: list.length % 2 === 0 };
      return { objects: [...new Set(chosen)], activeId: chosen[0]?.id ?? null, edge: { kind: 'hair', tune } };
    });
    const at = Math.min(cut, docs.length - 1);
    const step = (doc: Doc, i: number): DocSnapshot['past'][number] => ({ doc, label: `step ${i}` });
    return { doc: docs[at] ?? EMPTY_DOC, past: docs.slice(0, at).map(step), future: docs.slice(at + 1).map(step) };
  });

function documentOf(id: string, work: DocSnapshot): StripDocument {
  return {
    item: {
      id,
      name: 'Ä "cat"/1.png',
      phase: 'ready',
      thumbnail: null,
      size: SIZE,
      fullSize: { width: 48, height: 36 },
      objects: work.doc.objects.length,
    },
    source: { kind: 'file', blob: new Blob([`bytes of ${id}`], { type: 'image/png' }), name: 'Ä "cat"/1.png' },
    work: hasWork(work) ? work : null,
  };
}

async function zipOf(documents: readonly StripDocument[]): Promise<Blob> {
  const draft = draftProject(documents, documents[0]?.item.id ?? null, null);
  if (!draft) throw new Error('nothing to save');
  return writeProjectZip(draft);
}

describe('a project file', () => {
  it('gives back everything exactly: saved, opened and saved again it has the same bytes', {
    timeout: 180_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(snapshot, { minLength: 1, maxLength: 3 }), async (works) => {
        const documents = works.map((work, i) => documentOf(`picture-${i}`, work));
        const first = await zipOf(documents);
        const { contents, activeId } = await readContents(await readProjectZip(first, 'p.zip'));
        expect(activeId).toBe('picture-0');
        for (const [i, content] of contents.entries()) {
          expect(content.work).toEqual(documents[i]?.work);
          for (const o of content.work?.doc.objects ?? []) {
            const before = documents[i]?.work?.doc.objects.find((b) => b.id === o.id && b.name === o.name);
            if (before) expect(isStale(o)).toBe(isStale(before));
          }
        }
        const again = contents.map(
          ({ source, work, ...item }): StripDocument => ({ item: { ...item, phase: 'ready' }, source, work }),
        );
        const second = await zipOf(again);
        expect(Buffer.compare(Buffer.from(await second.arrayBuffer()), Buffer.from(await first.arrayBuffer()))).toBe(0);
      }),
      { numRuns: runs(60), endOnFailure: true },
    );
  });

  it('keeps what is shared shared: an object untouched by a step is the same object before and after', async () => {
    const [one] = fc.sample(object, { numRuns: 1, seed: 7 });
    if (!one) throw new Error('no sample');
    const doc: Doc = { ...EMPTY_DOC, objects: [one], activeId: null };
    const work = { doc: { ...EMPTY_DOC, objects: [one], activeId: one.id }, past: [{ doc, label: 'a' }], future: [] };
    const { contents } = await readContents(await readProjectZip(await zipOf([documentOf('a', work)]), 'p.zip'));
    expect(contents[0]?.work?.past[0]?.doc.objects[0]).toBe(contents[0]?.work?.doc.objects[0]);
  });

  it('cut short, changed in any byte, foreign or newer is refused with a sentence', async () => {
    const [work] = fc.sample(snapshot, { numRuns: 1, seed: 3 });
    const zip = new Uint8Array(
      await (await zipOf([documentOf('a', work ?? { doc: EMPTY_DOC, past: [], future: [] })])).arrayBuffer(),
    );
    const open = async (bytes: Uint8Array<ArrayBuffer>): Promise<unknown> =>
      readContents(await readProjectZip(new Blob([bytes]), 'p.zip'));
    await expect(open(zip.slice(0, zip.length - 30))).rejects.toThrow(/cut short/);
    await expect(open(Uint8Array.from([1, 2, 3, 4, 5]))).rejects.toThrow(/not a ZIP/);
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = zip.slice();
        changed[at] = (changed[at] ?? 0) ^ by;
        // Bytes that carry no content (dates, attributes) may change; then the content must be the same.
        const outcome = await open(changed).catch((thrown: unknown) => thrown);
        if (outcome instanceof Error) expect(SegError.from(outcome).code).toBe('bad-file');
        else expect(outcome).toEqual(await open(zip));
      }),
      { numRuns: runs(300) },
    );
  });

  it('has the plain version unless something in it is new: a mask prompt, painted hair, another edge', () => {
    const object = newObject(EMPTY_DOC, 'o');
    const mask = packMask({ ...SIZE, data: new Uint8Array(SIZE.width * SIZE.height).fill(1) });
    const versionOf = (doc: Doc): number | undefined =>
      draftProject([documentOf('a', { doc: EMPTY_DOC, past: [{ doc, label: 'x' }], future: [] })], 'a', null)?.project
        .version;
    expect(versionOf({ ...EMPTY_DOC, objects: [object] })).toBe(PLAIN_VERSION);
    expect(versionOf({ ...EMPTY_DOC, objects: [{ ...object, maskPrompt: mask }] })).toBe(PROJECT_VERSION);
    expect(versionOf({ ...EMPTY_DOC, objects: [{ ...object, unknown: mask }] })).toBe(PROJECT_VERSION);
    expect(versionOf({ ...EMPTY_DOC, edge: { ...EMPTY_DOC.edge, kind: 'hair' } })).toBe(PROJECT_VERSION);
  });

  it('says that it was saved by a newer version', async () => {
    const draft = draftProject([documentOf('a', { doc: EMPTY_DOC, past: [], future: [] })], 'a', null);
    if (!draft) throw new Error('nothing to save');
    const newer = { ...draft, project: { ...draft.project, version: (PROJECT_VERSION + 1) as 1 } }; // a version of the future
    await expect(readProjectZip(await writeProjectZip(newer), 'p.zip')).rejects.toThrow(/newer version/);
  });

  it('of version 1, which knew no strokes on top of an answer, is read', () => {
    const draft = draftProject(
      [
        documentOf('a', {
          doc: { ...EMPTY_DOC, objects: [newObject(EMPTY_DOC, 'o')], activeId: null },
          past: [],
          future: [],
        }),
      ],
      'a',
      null,
    );
    if (!draft) throw new Error('nothing to save');
    const json = JSON.parse(JSON.stringify({ ...draft.project, version: 1 }));
    for (const object of json.pictures[0].work.objects) delete object.hand;
    expect(parseProject(json, 'p.zip').pictures[0]?.work?.objects[0]).toMatchObject({ id: 'o', hand: null });
  });
});

describe('the bound of the stored history', () => {
  it('drops the oldest steps, never the present', () => {
    const doc = (n: number): Doc => ({
      ...EMPTY_DOC,
      objects: [
        {
          ...(fc.sample(object, { numRuns: 1, seed: n })[0] as SegObject),
          mask: packMask({ ...SIZE, data: new Uint8Array(24 * 18).fill(1) }),
        },
      ],
      activeId: null,
    });
    const past = [1, 2, 3, 4].map((n) => ({ doc: doc(n), label: String(n) }));
    const bounded = boundSnapshot({ doc: doc(9), past, future: [] }, 400, 100);
    expect(bounded.past.length).toBeLessThan(4);
    expect(bounded.past.at(-1)?.label ?? '4').toBe('4');
    expect(boundSnapshot({ doc: doc(9), past, future: [] }, 0, 100).past).toEqual([]);
    expect(boundSnapshot({ doc: doc(9), past, future: [] }, 1e9, 2).past.map((s) => s.label)).toEqual(['3', '4']);
  });
});
