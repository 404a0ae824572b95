/** Brush and eraser strokes: they build up coverage tile by tile and end as a set of pixels. */
import { boxOfSize, type ImageBox, intersectBoxes, uniteBoxes } from '../geometry/box.ts';
import { distance, type ImagePoint, imagePoint, type Size } from '../geometry/space.ts';
import { combinePacked, emptyPacked, type PackedMask, packRegion } from '../mask/packed.ts';
import { strokeBounds } from '../prompt/brush.ts';
import { type MaskDelta, maskDelta } from './delta.ts';

/** The shape of a brush. */
export interface BrushTip {
  /** Radius at full pressure, picture pixels, > 0. */
  readonly radius: number;
  /** 1: a sharp disc. Below: full inside hardness * radius, falling to nothing at the radius; passes add up. 0..1. */
  readonly hardness: number;
  /** Share of the radius left at no pressure, 0..1; 1 ignores pressure. */
  readonly leastPressure: number;
}

/** Where the pen is; pressure 0..1 (1 for a mouse). */
export interface StrokePoint {
  readonly at: ImagePoint;
  readonly pressure: number;
}

/** Side of a square tile, pixels. */
const TILE = 128;
/** A pixel belongs to the stroke once it is at least half covered. */
const COVERED = 128;

interface Disc {
  readonly at: ImagePoint;
  readonly radius: number;
}

/** Coverage of one stroke in the making. Memory follows the tiles touched, never the picture. */
export class StrokePainter {
  readonly #size: Size;
  readonly #tip: BrushTip;
  readonly #tiles: Map<number, Uint8Array<ArrayBuffer>> = new Map();
  readonly #columns: number;
  #last: Disc | null = null;
  #untilNextDab = 0;
  #bounds: ImageBox | null = null;

  constructor(size: Size, tip: BrushTip) {
    this.#size = size;
    this.#tip = tip;
    this.#columns = Math.ceil(size.width / TILE);
  }

  /**
   * Leads the stroke on to the next point.
   * @returns the part of the picture whose coverage may have changed, or null when none (outside the picture)
   */
  extend(point: StrokePoint): ImageBox | null {
    const pressure = Math.min(1, Math.max(0, point.pressure));
    const radius = this.#tip.radius * (this.#tip.leastPressure + (1 - this.#tip.leastPressure) * pressure);
    const disc: Disc = { at: point.at, radius };
    const from = this.#last ?? disc;
    const touched = intersectBoxes(
      strokeBounds([from.at, disc.at], Math.max(from.radius, radius)),
      boxOfSize(this.#size),
    );
    if (this.#tip.hardness >= 1) this.#sweep(from, disc, touched);
    else this.#dabs(from, disc, this.#last === null);
    this.#last = disc;
    if (touched.x1 <= touched.x0 || touched.y1 <= touched.y0) return null;
    this.#bounds = this.#bounds === null ? touched : uniteBoxes(this.#bounds, touched);
    return touched;
  }

  /** The pixels the stroke covers so far. */
  covered(): PackedMask {
    const region = this.#bounds;
    if (region === null) return emptyPacked(this.#size);
    const width = region.x1 - region.x0;
    const height = region.y1 - region.y0;
    const data = new Uint8Array(width * height);
    for (const [key, tile] of this.#tiles) {
      const left = (key % this.#columns) * TILE;
      const top = Math.floor(key / this.#columns) * TILE;
      const part = intersectBoxes({ x0: left, y0: top, x1: left + TILE, y1: top + TILE }, region);
      for (let y = part.y0; y < part.y1; y++) {
        const from = (y - top) * TILE - left;
        const to = (y - region.y0) * width - region.x0;
        for (let x = part.x0; x < part.x1; x++) data[to + x] = (tile[from + x] ?? 0) >= COVERED ? 1 : 0;
      }
    }
    return packRegion({ width, height, data }, region, this.#size);
  }

  #tile(x: number, y: number): Uint8Array<ArrayBuffer> {
    const key = Math.floor(y / TILE) * this.#columns + Math.floor(x / TILE);
    let tile = this.#tiles.get(key);
    if (tile === undefined) {
      tile = new Uint8Array(TILE * TILE);
      this.#tiles.set(key, tile);
    }
    return tile;
  }

  /** Visits the pixels of a box tile by tile with the tile and the pixel's place in it. */
  #each(box: ImageBox, visit: (tile: Uint8Array, index: number, x: number, y: number) => void): void {
    for (let top = box.y0; top < box.y1; top = (Math.floor(top / TILE) + 1) * TILE) {
      for (let left = box.x0; left < box.x1; left = (Math.floor(left / TILE) + 1) * TILE) {
        const tile = this.#tile(left, top);
        const right = Math.min(box.x1, (Math.floor(left / TILE) + 1) * TILE);
        const bottom = Math.min(box.y1, (Math.floor(top / TILE) + 1) * TILE);
        for (let y = top; y < bottom; y++) {
          const row = (y % TILE) * TILE;
          for (let x = left; x < right; x++) visit(tile, row + (x % TILE), x + 0.5, y + 0.5);
        }
      }
    }
  }

  /** A sharp disc moved along a line, its radius changing evenly. */
  #sweep(from: Disc, to: Disc, box: ImageBox): void {
    const dx = to.at.x - from.at.x;
    const dy = to.at.y - from.at.y;
    const length = dx * dx + dy * dy;
    this.#each(box, (tile, index, x, y) => {
      const t = length > 0 ? Math.min(1, Math.max(0, ((x - from.at.x) * dx + (y - from.at.y) * dy) / length)) : 1;
      const radius = from.radius + t * (to.radius - from.radius);
      if ((x - from.at.x - t * dx) ** 2 + (y - from.at.y - t * dy) ** 2 <= radius * radius) tile[index] = 255;
    });
  }

  /** Soft dabs at even distances along the line, whatever the rate of pointer events. */
  #dabs(from: Disc, to: Disc, first: boolean): void {
    if (first) {
      this.#dab(to);
      this.#untilNextDab = Math.max(0.5, to.radius / 4);
      return;
    }
    const length = distance(from.at, to.at);
    let along = this.#untilNextDab;
    while (along <= length) {
      const t = along / length;
      const radius = from.radius + t * (to.radius - from.radius);
      this.#dab({
        at: imagePoint(from.at.x + t * (to.at.x - from.at.x), from.at.y + t * (to.at.y - from.at.y)),
        radius,
      });
      along += Math.max(0.5, radius / 4);
    }
    this.#untilNextDab = along - length;
  }

  #dab(disc: Disc): void {
    const box = intersectBoxes(strokeBounds([disc.at], disc.radius), boxOfSize(this.#size));
    const core = disc.radius * Math.max(0, this.#tip.hardness);
    const fade = Math.max(disc.radius - core, 1e-6);
    this.#each(box, (tile, index, x, y) => {
      const away = Math.hypot(x - disc.at.x, y - disc.at.y);
      const strength = Math.min(1, Math.max(0, (disc.radius - away) / fade));
      const before = tile[index] ?? 0;
      tile[index] = Math.round(before + (255 - before) * strength * strength * (3 - 2 * strength));
    });
  }
}

/** What an edit makes of a mask: the new mask and the difference that undoes it. */
export interface Edit {
  readonly mask: PackedMask;
  readonly delta: MaskDelta;
}

/** Wraps a changed mask with its exact difference from the one before. */
export function editFrom(before: PackedMask, after: PackedMask): Edit {
  return { mask: after, delta: maskDelta(before, after) };
}

/** Adds (`brush`) or removes (`eraser`) the pixels of a finished stroke. */
export function applyStroke(mask: PackedMask, stroke: PackedMask, tool: 'brush' | 'eraser'): Edit {
  return editFrom(mask, combinePacked(mask, stroke, tool === 'brush' ? 'unite' : 'subtract'));
}
