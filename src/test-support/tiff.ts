/** TIFF files made byte by byte, for tests. */

/** One directory entry: values that are written in the given type. */
export type TiffTag = readonly [
  tag: number,
  type: 'short' | 'long' | 'ascii' | 'byte' | 'rational',
  /** Of a rational: numerators and denominators in turn. */
  values: readonly number[] | string,
];

/** One page: its tags and the bytes of its blocks (strips, or tiles when `tiled`). */
export interface TiffPageSource {
  readonly tags: readonly TiffTag[];
  readonly blocks: readonly Uint8Array[];
  readonly tiled?: boolean;
}

const TYPES = { byte: [1, 1], ascii: [2, 1], short: [3, 2], long: [4, 4], rational: [5, 4] } as const;

/** Whole numbers and floats in a byte order, for the blocks. */
export function packed(
  kind: 'Uint8' | 'Uint16' | 'Uint32' | 'Int8' | 'Int16' | 'Int32' | 'Float32' | 'Float64',
  values: readonly number[],
  little = true,
): Uint8Array<ArrayBuffer> {
  const size = Number(kind.replace(/\D+/, '')) / 8;
  const view = new DataView(new ArrayBuffer(values.length * size));
  values.forEach((value, i) => {
    view[`set${kind}`](i * size, value, little);
  });
  return new Uint8Array(view.buffer);
}

/** Writes the pages one after the other, each with its blocks, values and directory. */
export function tiffFile(pages: readonly TiffPageSource[], little = true): Uint8Array<ArrayBuffer> {
  const bytes: number[] = little ? [0x49, 0x49, 42, 0] : [0x4d, 0x4d, 0, 42];
  const number = (value: number, size: number): number[] => {
    const out = Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256);
    return little ? out : out.reverse();
  };
  let link = bytes.length;
  bytes.push(0, 0, 0, 0);
  const patch = (at: number, value: number): void => {
    number(value, 4).forEach((byte, i) => {
      bytes[at + i] = byte;
    });
  };
  for (const page of pages) {
    const offsets: number[] = [];
    for (const block of page.blocks) {
      offsets.push(bytes.length);
      bytes.push(...block);
    }
    const [offsetTag, countTag] = page.tiled ? [324, 325] : [273, 279];
    const tags: TiffTag[] = [...page.tags];
    tags.push([offsetTag, 'long', offsets], [countTag, 'long', page.blocks.map((block) => block.length)]);
    const entries = tags
      .sort(([a], [b]) => a - b)
      .map(([tag, type, values]) => {
        const [code, size] = TYPES[type];
        const list = typeof values === 'string' ? [...`${values}\0`].map((c) => c.charCodeAt(0)) : values;
        const count = type === 'rational' ? list.length / 2 : list.length;
        const body = list.flatMap((value) => number(value, size));
        if (body.length > 4) {
          const at = bytes.length;
          bytes.push(...body);
          return [...number(tag, 2), ...number(code, 2), ...number(count, 4), ...number(at, 4)];
        }
        while (body.length < 4) body.push(0);
        return [...number(tag, 2), ...number(code, 2), ...number(count, 4), ...body];
      });
    patch(link, bytes.length);
    bytes.push(...number(entries.length, 2), ...entries.flat());
    link = bytes.length;
    bytes.push(0, 0, 0, 0);
  }
  return Uint8Array.from(bytes);
}
