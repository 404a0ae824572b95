/** Undoes PNG's row filters, bit packing and interlacing. */

/** How the rows of a PNG are laid out. */
export interface PngLayout {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  readonly channels: number;
  readonly interlaced: boolean;
}

/** Adam7: origin and step of each pass. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Bytes that the unpacked stream of a PNG has: every row with its filter byte. */
export function rawBytes(layout: PngLayout): number {
  const { width, height, bitDepth, channels } = layout;
  let sum = 0;
  for (const [x0, y0, dx, dy] of layout.interlaced ? passes : ([[0, 0, 1, 1]] as const)) {
    const columns = Math.ceil((width - x0) / dx);
    const rows = Math.ceil((height - y0) / dy);
    if (columns > 0 && rows > 0) sum += rows * (1 + Math.ceil((columns * channels * bitDepth) / 8));
  }
  return sum;
}

/** Samples [height, width, channels] as stored, or why there are none. */
export function unpackSamples(
  raw: Uint8Array,
  layout: PngLayout,
): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | 'too-short' | 'bad-filter' {
  const { width, height, bitDepth, channels } = layout;
  // Asked before anything is set aside: a header may claim any size.
  if (raw.length < rawBytes(layout)) return 'too-short';
  const total = width * height * channels;
  const out = bitDepth === 16 ? new Uint16Array(total) : new Uint8Array(total);
  let at = 0;
  for (const [x0, y0, dx, dy] of layout.interlaced ? passes : ([[0, 0, 1, 1]] as const)) {
    const columns = Math.ceil((width - x0) / dx);
    const rows = Math.ceil((height - y0) / dy);
    if (columns <= 0 || rows <= 0) continue;
    const stride = Math.ceil((columns * channels * bitDepth) / 8);
    const step = Math.max(1, (channels * bitDepth) >> 3);
    let previous = new Uint8Array(stride);
    for (let y = 0; y < rows; y++) {
      const row = raw.slice(at + 1, at + 1 + stride);
      if (!unfilter(row, previous, raw[at] ?? 0, step)) return 'bad-filter';
      at += 1 + stride;
      previous = row;
      const base = ((y0 + y * dy) * width + x0) * channels;
      spread(row, out, base, columns, channels, dx * channels, bitDepth);
    }
  }
  return out;
}

function unfilter(row: Uint8Array, previous: Uint8Array, filter: number, step: number): boolean {
  switch (filter) {
    case 0:
      return true;
    case 1:
      for (let i = step; i < row.length; i++) row[i] = (row[i] ?? 0) + (row[i - step] ?? 0);
      return true;
    case 2:
      for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) + (previous[i] ?? 0);
      return true;
    case 3:
      for (let i = 0; i < row.length; i++) {
        const left = i < step ? 0 : (row[i - step] ?? 0);
        row[i] = (row[i] ?? 0) + ((left + (previous[i] ?? 0)) >> 1);
      }
      return true;
    case 4:
      for (let i = 0; i < row.length; i++) {
        const left = i < step ? 0 : (row[i - step] ?? 0);
        const corner = i < step ? 0 : (previous[i - step] ?? 0);
        row[i] = (row[i] ?? 0) + paeth(left, previous[i] ?? 0, corner);
      }
      return true;
    default:
      return false;
  }
}

/** The neighbour nearest to left + up - corner (PNG specification, filter type 4). */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function spread(
  row: Uint8Array,
  out: Uint8Array | Uint16Array,
  base: number,
  columns: number,
  channels: number,
  pixelStep: number,
  bitDepth: number,
): void {
  const mask = (1 << bitDepth) - 1;
  for (let x = 0; x < columns; x++) {
    for (let c = 0; c < channels; c++) {
      const i = x * channels + c;
      let value: number;
      if (bitDepth === 8) value = row[i] ?? 0;
      else if (bitDepth === 16) value = ((row[2 * i] ?? 0) << 8) | (row[2 * i + 1] ?? 0);
      else {
        const bit = i * bitDepth;
        value = ((row[bit >> 3] ?? 0) >> (8 - bitDepth - (bit & 7))) & mask;
      }
      out[base + x * pixelStep + c] = value;
    }
  }
}
