/** The bands of a TIFF page, read block by block (strip or tile) and decompressed by geotiff's decoders. */
import { SegError } from '../../contract/errors.ts';
import { loadPart } from '../../contract/load-part.ts';
import { PHOTOMETRIC, type TiffPage, tagNumbers } from './page.ts';
import { type BlockLayout, bandFor, blockBytes, readSamples, type Samples, spreadChroma } from './samples.ts';

const CUT_SHORT = 'the TIFF is cut short: the file ends before the picture does; copy or download it again';

const REVERSED: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) out |= 128 >> bit;
  return out;
});

/** Where the blocks of a page lie and how large they are. */
interface Blocks {
  readonly width: number;
  readonly height: number;
  readonly across: number;
  readonly down: number;
  readonly tiled: boolean;
  readonly offsets: readonly number[];
  readonly counts: readonly number[];
}

async function blocksOf(page: TiffPage): Promise<Blocks> {
  const { image } = page;
  const tiled = !image.fileDirectory.hasTag(273) || image.fileDirectory.hasTag(324);
  const width = tiled ? ((await tagNumbers(image, 322))[0] ?? 0) : page.width;
  const stated = (await tagNumbers(image, tiled ? 323 : 278))[0] ?? 0;
  const height = tiled ? stated : Math.min(stated > 0 ? stated : page.height, page.height);
  if (width <= 0 || height <= 0) throw new SegError('bad-image', 'the TIFF does not say how large its tiles are');
  const across = Math.ceil(page.width / width);
  const down = Math.ceil(page.height / height);
  const offsets = await tagNumbers(image, tiled ? 324 : 273);
  const counts = await tagNumbers(image, tiled ? 325 : 279);
  const planes = page.planar ? page.samples : 1;
  if (offsets.length < across * down * planes) {
    throw new SegError('bad-image', `the TIFF lists ${offsets.length} of ${across * down * planes} blocks`);
  }
  return { width, height, across, down, tiled, offsets, counts };
}

type Decode = (block: ArrayBuffer) => Promise<ArrayBuffer> | ArrayBuffer;

async function decoderOf(page: TiffPage, blocks: Blocks): Promise<Decode> {
  const { getDecoder } = await loadPart(() => import('geotiff'));
  const directory = page.image.fileDirectory;
  const parameters = {
    tileWidth: blocks.width,
    tileHeight: blocks.height,
    predictor: 1,
    bitsPerSample: Array.from({ length: page.samples }, () => page.bits),
    planarConfiguration: page.planar ? 2 : 1,
    samplesPerPixel: page.samples,
    JPEGTables: await directory.loadValue(347),
    LercParameters: await directory.loadValue(50674),
  };
  const decoder = await getDecoder(page.compression, parameters);
  return async (block) => {
    const out = await decoder.decodeBlock(block);
    return out instanceof ArrayBuffer ? out : new Uint8Array(out).slice().buffer;
  };
}

/**
 * Reads some bands of a page.
 *
 * @param bytes the whole file
 * @param wanted indices of bands
 * @returns one array of `width * height` values for each wanted band, as stored
 * @throws SegError `bad-image` when the file is cut short or damaged
 */
export async function readBands(
  bytes: Uint8Array<ArrayBuffer>,
  page: TiffPage,
  wanted: readonly number[],
  little: boolean,
): Promise<readonly Samples[]> {
  const blocks = await blocksOf(page);
  const decode = await decoderOf(page, blocks);
  const { width, height, samples, bits, format, planar } = page;
  const [chromaAcross = 2, chromaDown = 2] = await tagNumbers(page.image, 530);
  const coarse =
    page.photometric === PHOTOMETRIC.ycbcr && page.compression !== 7 && !planar && chromaAcross * chromaDown > 1;
  const reversed = (await tagNumbers(page.image, 266))[0] === 2 && page.compression !== 7;
  const bands = wanted.map(() => bandFor(bits, format, width * height));
  const perPixel = planar ? 1 : samples;

  const readBlock = async (index: number, rows: number): Promise<Samples | null> => {
    const layout: BlockLayout = {
      width: blocks.width,
      rows,
      perPixel,
      bits,
      format,
      // LERC gives numbers in the machine's own order.
      little: little || page.compression === 34887,
      predictor: page.predictor,
    };
    const offset = blocks.offsets[index] ?? 0;
    const whole = coarse
      ? Math.ceil(blocks.width / chromaAcross) * Math.ceil(rows / chromaDown) * (chromaAcross * chromaDown + 2)
      : blockBytes(layout);
    let count = blocks.counts[index] ?? (page.compression === 1 ? whole : bytes.length - offset);
    if (count === 0 && offset === 0) return null;
    if (count === 0 && page.compression === 1) count = whole;
    if (count === 0) return null;
    if (offset + count > bytes.length) throw new SegError('bad-image', CUT_SHORT);
    const packed = bytes.slice(offset, offset + count);
    if (reversed) for (let i = 0; i < packed.length; i++) packed[i] = REVERSED[packed[i] ?? 0] ?? 0;
    let raw = await decode(packed.buffer);
    if (raw.byteLength < whole) {
      throw new SegError('bad-image', `the TIFF is damaged: a block has ${raw.byteLength} of ${whole} bytes`);
    }
    if (raw.byteLength > whole) raw = raw.slice(0, whole);
    if (coarse) return spreadChroma(new Uint8Array(raw), blocks.width, rows, chromaAcross, chromaDown);
    return readSamples(raw, layout);
  };

  for (let by = 0; by < blocks.down; by++) {
    const y0 = by * blocks.height;
    const visible = Math.min(blocks.height, height - y0);
    for (let bx = 0; bx < blocks.across; bx++) {
      const x0 = bx * blocks.width;
      const columns = Math.min(blocks.width, width - x0);
      let values: Samples | null = null;
      for (const [i, band] of wanted.entries()) {
        const into = bands[i];
        if (!into) continue;
        const index = (planar ? band * blocks.down * blocks.across : 0) + by * blocks.across + bx;
        if (planar || i === 0) values = await readBlock(index, blocks.tiled ? blocks.height : visible);
        const first = planar ? 0 : band;
        for (let y = 0; y < visible; y++) {
          const to = (y0 + y) * width + x0;
          // A block that was never written holds no data.
          if (!values) into.fill(page.noData ?? 0, to, to + columns);
          else {
            let from = y * blocks.width * perPixel + first;
            for (let x = 0; x < columns; x++, from += perPixel) into[to + x] = values[from] ?? 0;
          }
        }
      }
    }
  }
  return bands;
}
