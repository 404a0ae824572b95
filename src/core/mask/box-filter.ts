/** Box means of real planes in O(1) a pixel. */

/** Box filter along rows, window 2 half + 1, ends replicated. */
function boxRows(from: Float32Array, to: Float32Array, width: number, height: number, half: number): void {
  const norm = 1 / (2 * half + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const last = row + width - 1;
    let sum = (from[row] ?? 0) * (half + 1);
    for (let i = 1; i <= half; i++) sum += from[Math.min(row + i, last)] ?? 0;
    for (let x = row; x <= last; x++) {
      to[x] = sum * norm;
      sum += (from[Math.min(x + half + 1, last)] ?? 0) - (from[Math.max(x - half, row)] ?? 0);
    }
  }
}

/** Box filter along columns, a row of running sums at a time so that memory is read in order. */
function boxColumns(from: Float32Array, to: Float32Array, width: number, height: number, half: number): void {
  const norm = 1 / (2 * half + 1);
  const sums = new Float64Array(width);
  for (let i = -half; i <= half; i++) {
    const row = Math.min(Math.max(i, 0), height - 1) * width;
    for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + (from[row + x] ?? 0);
  }
  for (let y = 0; y < height; y++) {
    const leaving = Math.max(y - half, 0) * width;
    const entering = Math.min(y + half + 1, height - 1) * width;
    for (let x = 0; x < width; x++) {
      const sum = sums[x] ?? 0;
      to[y * width + x] = sum * norm;
      sums[x] = sum + (from[entering + x] ?? 0) - (from[leaving + x] ?? 0);
    }
  }
}

/**
 * Replaces every value by the mean of the (2 half + 1) x (2 half + 1) square around it, borders replicated.
 *
 * @param plane float32 [height, width], overwritten
 * @param scratch of the same length, overwritten
 */
export function boxMean(plane: Float32Array, scratch: Float32Array, width: number, height: number, half: number): void {
  if (half <= 0 || width === 0 || height === 0) return;
  boxRows(plane, scratch, width, height, half);
  boxColumns(scratch, plane, width, height, half);
}
