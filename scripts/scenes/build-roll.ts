/** The bundled film: an orange rolls across a table, past its double and behind a small mug. */
import { appleWithStem, mug } from './builds.ts';
import type { Scene, Thing } from './scene.ts';
import { ball, pear, slab } from './shapes.ts';
import { mottled, peel, planks } from './surfaces.ts';
import { mix, smooth, unit, type Vec } from './vec.ts';

export const ROLL_FRAMES = 24;

const still = { turn: 0, tilt: 0 };
const RADIUS = 0.42;

/** The scene of one frame. @param frame 0 .. {@link ROLL_FRAMES} - 1 */
export function rollAt(frame: number): Scene {
  const t = frame / (ROLL_FRAMES - 1);
  // Friction: fast at first, almost at rest in the end.
  const way = 1 - (1 - t) ** 1.7;
  const x = -2.15 + 4.2 * way;
  const z = 0.15 + 0.35 * way;
  const sway = 0.14 * Math.sin(t * 5.2);
  const things: Thing[] = [
    {
      name: null,
      solid: slab(9, 0.5, 6),
      at: [0, -0.5, 0],
      ...still,
      surface: planks('b98a5a', '7d5330', 0.95),
    },
    {
      name: null,
      solid: slab(14, 8, 0.3),
      at: [0, 4, -4.2],
      ...still,
      surface: mottled('9fb0b4', 0.12, 1.4),
    },
    {
      name: 'rolling orange',
      solid: ball(RADIUS),
      at: [x, RADIUS, z],
      turn: 0.1,
      tilt: -(x + 2.15) / RADIUS,
      surface: peel('f08a1d'),
    },
    {
      name: 'other orange',
      solid: ball(0.4),
      at: [-0.6, 0.4, -1.35],
      turn: 2,
      tilt: 0.5,
      surface: peel('ee7f16'),
    },
    ...mug('mug', [0.55, 0.31, 1.2], -0.5, 'e4dfd2', '2f6f8a', 0.62),
    ...appleWithStem('apple', [1.75, 0.42, -0.95], 0.44, 2.1, 'a81c28', 'c9b03f'),
    {
      name: 'pear',
      solid: pear(0.4),
      at: [-2.0, 0.5, -1.5],
      turn: 0.4,
      tilt: 0.1,
      surface: mottled('b5ad3a', 0.16, 0.3, 0.5, 0.35),
    },
  ];
  const from: Vec = [0.1 + sway, 2.45, 6.2];
  return {
    id: 'roll',
    title: 'An orange rolls across a table',
    alt: 'An orange rolls from left to right over a wooden table, in front of another orange and behind a small mug; an apple and a pear lie still.',
    counts: 'oranges',
    things,
    camera: { from, to: [0.05 + sway * 0.6, 0.5, 0], fov: 36, aperture: 0.03, focus: 6.2 },
    sky: (d) => mix([0.2, 0.17, 0.14], [0.62, 0.68, 0.78], smooth(-0.3, 0.9, d[1])),
    lamp: { direction: unit([-0.55, 0.85, 0.5]), spread: 0.022, color: [2.3, 2.05, 1.7] },
    exposure: 0.7,
  };
}
