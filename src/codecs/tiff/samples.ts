/** Decompressed bytes of a TIFF strip or tile as numbers: byte order, predictors, packed bits, half floats. */

/** Values of one strip or tile, or of one band. */
export type Samples =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** How values lie in a block (strip or tile). */
export interface BlockLayout {
  /** Pixels of a row. */
  readonly width: number;
  readonly rows: number;
  /** Values of a pixel in this block: 1 where each band has blocks of its own. */
  readonly perPixel: number;
  readonly bits: number;
  /** SampleFormat: 1 unsigned, 2 signed, 3 floating point. */
  readonly format: number;
  readonly little: boolean;
  /** Predictor: 1 none, 2 differences along the row, 3 differences of the bytes of floats. */
  readonly predictor: number;
}

/** True when values of this kind are read here. */
export function readsSamples(bits: number, format: number): boolean {
  if (format === 3) return bits === 16 || bits === 32 || bits === 64;
  if (format === 2) return bits === 8 || bits === 16 || bits === 32 || bits === 64;
  return (bits >= 1 && bits <= 32) || bits === 64;
}

/** An array for values of a band. 32-bit floats keep their size; whole numbers of 64 bits become 64-bit floats. */
export function bandFor(bits: number, format: number, length: number): Samples {
  if (format === 3) return bits === 64 ? new Float64Array(length) : new Float32Array(length);
  if (bits === 64) return new Float64Array(length);
  if (format === 2) {
    return bits === 8 ? new Int8Array(length) : bits === 16 ? new Int16Array(length) : new Int32Array(length);
  }
  return bits <= 8 ? new Uint8Array(length) : bits <= 16 ? new Uint16Array(length) : new Uint32Array(length);
}

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/** Sums along each row; the array's type wraps around as the differences did. */
function addAlong(values: Uint8Array | Uint16Array | Uint32Array, row: number, step: number): void {
  for (let start = 0; start < values.length; start += row) {
    const end = Math.min(values.length, start + row);
    for (let i = start + step; i < end; i++) values[i] = (values[i] ?? 0) + (values[i - step] ?? 0);
  }
}

function addAlong64(values: BigUint64Array, row: number, step: number): void {
  for (let start = 0; start < values.length; start += row) {
    const end = Math.min(values.length, start + row);
    for (let i = start + step; i < end; i++) values[i] = (values[i] ?? 0n) + (values[i - step] ?? 0n);
  }
}

/** Predictor 3 (Adobe TIFF technical note 3): byte planes, most significant first, differences between bytes. */
function joinFloats(bytes: Uint8Array, rowValues: number, step: number, size: number): void {
  const rowBytes = rowValues * size;
  const plain = new Uint8Array(rowBytes);
  for (let start = 0; start + rowBytes <= bytes.length; start += rowBytes) {
    const row = bytes.subarray(start, start + rowBytes);
    addAlong(row, rowBytes, step);
    for (let i = 0; i < rowValues; i++) {
      for (let b = 0; b < size; b++) plain[i * size + b] = row[(size - 1 - b) * rowValues + i] ?? 0;
    }
    row.set(plain);
  }
}

/** Values that do not fill whole bytes; rows begin at a byte. */
function unpack(bytes: Uint8Array, row: number, rows: number, bits: number): Samples {
  const out = bandFor(bits, 1, row * rows);
  const rowBytes = Math.ceil((row * bits) / 8);
  for (let y = 0; y < rows; y++) {
    let at = y * rowBytes;
    let held = 0;
    let count = 0;
    for (let x = 0; x < row; x++) {
      while (count < bits) {
        held = held * 256 + (bytes[at++] ?? 0);
        count += 8;
      }
      count -= bits;
      const rest = 2 ** count;
      out[y * row + x] = Math.floor(held / rest);
      held %= rest;
    }
  }
  return out;
}

function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Bytes that one block has when it is whole. */
export function blockBytes(layout: BlockLayout): number {
  return Math.ceil((layout.width * layout.perPixel * layout.bits) / 8) * layout.rows;
}

/**
 * Values of a decompressed block, row-major, interleaved where the block holds several bands. A block that is too short
 * gives as many whole values as it has.
 *
 * @param raw decompressed bytes in the file's byte order; they may be overwritten
 */
export function readSamples(raw: ArrayBuffer, layout: BlockLayout): Samples {
  const { bits, format, perPixel, width, rows, predictor } = layout;
  const row = width * perPixel;
  if (format === 1 && ![8, 16, 32, 64].includes(bits)) return unpack(new Uint8Array(raw), row, rows, bits);
  const size = bits / 8;
  const buffer = raw.byteLength % size === 0 ? raw : raw.slice(0, raw.byteLength - (raw.byteLength % size));
  const bytes = new Uint8Array(buffer);
  if (predictor === 3) joinFloats(bytes, row, perPixel, size);
  else {
    if (!layout.little && size > 1) swapBytes(bytes, size);
    if (predictor === 2) {
      if (size === 8) addAlong64(new BigUint64Array(buffer), row, perPixel);
      else {
        const whole = size === 1 ? bytes : size === 2 ? new Uint16Array(buffer) : new Uint32Array(buffer);
        addAlong(whole, row, perPixel);
      }
    }
  }
  if (format === 3) {
    if (size === 2) return Float32Array.from(new Uint16Array(buffer), halfToFloat);
    return size === 4 ? new Float32Array(buffer) : new Float64Array(buffer);
  }
  if (size === 8) {
    return Float64Array.from(format === 2 ? new BigInt64Array(buffer) : new BigUint64Array(buffer), Number);
  }
  if (format === 2) {
    return size === 1 ? new Int8Array(buffer) : size === 2 ? new Int16Array(buffer) : new Int32Array(buffer);
  }
  return size === 1 ? bytes : size === 2 ? new Uint16Array(buffer) : new Uint32Array(buffer);
}

/**
 * Y, Cb and Cr of a block whose colours are stored more coarsely than its brightness (TIFF 6.0, section 21): units of
 * `across` x `down` brightness values, one Cb, one Cr. Gives interleaved values of every pixel.
 */
export function spreadChroma(
  raw: Uint8Array,
  width: number,
  rows: number,
  across: number,
  down: number,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(width * rows * 3);
  const unit = across * down + 2;
  const unitsAcross = Math.ceil(width / across);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const start = (Math.floor(y / down) * unitsAcross + Math.floor(x / across)) * unit;
      const at = (y * width + x) * 3;
      out[at] = raw[start + (y % down) * across + (x % across)] ?? 0;
      out[at + 1] = raw[start + unit - 2] ?? 128;
      out[at + 2] = raw[start + unit - 1] ?? 128;
    }
  }
  return out;
}
