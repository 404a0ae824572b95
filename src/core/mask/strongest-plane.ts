/** Which of several planes is greatest at each place: the class of each pixel, once class values have the picture's size. */

/**
 * Index of the plane with the greatest value at each place, the first of equals; each place has one.
 * @param planes values over the same places, one plane at a time
 */
export function strongestPlane(planes: Iterable<Float32Array>): Uint16Array<ArrayBuffer> {
  let best = new Float32Array(0);
  let out = new Uint16Array(0);
  let index = 0;
  for (const plane of planes) {
    if (index === 0) {
      best = new Float32Array(plane.length).fill(Number.NEGATIVE_INFINITY);
      out = new Uint16Array(plane.length);
    }
    for (let i = 0; i < plane.length; i++) {
      const value = plane[i] ?? 0;
      if (!(value > (best[i] ?? 0))) continue;
      best[i] = value;
      out[i] = index;
    }
    index++;
  }
  return out;
}
