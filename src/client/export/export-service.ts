/** The exporter behind the app: masks and cut-outs of the open picture at its full size. */
import type { Size } from '../../core/geometry/space.ts';
import { combinePacked, emptyPacked, type PackedMask } from '../../core/mask/packed.ts';
import { sampleAlpha } from '../../core/mask/scale.ts';
import { hardAlpha, type SoftMask } from '../../core/mask/soft-edge.ts';
import type { OpenedPicture } from '../image/open-picture.ts';
import { openFullReader } from '../image/read-region.ts';
import { type CutoutOptions, cutoutPng, cutoutWebp, DEFAULT_CUTOUT } from './cutout.ts';
import { writePng } from './png-stream.ts';
import { copyImage, saveBlob } from './save.ts';

/** An object as far as exports of pixels need it; `soft` where its edges were refined. */
export interface CutObject {
  readonly mask: PackedMask;
  readonly soft?: SoftMask;
}

/** Everything that turns objects into picture files. All failures are SegErrors. */
export interface Exporter {
  maskPng(picture: OpenedPicture, objects: readonly CutObject[]): Promise<Blob>;
  cutoutPng(
    picture: OpenedPicture,
    objects: readonly CutObject[],
    options?: CutoutOptions,
    signal?: AbortSignal,
  ): Promise<Blob>;
  cutoutWebp(
    picture: OpenedPicture,
    objects: readonly CutObject[],
    options?: CutoutOptions,
    quality?: number,
    signal?: AbortSignal,
  ): Promise<Blob>;
  save(blob: Blob, name: string): void;
  copy(blob: Promise<Blob>): Promise<void>;
}

const ROWS = 512;

/** Black and white rows of a hard mask at another size; a pixel is set when it is at least half covered. */
function* maskRows(mask: PackedMask, full: Size): Generator<Uint8Array> {
  const soft = hardAlpha(mask);
  for (let y0 = 0; y0 < full.height; y0 += ROWS) {
    const alpha = sampleAlpha(soft, full, { x0: 0, y0, x1: full.width, y1: Math.min(full.height, y0 + ROWS) });
    yield Uint8Array.from(alpha, (a) => (a >= 128 ? 255 : 0));
  }
}

function softsOf(objects: readonly CutObject[]): readonly SoftMask[] {
  return objects.map((object) => object.soft ?? hardAlpha(object.mask));
}

/** Opens the full-size pixels for one export and frees them whatever happens. */
async function withReader<T>(
  picture: OpenedPicture,
  use: (reader: Awaited<ReturnType<typeof openFullReader>>) => Promise<T>,
): Promise<T> {
  const reader = await openFullReader(picture);
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
}

/** The exporter of the browser. */
export function createExporter(): Exporter {
  return {
    maskPng(picture, objects) {
      const all = objects.reduce((sum, { mask }) => combinePacked(sum, mask, 'unite'), emptyPacked(picture.size));
      const { width, height } = picture.fullSize;
      return writePng({ form: 'grey8', width, height }, maskRows(all, picture.fullSize));
    },
    cutoutPng: (picture, objects, options = DEFAULT_CUTOUT, signal) =>
      withReader(picture, (reader) => cutoutPng(reader, softsOf(objects), picture.fullSize, options, signal)),
    cutoutWebp: (picture, objects, options = DEFAULT_CUTOUT, quality = 0.92, signal) =>
      withReader(picture, (reader) => cutoutWebp(reader, softsOf(objects), picture.fullSize, options, quality, signal)),
    save: saveBlob,
    copy: copyImage,
  };
}
