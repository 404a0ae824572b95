/** Pure maths of the stage's view: fit, zoom about a point, clamping, and the two maps between picture and screen. */
import { type ImagePoint, imagePoint, type Size, type ViewPoint, viewPoint } from '../../core/geometry/space.ts';
import type { Viewport } from './stage-types.ts';

/** Most CSS pixels a picture pixel may take. */
export const MAX_ZOOM = 64;
/** A picture is never drawn smaller than this share of its fitted size. */
const MIN_SHARE_OF_FIT = 0.25;
/** Empty space around a fitted picture, CSS pixels. */
const FIT_MARGIN = 16;

/** The zoom at which the whole picture is just visible with its margin. Small pictures are enlarged, at most eightfold. */
export function fitZoom(picture: Size, stage: Size, margin: number = FIT_MARGIN): number {
  const width = Math.max(1, stage.width - 2 * margin);
  const height = Math.max(1, stage.height - 2 * margin);
  return Math.min(width / picture.width, height / picture.height, 8);
}

/** The view that shows the whole picture in the middle of the stage. */
export function fitViewport(picture: Size, stage: Size, margin: number = FIT_MARGIN): Viewport {
  return { centre: imagePoint(picture.width / 2, picture.height / 2), zoom: fitZoom(picture, stage, margin) };
}

/** Picture pixels -> CSS pixels of the stage. */
export function toView(view: Viewport, stage: Size, at: ImagePoint): ViewPoint {
  return viewPoint(
    (at.x - view.centre.x) * view.zoom + stage.width / 2,
    (at.y - view.centre.y) * view.zoom + stage.height / 2,
  );
}

/** CSS pixels of the stage -> picture pixels; the exact inverse of {@link toView}. */
export function toPicture(view: Viewport, stage: Size, at: ViewPoint): ImagePoint {
  return imagePoint(
    (at.x - stage.width / 2) / view.zoom + view.centre.x,
    (at.y - stage.height / 2) / view.zoom + view.centre.y,
  );
}

/** Along one axis the picture may leave the stage by 30 % of what is visible, so that its very edge can be worked on. */
function clampAxis(centre: number, picture: number, visible: number): number {
  const a = visible / 2;
  const b = picture - visible / 2;
  const over = 0.3 * Math.min(visible, picture);
  return Math.min(Math.max(centre, Math.min(a, b) - over), Math.max(a, b) + over);
}

/** Keeps the zoom within its limits and the stage's centre over the picture, so that the picture cannot get lost. */
export function clampViewport(view: Viewport, picture: Size, stage: Size): Viewport {
  const fit = fitZoom(picture, stage);
  const zoom = Math.min(Math.max(view.zoom, Math.min(fit, 1) * MIN_SHARE_OF_FIT), Math.max(MAX_ZOOM, fit));
  return {
    zoom,
    centre: imagePoint(
      clampAxis(view.centre.x, picture.width, stage.width / zoom),
      clampAxis(view.centre.y, picture.height, stage.height / zoom),
    ),
  };
}

/** Multiplies the zoom while the picture point under `anchor` stays where it is. */
export function zoomAt(view: Viewport, picture: Size, stage: Size, anchor: ViewPoint, factor: number): Viewport {
  const held = toPicture(view, stage, anchor);
  const zoom = clampViewport({ centre: view.centre, zoom: view.zoom * factor }, picture, stage).zoom;
  return clampViewport(
    {
      zoom,
      centre: imagePoint(held.x - (anchor.x - stage.width / 2) / zoom, held.y - (anchor.y - stage.height / 2) / zoom),
    },
    picture,
    stage,
  );
}

/** Moves the picture by CSS pixels (positive = right and down). */
export function panBy(view: Viewport, picture: Size, stage: Size, dx: number, dy: number): Viewport {
  const centre = imagePoint(view.centre.x - dx / view.zoom, view.centre.y - dy / view.zoom);
  return clampViewport({ zoom: view.zoom, centre }, picture, stage);
}

/** The smallest pan after which a point is at least `margin` CSS pixels inside the stage. */
export function revealPoint(view: Viewport, picture: Size, stage: Size, at: ImagePoint, margin: number): Viewport {
  const p = toView(view, stage, at);
  const mx = Math.min(margin, stage.width / 2);
  const my = Math.min(margin, stage.height / 2);
  const dx = p.x < mx ? mx - p.x : Math.min(0, stage.width - mx - p.x);
  const dy = p.y < my ? my - p.y : Math.min(0, stage.height - my - p.y);
  return dx === 0 && dy === 0 ? view : panBy(view, picture, stage, dx, dy);
}

/** True when two views draw the same within a hundredth of a pixel. */
export function sameViewport(a: Viewport, b: Viewport): boolean {
  return (
    Math.abs(a.zoom / b.zoom - 1) < 1e-6 &&
    Math.abs(a.centre.x - b.centre.x) * a.zoom < 0.01 &&
    Math.abs(a.centre.y - b.centre.y) * a.zoom < 0.01
  );
}

/** The point moved into the picture (its last pixel's centre at most). */
export function clampToPicture(at: ImagePoint, picture: Size): ImagePoint {
  return imagePoint(Math.min(Math.max(at.x, 0), picture.width), Math.min(Math.max(at.y, 0), picture.height));
}

/** True when the point lies on the picture. */
export function onPicture(at: ImagePoint, picture: Size): boolean {
  return at.x >= 0 && at.y >= 0 && at.x < picture.width && at.y < picture.height;
}
