/** Tables and parts back into a document with its history; what was shared is shared again. */
import { SegError } from '../../contract/errors.ts';
import type { DocGraph } from '../../contract/project.ts';
import { boxHeight, boxWidth, type ImageBox } from '../../core/geometry/box.ts';
import { imagePoint, type Size } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { PackedMask } from '../../core/mask/packed.ts';
import { type MaskRuns, runsToPacked } from '../../core/mask/packed-runs.ts';
import type { SoftMask } from '../../core/mask/soft-edge.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { Answer, Doc, PlacedPrompt, SegObject } from '../document.ts';
import type { Step } from '../history.ts';
import type { DocSnapshot } from '../store.ts';

export type LoadPart = (index: number) => Promise<Blob>;

export function damaged(what: string): SegError {
  return new SegError('bad-file', `The project is damaged: ${what}`);
}

/** @throws SegError `bad-file` for a row that is not there */
export function rowAt<T>(rows: readonly T[], index: number, what: string): T {
  const row = rows[index];
  if (row === undefined) throw damaged(`it refers to ${what} ${index + 1} of ${rows.length}`);
  return row;
}

async function bytes(load: LoadPart, part: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await load(part)).arrayBuffer());
}

export async function readPlane(row: DocGraph['planes'][number], load: LoadPart): Promise<LogitsPlane> {
  const raw = await bytes(load, row.part);
  if (raw.byteLength !== row.width * row.height * 4) throw damaged('a mask of the model has the wrong size');
  const { width, height, content, box } = row;
  return { width, height, content, box, data: new Float32Array(raw.buffer) };
}

export function checkSize(row: Size, size: Size): void {
  if (row.width !== size.width || row.height !== size.height)
    throw damaged('a mask belongs to a picture of another size');
}

/** The run lengths themselves, checked. */
export async function readRuns(row: DocGraph['masks'][number], load: LoadPart): Promise<MaskRuns> {
  const { box, width, height } = row;
  const runs = { box, width, height, runs: await bytes(load, row.part) };
  toPacked(runs);
  return runs;
}

async function readMask({ box, width, height, part }: DocGraph['masks'][number], load: LoadPart): Promise<PackedMask> {
  return toPacked({ box, width, height, runs: await bytes(load, part) });
}

function toPacked(runs: MaskRuns): PackedMask {
  try {
    return runsToPacked(runs);
  } catch (error) {
    if (error instanceof RangeError) throw damaged(error.message);
    throw error;
  }
}

async function readEdge(row: DocGraph['edges'][number], load: LoadPart): Promise<SoftMask> {
  const raw = await bytes(load, row.part);
  const { box, width, height } = row;
  if (raw.byteLength !== boxWidth(box) * boxHeight(box) || leaves(box, width, height)) {
    throw damaged('a soft edge has the wrong size');
  }
  return { box, width, height, alpha: new Uint8ClampedArray(raw.buffer) };
}

function leaves(box: ImageBox, width: number, height: number): boolean {
  return box.x1 > width || box.y1 > height;
}

/** A copy in memory: the file that the part lies in may be deleted or written anew while it is used. */
export async function copied(part: Blob, type: string): Promise<Blob> {
  return new Blob([await part.arrayBuffer()], { type });
}

/** A stored prompt as the app has it. */
export function readPrompt(prompt: DocGraph['prompts'][number][number]['prompt']): Prompt {
  switch (prompt.kind) {
    case 'point':
      return { kind: 'point', at: imagePoint(prompt.at.x, prompt.at.y), label: prompt.label };
    case 'box':
      return { kind: 'box', box: prompt.box };
    case 'brush': {
      const path = prompt.path.map(({ x, y }) => imagePoint(x, y));
      return { kind: 'brush', path, radius: prompt.radius, label: prompt.label };
    }
  }
}

/** In turn, not all at once: a project may have thousands of parts. */
export async function each<R, T>(
  rows: readonly R[],
  read: (row: R, load: LoadPart) => Promise<T>,
  load: LoadPart,
): Promise<T[]> {
  const out: T[] = [];
  for (const row of rows) out.push(await read(row, load));
  return out;
}

/**
 * The inverse of `writeGraph`.
 * @param size working size of the picture
 * @throws SegError `bad-file` for tables that refer to nothing, or parts of the wrong size
 */
export async function readGraph(graph: DocGraph, size: Size, load: LoadPart): Promise<DocSnapshot> {
  // Masks of files are at the picture's full size; those that objects have are at working size.
  const exact = new Set(graph.objects.flatMap((o) => (o.source ? [o.source.exact] : [])));
  for (const row of [...graph.masks.filter((_, i) => !exact.has(i)), ...graph.edges]) checkSize(row, size);
  for (const { mask, maskPrompt, unknown, hand } of graph.objects) {
    for (const index of [mask, maskPrompt, unknown, hand?.added, hand?.removed]) {
      if (typeof index === 'number') checkSize(rowAt(graph.masks, index, 'mask'), size);
    }
  }
  const planes = await each(graph.planes, readPlane, load);
  const masks = await each(graph.masks, readMask, load);
  const edges = await each(graph.edges, readEdge, load);
  const prompts: readonly (readonly PlacedPrompt[])[] = graph.prompts.map((list) =>
    list.map(({ id, prompt }) => ({ id, prompt: readPrompt(prompt) })),
  );
  const answers = graph.answers.map((row): Answer => {
    const candidates = row.candidates.map((c) => ({
      logits: rowAt(planes, c.plane, 'mask'),
      score: c.score ?? Number.NaN,
      stability: c.stability ?? Number.NaN,
    }));
    rowAt(candidates, row.best, 'candidate');
    rowAt(candidates, row.chosen, 'candidate');
    const { model, best, chosen, provisional } = row;
    return { prompts: rowAt(prompts, row.prompts, 'prompts'), model, candidates, best, chosen, provisional };
  });
  const objects = graph.objects.map(
    (row): SegObject => ({
      ...row,
      prompts: rowAt(prompts, row.prompts, 'prompts'),
      answer: row.answer === null ? null : rowAt(answers, row.answer, 'answer'),
      mask: row.mask === null ? null : rowAt(masks, row.mask, 'mask'),
      maskPrompt: row.maskPrompt === null ? null : rowAt(masks, row.maskPrompt, 'mask'),
      unknown: row.unknown === null ? null : rowAt(masks, row.unknown, 'mask'),
      hand: row.hand && {
        added: rowAt(masks, row.hand.added, 'mask'),
        removed: rowAt(masks, row.hand.removed, 'mask'),
      },
      edge: row.edge === null ? null : rowAt(edges, row.edge, 'edge'),
      source: row.source && {
        ...row.source,
        exact: rowAt(masks, row.source.exact, 'mask'),
        of: rowAt(masks, row.source.of, 'mask'),
      },
    }),
  );
  const docs = graph.docs.map(
    ({ objects: list, activeId, edge }): Doc => ({
      objects: list.map((i) => rowAt(objects, i, 'object')),
      activeId,
      edge,
    }),
  );
  const steps = (rows: DocGraph['past']): Step<Doc>[] =>
    rows.map(({ doc, label }) => ({ doc: rowAt(docs, doc, 'step'), label }));
  return { doc: rowAt(docs, graph.present, 'document'), past: steps(graph.past), future: steps(graph.future) };
}
