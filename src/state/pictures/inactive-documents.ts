/** Documents of pictures that are not on the stage: whole while they fit into a budget, else masks only. */

import type { Size } from '../../core/geometry/space.ts';
import { buffersOf, type Doc, type SegObject } from '../document.ts';
import { objectMask } from '../object-mask.ts';
import type { DocSnapshot } from '../store.ts';

/** Buffers of all inactive documents together, history included. */
const BUDGET: number = 256 << 20;

function bytesOf({ doc, past, future }: DocSnapshot): number {
  const buffers = new Set<ArrayBuffer>();
  for (const one of [doc, ...past.map((s) => s.doc), ...future.map((s) => s.doc)]) {
    for (const buffer of buffersOf(one)) buffers.add(buffer);
  }
  return [...buffers].reduce((n, b) => n + b.byteLength, 0);
}

/** Candidates and undo steps let go; what each object covers stays exactly. Unanswered prompts stay and are asked again. */
export function masksOnly({ doc }: DocSnapshot, size: Size): DocSnapshot {
  const lean = (object: SegObject): SegObject => {
    if (!object.answer || object.answer.provisional || object.answer.prompts !== object.prompts) {
      return { ...object, answer: null };
    }
    const mask = objectMask(object, size);
    return {
      ...object,
      mask: mask && { ...mask, bits: mask.bits.slice() },
      maskPrompt: null,
      hand: null,
      prompts: [],
      answer: null,
    };
  };
  return { doc: { ...doc, objects: doc.objects.map(lean) }, past: [], future: [] };
}

interface Parked {
  snapshot: DocSnapshot;
  readonly size: Size;
  bytes: number;
  lean: boolean;
}

export class InactiveDocuments {
  /** By picture, the longest inactive first. */
  readonly #docs = new Map<string, Parked>();
  readonly #budget: number;

  constructor(budget: number = BUDGET) {
    this.#budget = budget;
  }

  /** @param size working size of the picture */
  put(id: string, snapshot: DocSnapshot, size: Size): void {
    this.#docs.delete(id);
    this.#docs.set(id, { snapshot, size, bytes: bytesOf(snapshot), lean: false });
    this.#shrink(id);
  }

  get(id: string): DocSnapshot | null {
    return this.#docs.get(id)?.snapshot ?? null;
  }

  /** The document goes to the stage, or away. */
  delete(id: string): void {
    this.#docs.delete(id);
  }

  get bytes(): number {
    return [...this.#docs.values()].reduce((n, d) => n + d.bytes, 0);
  }

  #shrink(newest: string): void {
    for (const [id, inactive] of this.#docs) {
      if (this.bytes <= this.#budget) return;
      if (inactive.lean || id === newest) continue;
      inactive.snapshot = masksOnly(inactive.snapshot, inactive.size);
      inactive.bytes = bytesOf(inactive.snapshot);
      inactive.lean = true;
    }
  }
}

/** True for a document that something was done to. */
export function hasWork({
  doc,
  past,
  future,
}: {
  doc: Doc;
  past: readonly unknown[];
  future: readonly unknown[];
}): boolean {
  return doc.objects.length > 0 || past.length > 0 || future.length > 0;
}
