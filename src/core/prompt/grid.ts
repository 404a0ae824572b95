/** Where everything mode asks: point grids, their coarse-to-fine order, crops of a picture. */
import { boxHeight, boxWidth, type ImageBox } from '../geometry/box.ts';
import { type ImagePoint, imagePoint, type Size } from '../geometry/space.ts';

/**
 * Grid cells in coarse-to-fine order: first every 2^k-th cell of each axis, then those between, so that after any part
 * of the list the points seen are spread over the whole picture.
 *
 * @returns pairs of column and row, each 0..pointsPerSide-1
 */
function coarseCells(pointsPerSide: number): readonly (readonly [column: number, row: number])[] {
  const cells: (readonly [number, number])[] = [];
  let step = 1;
  while (step * 2 < pointsPerSide) step *= 2;
  const start = step;
  for (; step >= 1; step >>= 1) {
    // Cells of a level sit at the middle of its stride, so that even the first few are away from the border.
    const offset = step >> 1;
    for (let row = offset; row < pointsPerSide; row += step) {
      for (let column = offset; column < pointsPerSide; column += step) {
        cells.push([column, row]);
      }
    }
    if (start === 1) break;
  }
  return cells;
}

/**
 * The grid points of a picture or crop: `pointsPerSide` squared, at the cell centres ((i + 0.5) / n).
 * Source: segment-anything `utils/amg.py` (`build_point_grid`).
 *
 * @param order `rows` as SAM has it, or `coarse` so that large objects appear early; the same points either way
 */
export function pointGrid(
  box: ImageBox,
  pointsPerSide: number,
  order: 'rows' | 'coarse' = 'rows',
): readonly ImagePoint[] {
  const at = (column: number, row: number): ImagePoint =>
    imagePoint(
      box.x0 + ((column + 0.5) / pointsPerSide) * boxWidth(box),
      box.y0 + ((row + 0.5) / pointsPerSide) * boxHeight(box),
    );
  const points: ImagePoint[] = [];
  const seen = new Uint8Array(pointsPerSide * pointsPerSide);
  const add = (column: number, row: number): void => {
    const cell = row * pointsPerSide + column;
    if (seen[cell] === 1) return;
    seen[cell] = 1;
    points.push(at(column, row));
  };
  if (order === 'coarse') for (const [column, row] of coarseCells(pointsPerSide)) add(column, row);
  for (let row = 0; row < pointsPerSide; row++) {
    for (let column = 0; column < pointsPerSide; column++) add(column, row);
  }
  return points;
}

/** Part of a picture that is encoded by itself; layer 0 is the whole picture. */
export interface Crop {
  readonly box: ImageBox;
  readonly layer: number;
}

/**
 * Crops for small things: layer i cuts the picture into (2^i)^2 overlapping parts.
 * Source: segment-anything `utils/amg.py` (`generate_crop_boxes`), same rounding.
 *
 * @param layers crop layers beside the whole picture (`crop_n_layers`)
 * @param overlapRatio share of the short side (`crop_overlap_ratio`)
 */
export function cropBoxes(size: Size, layers: number, overlapRatio: number = 512 / 1500): readonly Crop[] {
  const crops: Crop[] = [{ box: { x0: 0, y0: 0, x1: size.width, y1: size.height }, layer: 0 }];
  const short = Math.min(size.width, size.height);
  for (let layer = 1; layer <= layers; layer++) {
    const side = 2 ** layer;
    const overlap = Math.floor(overlapRatio * short * (2 / side));
    const width = Math.ceil((overlap * (side - 1) + size.width) / side);
    const height = Math.ceil((overlap * (side - 1) + size.height) / side);
    for (let column = 0; column < side; column++) {
      for (let row = 0; row < side; row++) {
        const x0 = (width - overlap) * column;
        const y0 = (height - overlap) * row;
        crops.push({
          box: { x0, y0, x1: Math.min(x0 + width, size.width), y1: Math.min(y0 + height, size.height) },
          layer,
        });
      }
    }
  }
  return crops;
}

/** Points a side for a crop layer: `pointsPerSide / downscale^layer`, rounded down, at least 1 (`crop_n_points_downscale_factor`). */
export function pointsPerSideOfLayer(pointsPerSide: number, layer: number, downscale: number): number {
  return Math.max(1, Math.floor(pointsPerSide / downscale ** layer));
}

/**
 * True when a result touches a crop's edge that is not the picture's edge: it is probably cut and another crop shows it whole.
 * Source: segment-anything `utils/amg.py` (`is_box_near_crop_edge`), tolerance 20 pixels.
 */
export function isCutByCrop(box: ImageBox, crop: ImageBox, size: Size, tolerance = 20): boolean {
  const near = (a: number, cropEdge: number, pictureEdge: number): boolean =>
    Math.abs(a - cropEdge) <= tolerance && Math.abs(a - pictureEdge) > tolerance;
  return (
    near(box.x0, crop.x0, 0) ||
    near(box.y0, crop.y0, 0) ||
    near(box.x1, crop.x1, size.width) ||
    near(box.y1, crop.y1, size.height)
  );
}
