/** How alike the places of an embedding are, also across two pictures. */
import type { Planes } from './pca.ts';

/** A direction in the embedding's space, length 1 (0 for a place that holds nothing). */
export type Direction = Float32Array<ArrayBuffer>;

/** The embedding's vector at a cell (clamped into it), scaled to length 1. */
export function directionAt(planes: Planes, x: number, y: number): Direction {
  const { channels, width, height, data } = planes;
  const column = Math.min(Math.max(Math.floor(x), 0), width - 1);
  const row = Math.min(Math.max(Math.floor(y), 0), height - 1);
  const out = new Float32Array(channels);
  let square = 0;
  for (let c = 0; c < channels; c++) {
    const value = data[(c * height + row) * width + column] ?? 0;
    out[c] = value;
    square += value * value;
  }
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
  return out.map((value) => value * scale);
}

/**
 * Cosine of the angle between every cell's vector and a direction, -1..1, layout [height, width].
 * The direction may come from another picture of the same model.
 * @throws RangeError when the numbers of channels differ
 */
export function cosineTo(planes: Planes, direction: Direction): Float32Array<ArrayBuffer> {
  const { channels, width, height, data } = planes;
  if (direction.length !== channels) {
    throw new RangeError(`a direction of ${direction.length} channels for an embedding of ${channels}`);
  }
  const places = width * height;
  const dot = new Float32Array(places);
  const square = new Float32Array(places);
  for (let c = 0; c < channels; c++) {
    const weight = direction[c] ?? 0;
    const from = c * places;
    for (let i = 0; i < places; i++) {
      const value = data[from + i] ?? 0;
      dot[i] = (dot[i] ?? 0) + value * weight;
      square[i] = (square[i] ?? 0) + value * value;
    }
  }
  return dot.map((value, i) => {
    const length = Math.sqrt(square[i] ?? 0);
    return length > 0 ? value / length : 0;
  });
}

/** Least and greatest value in the top-left part of a plane. */
export function rangeIn(
  values: Float32Array,
  width: number,
  part: { readonly width: number; readonly height: number },
): readonly [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let y = 0; y < part.height; y++) {
    for (let x = 0; x < part.width; x++) {
      const value = values[y * width + x] ?? 0;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}
