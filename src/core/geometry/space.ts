/** Coordinate spaces. A brand costs nothing at run time and makes the compiler reject a click in one space used in another. */

declare const space: unique symbol;

/** A point in the named space. */
export interface In<S extends string> {
  readonly x: number;
  readonly y: number;
  readonly [space]: S;
}

/** Pixels of the picture at its working size; (0,0) is the top-left corner of the top-left pixel. */
export type ImagePoint = In<'image'>;
/** Pixels of a model's input canvas (after resize, before padding is added right and bottom). */
export type ModelPoint = In<'model'>;
/** CSS pixels of the stage element; (0,0) is its top-left corner. */
export type ViewPoint = In<'view'>;

/** Brands a pair of numbers as picture pixels. */
export function imagePoint(x: number, y: number): ImagePoint {
  return { x, y } as ImagePoint; // the brand exists in types only
}

/** Brands a pair of numbers as model-canvas pixels. */
export function modelPoint(x: number, y: number): ModelPoint {
  return { x, y } as ModelPoint; // the brand exists in types only
}

/** Brands a pair of numbers as CSS pixels of the stage. */
export function viewPoint(x: number, y: number): ViewPoint {
  return { x, y } as ViewPoint; // the brand exists in types only
}

/** Width and height in pixels of whatever space the context names. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Euclidean distance between two points of one space. */
export function distance<S extends string>(a: In<S>, b: In<S>): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
