/** The two resize rules of promptable segmentation models, as data that can be inverted. */
import type { ImageBox } from './box.ts';
import { boxHeight, boxWidth } from './box.ts';
import { type ImagePoint, type ModelPoint, modelPoint, type Size } from './space.ts';

/**
 * How a picture (or a crop of it) is placed on a model's input canvas.
 * `content` is the part of the canvas, anchored top-left, that shows the picture; the rest is padding.
 */
export interface Placement {
  /** The part of the picture that was encoded, picture pixels. */
  readonly source: ImageBox;
  /** Size of the resized picture on the canvas, canvas pixels. */
  readonly content: Size;
  /** Size of the whole canvas with its padding, canvas pixels. */
  readonly canvas: Size;
}

/**
 * Longest-side rule: `scale = side / max(width, height)`, new sizes `floor(x * scale + 0.5)`, picture top-left.
 * Source: segment-anything `utils/transforms.py` (`ResizeLongestSide.get_preprocess_shape`).
 *
 * @param multiple the canvas is the content rounded up to this multiple; `'square'` pads to side x side
 */
export function placeLongestSide(source: ImageBox, side: number, multiple: number | 'square'): Placement {
  const width = boxWidth(source);
  const height = boxHeight(source);
  const scale = side / Math.max(width, height);
  const content = {
    width: Math.max(1, Math.floor(width * scale + 0.5)),
    height: Math.max(1, Math.floor(height * scale + 0.5)),
  };
  const canvas =
    multiple === 'square'
      ? { width: side, height: side }
      : {
          width: Math.ceil(content.width / multiple) * multiple,
          height: Math.ceil(content.height / multiple) * multiple,
        };
  return { source, content, canvas };
}

/** Keeps the picture's shape on a canvas of any shape: as large as fits, top-left. */
export function placeInside(source: ImageBox, canvas: Size): Placement {
  const scale = Math.min(canvas.width / boxWidth(source), canvas.height / boxHeight(source));
  const side = (length: number, most: number): number => Math.min(most, Math.max(1, Math.floor(length * scale + 0.5)));
  const content = { width: side(boxWidth(source), canvas.width), height: side(boxHeight(source), canvas.height) };
  return { source, content, canvas };
}

/** Stretch rule: the picture fills the canvas, square or not, axes scaled separately, no padding (SAM 2, EfficientSAM). */
export function placeStretch(source: ImageBox, side: number | Size): Placement {
  const canvas = typeof side === 'number' ? { width: side, height: side } : { width: side.width, height: side.height };
  return { source, content: canvas, canvas };
}

/** Maps a picture point onto the canvas. */
export function toModel(placement: Placement, point: ImagePoint): ModelPoint {
  const { source, content } = placement;
  return modelPoint(
    ((point.x - source.x0) * content.width) / boxWidth(source),
    ((point.y - source.y0) * content.height) / boxHeight(source),
  );
}
