/** A document with its history as tables of numbers, with the large things set aside as parts. */
import type { DocGraph, PartDraft, PartKind } from '../../contract/project.ts';
import { packedToRuns } from '../../core/mask/packed-runs.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { type Answer, buffersOf, type Doc, type PlacedPrompt, type SegObject } from '../document.ts';
import type { DocSnapshot } from '../store.ts';

/** Collects parts; the same key gives the same number. */
export interface PartList {
  add(kind: PartKind, key: object, bytes: PartDraft['bytes'], name?: string): number;
  readonly parts: readonly PartDraft[];
}

export function createPartList(): PartList {
  const parts: PartDraft[] = [];
  const numbers = new Map<object, number>();
  return {
    parts,
    add(kind, key, bytes, name) {
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, parts.length);
      parts.push({ key, kind, bytes, ...(name === undefined ? {} : { name }) });
      return parts.length - 1;
    },
  };
}

/** A table in which every distinct thing stands once. */
export class Table<K extends object, R> {
  readonly rows: R[] = [];
  readonly #numbers = new Map<K, number>();
  readonly #make: (thing: K) => R;

  constructor(make: (thing: K) => R) {
    this.#make = make;
  }

  of(thing: K): number {
    const known = this.#numbers.get(thing);
    if (known !== undefined) return known;
    const row = this.#make(thing);
    this.#numbers.set(thing, this.rows.length);
    this.rows.push(row);
    return this.rows.length - 1;
  }
}

/** Numbers that JSON can hold; NaN (a family without scores) becomes null. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export function storedPrompt(prompt: Prompt): DocGraph['prompts'][number][number]['prompt'] {
  switch (prompt.kind) {
    case 'point':
      return { kind: 'point', at: { x: prompt.at.x, y: prompt.at.y }, label: prompt.label };
    case 'box':
      return { kind: 'box', box: prompt.box };
    case 'brush': {
      const { path, radius, label } = prompt;
      return { kind: 'brush', path: path.map(({ x, y }) => ({ x, y })), radius, label };
    }
  }
}

/** The bytes of a view, not copied. */
export function bytesOf(view: Float32Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** The snapshot without its oldest undo steps, and without redo steps, as far as needed to keep its buffers below `bytes`. */
export function boundSnapshot(snapshot: DocSnapshot, bytes: number, steps: number): DocSnapshot {
  const held = new Set<ArrayBuffer>();
  let sum = 0;
  const fits = (doc: Doc): boolean => {
    const fresh = [...buffersOf(doc)].filter((b) => !held.has(b));
    const more = fresh.reduce((n, b) => n + b.byteLength, 0);
    if (held.size > 0 && sum + more > bytes) return false;
    for (const b of fresh) held.add(b);
    sum += more;
    return true;
  };
  fits(snapshot.doc);
  /** The steps nearest to the present are at the end of either list. */
  const nearest = (list: DocSnapshot['past']): DocSnapshot['past'] => {
    let from = list.length;
    while (from > 0 && list.length - from < steps) {
      const step = list[from - 1];
      if (!step || !fits(step.doc)) break;
      from--;
    }
    return from === 0 ? list : list.slice(from);
  };
  const past = nearest(snapshot.past);
  return { doc: snapshot.doc, past, future: nearest(snapshot.future) };
}

/** The snapshot as tables; masks, logits and soft edges go to `parts`. */
export function writeGraph(snapshot: DocSnapshot, parts: PartList): DocGraph {
  const planes = new Table((plane: Answer['candidates'][number]['logits']) => ({
    width: plane.width,
    height: plane.height,
    content: plane.content,
    box: plane.box,
    part: parts.add('plane', plane, () => bytesOf(plane.data)),
  }));
  const masks = new Table(({ box, width, height, ...mask }: NonNullable<SegObject['mask']>) => ({
    box,
    width,
    height,
    part: parts.add('mask', mask.bits, () => packedToRuns({ box, width, height, bits: mask.bits }).runs),
  }));
  const edges = new Table((edge: NonNullable<SegObject['edge']>) => ({
    box: edge.box,
    width: edge.width,
    height: edge.height,
    part: parts.add('edge', edge, () => bytesOf(edge.alpha)),
  }));
  const prompts = new Table((list: readonly PlacedPrompt[]) =>
    list.map(({ id, prompt }) => ({ id, prompt: storedPrompt(prompt) })),
  );
  const answers = new Table((answer: Answer) => ({
    prompts: prompts.of(answer.prompts),
    model: answer.model,
    candidates: answer.candidates.map((c) => ({
      plane: planes.of(c.logits),
      score: finite(c.score),
      stability: finite(c.stability),
    })),
    best: answer.best,
    chosen: answer.chosen,
    provisional: answer.provisional,
  }));
  const objects = new Table((o: SegObject) => ({
    id: o.id,
    name: o.name,
    label: o.label,
    color: o.color,
    visible: o.visible,
    locked: o.locked,
    prompts: prompts.of(o.prompts),
    answer: o.answer && answers.of(o.answer),
    mask: o.mask && masks.of(o.mask),
    maskPrompt: o.maskPrompt && masks.of(o.maskPrompt),
    unknown: o.unknown && masks.of(o.unknown),
    hand: o.hand && { added: masks.of(o.hand.added), removed: masks.of(o.hand.removed) },
    edge: o.edge && edges.of(o.edge),
    threshold: o.threshold,
    soft: o.soft,
    source: o.source && {
      fields: o.source.fields,
      score: o.source.score,
      exact: masks.of(o.source.exact),
      of: masks.of(o.source.of),
    },
  }));
  const docs = new Table((doc: Doc) => ({
    objects: doc.objects.map((o) => objects.of(o)),
    activeId: doc.activeId,
    edge: doc.edge,
  }));
  const step = ({ doc, label }: DocSnapshot['past'][number]): DocGraph['past'][number] => ({
    doc: docs.of(doc),
    label,
  });
  const past = snapshot.past.map(step);
  const present = docs.of(snapshot.doc);
  const future = snapshot.future.map(step);
  return {
    planes: planes.rows,
    masks: masks.rows,
    edges: edges.rows,
    prompts: prompts.rows,
    answers: answers.rows,
    objects: objects.rows,
    docs: docs.rows,
    present,
    past,
    future,
  };
}
