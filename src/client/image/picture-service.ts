/** Opening, copying and closing pictures, and the bundled samples, as the state asks for them. */
import * as v from 'valibot';
import { SegError } from '../../contract/errors.ts';
import { type SampleEntry, SampleIndex, SampleTruth } from '../../contract/samples.ts';
import { boxHeight, boxWidth, type ImageBox } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import { takeShared } from '../shared-pictures.ts';
import { fetchPicture, nameOfAddress } from './fetch-picture.ts';
import { type OpenedPicture, openPicture } from './open-picture.ts';

/** Longest side of a thumbnail, pixels. */
const THUMBNAIL = 192;

/** Where a picture comes from. */
type PictureSource =
  | { readonly kind: 'file'; readonly blob: Blob; readonly name: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'sample'; readonly url: string; readonly name: string };

/** A sample as the choosing screen shows it; addresses are absolute. */
interface ShownSample {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly thumbnail: string;
  readonly truth: string;
  readonly credit: string;
  readonly licence: string;
  readonly alt: string;
  readonly size: Size;
}

/** The adapter behind the state's picture service. */
export interface Pictures {
  open(source: PictureSource, signal: AbortSignal): Promise<OpenedPicture>;
  copy(picture: { readonly bitmap: ImageBitmap }): Promise<ImageBitmap>;
  pixels(picture: { readonly bitmap: ImageBitmap }, box: ImageBox): Uint8ClampedArray<ArrayBuffer>;
  close(picture: { readonly bitmap: ImageBitmap }): void;
  samples(): Promise<readonly ShownSample[]>;
  redraw(from: { readonly bitmap: ImageBitmap } | Blob, size: Size): Promise<Blob>;
  shared(): Promise<readonly File[]>;
  thumbnail(picture: { readonly bitmap: ImageBitmap }): Promise<Blob>;
  truth(sampleUrl: string): Promise<SampleTruth>;
}

/**
 * @param base address of the folder that holds `samples/`
 * @returns a service whose failures are SegErrors
 */
export function createPictures(base: string): Pictures {
  const index = new URL('samples/index.json', base);
  const load = async (url: URL | string): Promise<unknown> => {
    const response = await fetch(url).catch((cause: unknown) => {
      throw new SegError('download', 'the samples cannot be fetched', { cause });
    });
    if (!response.ok) throw new SegError('download', `the samples answered ${response.status}`);
    return response.json();
  };
  const show = (entry: SampleEntry): ShownSample => ({
    id: entry.id,
    name: entry.title,
    url: new URL(entry.file, index).href,
    thumbnail: new URL(entry.thumbnail, index).href,
    truth: new URL(entry.truth, index).href,
    credit: entry.credit,
    licence: entry.licence,
    alt: entry.alt,
    size: { width: entry.width, height: entry.height },
  });
  return {
    async open(source, signal) {
      if (source.kind === 'file') return openPicture(source.blob, source.name, signal);
      const blob = await fetchPicture(source.url, signal);
      return openPicture(blob, source.kind === 'sample' ? source.name : nameOfAddress(source.url), signal);
    },
    copy: (picture) => createImageBitmap(picture.bitmap),
    pixels({ bitmap }, box) {
      const context = new OffscreenCanvas(boxWidth(box), boxHeight(box)).getContext('2d', { willReadFrequently: true });
      if (!context) throw new SegError('out-of-memory', 'the browser gave no drawing memory');
      context.drawImage(bitmap, -box.x0, -box.y0);
      return context.getImageData(0, 0, boxWidth(box), boxHeight(box)).data;
    },
    close: (picture) => picture.bitmap.close(),
    shared: () => takeShared(),
    async redraw(from, { width, height }) {
      const bitmap = from instanceof Blob ? await createImageBitmap(from) : from.bitmap;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      if (!context) throw new SegError('out-of-memory', 'the browser gave no drawing memory');
      context.drawImage(bitmap, 0, 0, width, height);
      if (from instanceof Blob) bitmap.close();
      return context.canvas.convertToBlob({ type: 'image/png' });
    },
    async samples() {
      return v.parse(SampleIndex, await load(index)).samples.map(show);
    },
    async thumbnail({ bitmap }) {
      const scale = Math.min(1, THUMBNAIL / Math.max(bitmap.width, bitmap.height));
      const width = Math.max(1, Math.round(bitmap.width * scale));
      const height = Math.max(1, Math.round(bitmap.height * scale));
      const canvas = new OffscreenCanvas(width, height);
      const small = await createImageBitmap(bitmap, {
        resizeWidth: width,
        resizeHeight: height,
        resizeQuality: 'medium',
      });
      canvas.getContext('2d')?.drawImage(small, 0, 0);
      small.close();
      return canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
    },
    async truth(url) {
      return v.parse(SampleTruth, await load(url));
    },
  };
}
