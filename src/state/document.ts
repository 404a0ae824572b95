/** The document: objects cut out of one picture, as immutable data. Every history step is one of these. */
import type { Candidate } from '../contract/segmenter.ts';
import { type CutEdge, DEFAULT_CUT_EDGE } from '../core/edges/cutout-pixels.ts';
import type { HandEdit } from '../core/edit/hand-edit.ts';
import type { ObjectOrigin } from '../core/formats/document.ts';
import type { PackedMask } from '../core/mask/packed.ts';
import type { SoftMask } from '../core/mask/soft-edge.ts';
import type { Prompt } from '../core/prompt/prompt.ts';

export type ObjectId = string;

/** A prompt with the name by which gestures refer to it. */
export interface PlacedPrompt {
  readonly id: string;
  readonly prompt: Prompt;
}

/** What the model said to one set of prompts. */
export interface Answer {
  /** The very prompt list that was answered; compared by identity to see whether the answer is current. */
  readonly prompts: readonly PlacedPrompt[];
  readonly model: string;
  readonly candidates: readonly Candidate[];
  readonly best: number;
  /** Index into `candidates` of the one shown and exported. */
  readonly chosen: number;
  /** Taken over from a hover close by while the exact answer is computed. */
  readonly provisional: boolean;
}

/** What the file that an object came from said of it. */
export interface FileSource {
  /** Fields that nothing here uses, written back by the same format; null where there were none. */
  readonly fields: ObjectOrigin | null;
  /** Quality that the file gave, 0..1. */
  readonly score: number | null;
  /** The file's mask at the picture's full size. It and the score hold as long as the object's mask is `of`. */
  readonly exact: PackedMask;
  /** The same mask at working size, as it was given to the object. */
  readonly of: PackedMask;
}

/** One object: live (prompts with the model's answer, `hand` on top) or fixed (`mask`, drawn, imported or combined). */
export interface SegObject {
  readonly id: ObjectId;
  readonly name: string;
  /** Class for annotation files; empty when none was given. */
  readonly label: string;
  /** Index into the instance colours. */
  readonly color: number;
  readonly visible: boolean;
  readonly locked: boolean;
  readonly prompts: readonly PlacedPrompt[];
  readonly answer: Answer | null;
  readonly mask: PackedMask | null;
  /** On live objects, the mask that the model starts from (its mask prompt): shown until the first answer. Null where there is none. */
  readonly maskPrompt: PackedMask | null;
  /** Strokes on top of the model's answer; null on fixed objects, whose strokes are in `mask`. */
  readonly hand: HandEdit | null;
  /** Soft edge that belongs to `mask`, where it was refined; used by cut-outs and soft masks. */
  readonly edge: SoftMask | null;
  /** Where hair and fur were painted over: there cut-outs find alpha in the picture (the unknown part of a trimap). Null where nowhere. */
  readonly unknown: PackedMask | null;
  /** Logit above which a pixel belongs to the object. */
  readonly threshold: number;
  /** Width of the soft edge in logits; 0 = hard. */
  readonly soft: number;
  /** Null for objects that were made here. */
  readonly source: FileSource | null;
}

/** Objects in drawing order, the topmost first. */
export interface Doc {
  readonly objects: readonly SegObject[];
  readonly activeId: ObjectId | null;
  /** How outlines become alpha in cut-outs, on the screen and in files. */
  readonly edge: CutEdge;
}

export const EMPTY_DOC: Doc = { objects: [], activeId: null, edge: DEFAULT_CUT_EDGE };

/** The object that prompts and edits go to, or null when the next click starts a new one. */
export function activeObject(doc: Doc): SegObject | null {
  return doc.objects.find((o) => o.id === doc.activeId) ?? null;
}

/** The candidate that stands for the object, or null when it has no answer. */
export function chosenCandidate(object: SegObject): Candidate | null {
  return object.answer?.candidates[object.answer.chosen] ?? null;
}

/** The mask that the object has without an answer, strokes on top not counted; null when it has none. */
export function ownMask(object: SegObject): PackedMask | null {
  return object.mask ?? (object.answer ? null : object.maskPrompt);
}

/** True when the object's prompts have not been answered exactly yet. */
export function isStale(object: SegObject): boolean {
  return (
    object.prompts.length > 0 &&
    (object.answer === null || object.answer.provisional || object.answer.prompts !== object.prompts)
  );
}

/** The document with one object replaced; the same document when the id is unknown. */
export function updateObject(doc: Doc, id: ObjectId, change: (object: SegObject) => SegObject): Doc {
  if (!doc.objects.some((o) => o.id === id)) return doc;
  return { ...doc, objects: doc.objects.map((o) => (o.id === id ? change(o) : o)) };
}

/** The smallest name `Object N` that is free. */
function freeName(doc: Doc): string {
  const taken = new Set(doc.objects.map((o) => o.name));
  let n = doc.objects.length + 1;
  while (taken.has(`Object ${n}`)) n++;
  return `Object ${n}`;
}

/** The smallest colour index that no object uses. */
export function freeColor(doc: Doc): number {
  const taken = new Set(doc.objects.map((o) => o.color));
  let n = 0;
  while (taken.has(n)) n++;
  return n;
}

/** A new object without prompts. */
export function newObject(doc: Doc, id: ObjectId): SegObject {
  return {
    id,
    name: freeName(doc),
    label: '',
    color: freeColor(doc),
    visible: true,
    locked: false,
    prompts: [],
    answer: null,
    mask: null,
    maskPrompt: null,
    hand: null,
    edge: null,
    unknown: null,
    threshold: 0,
    soft: 0,
    source: null,
  };
}

/** Every buffer that the document keeps alive. */
export function buffersOf(doc: Doc): Set<ArrayBuffer> {
  const buffers = new Set<ArrayBuffer>();
  for (const object of doc.objects) {
    if (object.mask) buffers.add(object.mask.bits.buffer);
    if (object.maskPrompt) buffers.add(object.maskPrompt.bits.buffer);
    if (object.hand) buffers.add(object.hand.added.bits.buffer).add(object.hand.removed.bits.buffer);
    if (object.unknown) buffers.add(object.unknown.bits.buffer);
    if (object.edge) buffers.add(object.edge.alpha.buffer);
    if (object.source) buffers.add(object.source.exact.bits.buffer).add(object.source.of.bits.buffer);
    for (const candidate of object.answer?.candidates ?? []) buffers.add(candidate.logits.data.buffer);
  }
  return buffers;
}
