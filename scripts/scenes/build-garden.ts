/** The bundled scene outdoors: pebbles on sand with flowers among them. */
import type { Build, Thing } from './scene.ts';
import { capsule, ellipsoid, petal, roundBox } from './shapes.ts';
import { mottled, plain, stone } from './surfaces.ts';
import { mix, type Random, smooth, unit, type Vec } from './vec.ts';

const still = { turn: 0, tilt: 0 };

function flower(i: number, at: Vec, code: string, random: Random): Thing[] {
  const name = `flower ${i}`;
  const count = 8;
  const parts: Thing[] = [
    {
      name,
      group: 'flowers',
      solid: ellipsoid(0.15, 0.09, 0.15),
      at: [at[0], at[1] + 0.05, at[2]],
      ...still,
      surface: mottled('e3b022', 0.35, 0.03),
    },
    {
      name: `${name} stalk`,
      partOf: name,
      solid: capsule(at[1] / 2, 0.025),
      at: [at[0], at[1] / 2 - 0.02, at[2]],
      turn: 0,
      tilt: 0,
      surface: plain('4f7a33'),
    },
  ];
  for (let k = 0; k < count; k++) {
    const turn = (k / count) * Math.PI * 2 + 0.2 * random();
    parts.push({
      name: `${name} petals`,
      partOf: name,
      solid: petal(0.42, 0.22),
      at: [at[0] + 0.07 * Math.cos(turn), at[1], at[2] - 0.07 * Math.sin(turn)],
      turn,
      tilt: 0.12,
      surface: mottled(code, 0.12, 0.15),
    });
  }
  return parts;
}

/** Pebbles on sand, with flowers among them. */
export const garden: Build = (random) => {
  const things: Thing[] = [
    {
      name: null,
      solid: roundBox(14, 0.5, 12, 0.02),
      at: [0, -0.5, -2],
      ...still,
      surface: mottled('b79f78', 0.3, 0.06),
    },
  ];
  const codes = ['8d8a86', '6f7478', 'a79a8a', '585b60', 'b8b2a6', '8a6f5c', '9aa3a6'];
  const taken: (readonly [number, number, number])[] = [];
  const flowers: readonly (readonly [Vec, string])[] = [
    [[-1.75, 0.62, 0.35], 'f3eef5'],
    [[0.25, 0.8, -0.85], 'd75a8a'],
    [[1.95, 0.6, 0.75], 'f4eff0'],
    [[-0.65, 0.55, 1.75], '8f6bd0'],
  ];
  for (const [at] of flowers) taken.push([at[0], at[2], 0.42]);
  for (let tries = 0, n = 0; tries < 4000 && n < 24; tries++) {
    const r = 0.2 + 0.26 * random() ** 1.6;
    const z = -2.6 + 5.0 * random();
    const x = (random() * 2 - 1) * (2.4 + 0.22 * (2.4 - z));
    if (taken.some(([tx, tz, tr]) => Math.hypot(tx - x, tz - z) < tr + r * 1.08)) continue;
    taken.push([x, z, r]);
    n++;
    const flat = r * (0.5 + 0.2 * random());
    things.push({
      name: `pebble ${n}`,
      group: 'pebbles',
      solid: ellipsoid(r, flat, r * (0.72 + 0.2 * random())),
      at: [x, flat * 0.8, z],
      turn: random() * 6,
      tilt: 0.12 * (random() - 0.5),
      surface: stone(codes[n % codes.length] ?? '888888', 'e6e0d6', n * 5.1),
    });
  }
  flowers.forEach(([at, code], i) => {
    things.push(...flower(i + 1, at, code, random));
  });
  return {
    id: 'garden',
    title: 'Pebbles and flowers',
    alt: 'Twenty-three rounded pebbles on sand with four flowers growing between them, in low sunlight.',
    counts: 'pebbles',
    things,
    camera: { from: [0, 4.1, 5.9], to: [0, 0.1, -0.15], fov: 36, aperture: 0.05, focus: 6.9 },
    sky: (d) => mix([0.5, 0.5, 0.45], [0.5, 0.66, 0.98], smooth(-0.1, 0.7, d[1])),
    lamp: { direction: unit([0.7, 0.75, 0.1]), spread: 0.004, color: [3.0, 2.65, 2.05] },
    exposure: 0.72,
  };
};
