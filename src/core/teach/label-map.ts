/** Label maps of a scene from named masks, and what a model's masks make of them. */
import type { Size } from '../geometry/space.ts';
import { type Mask, maskArea, maskIou } from '../mask/mask.ts';
import type { LabelSet } from '../metrics/label-sets/label-set.ts';
import { labelTable } from '../metrics/label-sets/label-set.ts';

/** The kind of a numbered thing: "pebble 12" is a "pebble", "flower 2 stalk" a "flower stalk". */
export function kindOf(name: string): string {
  return name.replace(/\s+\d+(?=\s|$)/g, '').trim();
}

/** True for a part named after its whole ("flower 2 stalk" beside "flower 2"). */
export function isPartName(name: string, names: Iterable<string>): boolean {
  for (const other of names) if (name !== other && name.startsWith(`${other} `)) return true;
  return false;
}

/** Whole things only: parts named after a whole that is there as well are left out. */
export function wholes<T>(named: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...named].filter(([name]) => !isPartName(name, named.keys())));
}

/** Kinds in the order of first appearance. */
export function kindsOf(names: Iterable<string>): readonly string[] {
  return [...new Set([...names].map(kindOf))];
}

export interface LabelledMap extends Size {
  /** Class of each pixel: 0 background, k + 1 = kind k. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Paints named masks over each other, the larger below. */
export function truthMap(named: ReadonlyMap<string, Mask>, kinds: readonly string[], size: Size): LabelledMap {
  const data = new Uint8Array(size.width * size.height);
  const order = [...named].map(([name, mask]) => ({ name, mask, area: maskArea(mask) }));
  order.sort((a, b) => b.area - a.area);
  for (const { name, mask } of order) {
    const label = kinds.indexOf(kindOf(name)) + 1;
    for (let i = 0; i < data.length; i++) if (mask.data[i]) data[i] = label;
  }
  return { width: size.width, height: size.height, data };
}

/** A predicted thing: where it claims pixels, how strongly, and what kind it is said to be. */
export interface Claim {
  readonly kind: number;
  /** Logits at picture size, row-major; a pixel is claimed above 0. */
  readonly strength: Float32Array;
}

/** Every pixel goes to the strongest claim above 0; to the background when nobody claims it. Claims are taken in one at a time. */
export class ClaimedMap {
  readonly labels: LabelledMap;
  private readonly best: Float32Array;

  constructor(size: Size) {
    this.labels = { width: size.width, height: size.height, data: new Uint8Array(size.width * size.height) };
    this.best = new Float32Array(size.width * size.height);
  }

  add({ kind, strength }: Claim): void {
    const { best } = this;
    const { data } = this.labels;
    for (let i = 0; i < best.length; i++) {
      const v = strength[i] ?? 0;
      if (v > (best[i] ?? 0)) {
        best[i] = v;
        data[i] = kind + 1;
      }
    }
  }
}

/** The classes of a scene as a label set: background first, absent classes left out of the mean. */
export function sceneLabels(kinds: readonly string[], background: string): LabelSet {
  const names = [background, ...kinds];
  const table = labelTable(256, (value) => (value < names.length ? value : -2));
  return {
    id: 'scene',
    name: 'scene',
    classes: names.map((name) => ({ name, colour: [0, 0, 0] as const })),
    truth: table,
    prediction: table,
    absentAsZero: false,
    rule: 'every pixel counts; classes that occur nowhere are left out of the mean',
  };
}

/** The truth that a mask overlaps most, as the kind's index; -1 when it overlaps none. */
export function kindByOverlap(mask: Mask, named: ReadonlyMap<string, Mask>, kinds: readonly string[]): number {
  let best = 0;
  let kind = -1;
  for (const [name, truth] of named) {
    let both = 0;
    for (let i = 0; i < truth.data.length; i++) both += (truth.data[i] ?? 0) & (mask.data[i] ?? 0);
    if (both > best) {
      best = both;
      kind = kinds.indexOf(kindOf(name));
    }
  }
  return kind;
}

/** The truth that a mask overlaps best by IoU; null when it overlaps none. */
export function bestNamed(mask: Mask, named: ReadonlyMap<string, Mask>): string | null {
  let best = 0;
  let found: string | null = null;
  for (const [name, truth] of named) {
    if (truth.data.length !== mask.data.length) continue;
    const iou = maskIou(mask, truth);
    if (iou > best) {
      best = iou;
      found = name;
    }
  }
  return found;
}

/** Every mask as a label of its own, the larger below: what a person who outlines every thing would draw. Labels 1.. in the order of area. */
export function indexMap(named: ReadonlyMap<string, Mask>, size: Size): LabelledMap {
  const data = new Uint8Array(size.width * size.height);
  const order = [...named.values()].map((mask) => ({ mask, area: maskArea(mask) })).sort((a, b) => b.area - a.area);
  for (const [n, { mask }] of order.entries()) {
    for (let i = 0; i < data.length; i++) if (mask.data[i]) data[i] = n + 1;
  }
  return { width: size.width, height: size.height, data };
}
