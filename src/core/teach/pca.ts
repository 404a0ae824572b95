/** Principal components of an embedding, for showing what a network holds alike in like colours. */

/** A stack of planes, layout [channels, height, width]. */
export interface Planes {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

interface Region {
  readonly width: number;
  readonly height: number;
}

/** Mean of each channel over the top-left region, and the channels' covariance [channels x channels]. */
function covariance(planes: Planes, region: Region): { mean: Float64Array; matrix: Float64Array } {
  const { channels, width, height, data } = planes;
  const count = region.width * region.height;
  const mean = new Float64Array(channels);
  const plane = width * height;
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let y = 0; y < region.height; y++) {
      for (let x = 0; x < region.width; x++) sum += data[c * plane + y * width + x] ?? 0;
    }
    mean[c] = sum / count;
  }
  const matrix = new Float64Array(channels * channels);
  const centred = new Float64Array(channels);
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) {
      for (let c = 0; c < channels; c++) centred[c] = (data[c * plane + y * width + x] ?? 0) - (mean[c] ?? 0);
      for (let a = 0; a < channels; a++) {
        const va = centred[a] ?? 0;
        for (let b = a; b < channels; b++)
          matrix[a * channels + b] = (matrix[a * channels + b] ?? 0) + va * (centred[b] ?? 0);
      }
    }
  }
  for (let a = 0; a < channels; a++) {
    for (let b = a; b < channels; b++) {
      const value = (matrix[a * channels + b] ?? 0) / count;
      matrix[a * channels + b] = value;
      matrix[b * channels + a] = value;
    }
  }
  return { mean, matrix };
}

/** Leading eigenvector of a symmetric positive matrix by power iteration from a fixed start, so that results repeat. */
function leadingVector(matrix: Float64Array, n: number): { vector: Float64Array; value: number } {
  let vector = Float64Array.from({ length: n }, (_, i) => 1 + ((i * 7919) % 13) / 13);
  let value = 0;
  for (let round = 0; round < 200; round++) {
    const next = new Float64Array(n);
    for (let a = 0; a < n; a++) {
      let sum = 0;
      for (let b = 0; b < n; b++) sum += (matrix[a * n + b] ?? 0) * (vector[b] ?? 0);
      next[a] = sum;
    }
    const norm = Math.hypot(...next);
    if (norm < 1e-12) return { vector: new Float64Array(n), value: 0 };
    let change = 0;
    for (let i = 0; i < n; i++) {
      next[i] = (next[i] ?? 0) / norm;
      change += Math.abs((next[i] ?? 0) - (vector[i] ?? 0));
    }
    vector = next;
    value = norm;
    if (change < 1e-9) break;
  }
  return { vector, value };
}

export interface Pca {
  /** [3, height, width], each channel stretched to 0..1 between its 2nd and 98th percentile inside the region. */
  readonly rgb: Float32Array<ArrayBuffer>;
  /** Share of the variance that each of the three components explains, 0..1. */
  readonly explained: readonly [number, number, number];
}

function stretch(values: Float32Array, region: Region, width: number): void {
  const inside: number[] = [];
  for (let y = 0; y < region.height; y++)
    for (let x = 0; x < region.width; x++) inside.push(values[y * width + x] ?? 0);
  inside.sort((a, b) => a - b);
  const low = inside[Math.floor(inside.length * 0.02)] ?? 0;
  const high = inside[Math.ceil(inside.length * 0.98) - 1] ?? 1;
  const span = high - low || 1;
  for (let i = 0; i < values.length; i++) values[i] = Math.min(1, Math.max(0, ((values[i] ?? 0) - low) / span));
}

/**
 * Projects an embedding onto its three leading principal components.
 *
 * @param region the top-left part that shows the picture (padding would bend the axes)
 * @returns colours for every cell; cells of like content get like colours
 */
export function principalColours(planes: Planes, region: Region): Pca {
  const { channels, width, height, data } = planes;
  const plane = width * height;
  const { mean, matrix } = covariance(planes, region);
  let variance = 0;
  for (let c = 0; c < channels; c++) variance += matrix[c * channels + c] ?? 0;
  const rgb = new Float32Array(3 * plane);
  const explained: [number, number, number] = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    const { vector, value } = leadingVector(matrix, channels);
    explained[k] = variance > 0 ? value / variance : 0;
    const out = rgb.subarray(k * plane, (k + 1) * plane);
    for (let i = 0; i < plane; i++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += ((data[c * plane + i] ?? 0) - (mean[c] ?? 0)) * (vector[c] ?? 0);
      out[i] = sum;
    }
    stretch(out, region, width);
    // Deflation: take the found direction out, so that the next round finds the next one.
    for (let a = 0; a < channels; a++) {
      for (let b = 0; b < channels; b++) {
        matrix[a * channels + b] = (matrix[a * channels + b] ?? 0) - value * (vector[a] ?? 0) * (vector[b] ?? 0);
      }
    }
  }
  return { rgb, explained };
}
