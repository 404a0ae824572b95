/** What a scene is made of. */
import type { Solid } from './shapes.ts';
import type { Random, Vec } from './vec.ts';

export interface Surface {
  /** Linear reflectance 0..1 at a point, in the thing's own coordinates. */
  readonly color: (p: Vec) => Vec;
  /** Strength of the clear coat, 0 = matt, and its roughness 0..1. */
  readonly coat: number;
  readonly rough: number;
}

/** One solid in the scene. Parts name their whole. */
export interface Thing {
  /** Null for the surroundings: walls, table, ground. */
  readonly name: string | null;
  readonly group?: string;
  readonly partOf?: string;
  readonly solid: Solid;
  readonly at: Vec;
  /** Turn about y, then tilt about z, radians. */
  readonly turn: number;
  readonly tilt: number;
  readonly surface: Surface;
}

export interface Scene {
  readonly id: string;
  readonly title: string;
  readonly alt: string;
  readonly counts: string;
  readonly things: readonly Thing[];
  readonly camera: {
    readonly from: Vec;
    readonly to: Vec;
    /** Vertical field of view, degrees. */
    readonly fov: number;
    readonly aperture: number;
    readonly focus: number;
  };
  /** Light from where nothing is hit. */
  readonly sky: (d: Vec) => Vec;
  /** A round area light: a lamp, a window or the sun, far enough to be a direction with a spread. */
  readonly lamp: { readonly direction: Vec; readonly spread: number; readonly color: Vec };
  readonly exposure: number;
}

export type Build = (random: Random) => Scene;
