/** Tags of fractions (RATIONAL), of which geotiff 3 skips every second one. */

const RATIONAL = 5;

/** Where the parts of a directory lie: TIFF 6.0, section 2, and the BigTIFF design. */
const CLASSIC = { first: 4, head: 2, entry: 12, count: 4, value: 8 };
const BIG = { first: 8, head: 8, entry: 20, count: 8, value: 12 };

/**
 * @param bytes the whole file
 * @param index which directory of the main chain, from 0
 * @param wanted how many values the tag must have
 * @returns the values; empty when the tag is not there, is of another type or length, or one of them is no number
 */
export function tagFractions(
  bytes: Uint8Array<ArrayBuffer>,
  index: number,
  tag: number,
  wanted: number,
): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getUint8(0) === 0x49;
  const big = view.getUint16(2, little) === 43;
  const layout = big ? BIG : CLASSIC;
  const number = (at: number, size: number): number =>
    size === 8
      ? Number(view.getBigUint64(at, little))
      : size === 2
        ? view.getUint16(at, little)
        : view.getUint32(at, little);
  const link = big ? 8 : 4;
  try {
    let directory = number(layout.first, link);
    for (let page = 0; page < index && directory > 0; page++) {
      directory = number(directory + layout.head + number(directory, layout.head) * layout.entry, link);
    }
    const entries = directory > 0 ? number(directory, layout.head) : 0;
    for (let i = 0; i < entries; i++) {
      const at = directory + layout.head + i * layout.entry;
      if (number(at, 2) !== tag) continue;
      if (number(at + 2, 2) !== RATIONAL || number(at + 4, layout.count) !== wanted) return [];
      const from = number(at + layout.value, link);
      const values = Array.from({ length: wanted }, (_, n) => number(from + n * 8, 4) / number(from + n * 8 + 4, 4));
      return values.every(Number.isFinite) ? values : [];
    }
    return [];
  } catch (thrown) {
    if (thrown instanceof RangeError) return [];
    throw thrown;
  }
}
