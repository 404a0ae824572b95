/** Test pictures made by formula: the same bytes on every machine, integer arithmetic only. */
import type { Pixels } from './pixels.ts';

/** A bright disk on a dark gradient: one clear object in the middle. */
function disk(x: number, y: number, side: number): readonly [number, number, number] {
  const dx = 2 * x + 1 - side;
  const dy = 2 * y + 1 - side;
  const inside = 9 * (dx * dx + dy * dy) < 4 * side * side; // radius side / 3
  return inside ? [224, 176, 48] : [20 + Math.floor((60 * x) / side), 50, 40 + Math.floor((70 * y) / side)];
}

/** Two slanted bands over a light ground: nothing of it is like the disk. */
function stripes(x: number, y: number, side: number): readonly [number, number, number] {
  const band = Math.floor((4 * (x + 2 * y)) / side) % 2 === 0;
  return band ? [40, 90 + Math.floor((80 * y) / side), 190] : [230, 220 - Math.floor((60 * x) / side), 210];
}

export type CanaryPicture = 'disk' | 'stripes';

type Formula = (x: number, y: number, side: number) => readonly [number, number, number];
const FORMULAS: Readonly<Record<CanaryPicture, Formula>> = { disk, stripes };

/** The named picture, `side` x `side`. */
export function canaryPicture(name: CanaryPicture, side: number): Pixels {
  const formula = FORMULAS[name];
  const data = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) data.set([...formula(x, y, side), 255], (y * side + x) * 4);
  }
  return { width: side, height: side, data };
}
