/** The worker in which pictures are decoded that the browser's own decoder does not read. */
import { expose, transfer } from 'comlink';
import { type ColourProfile, profiledPng } from '../../codecs/colour/profiled-png.ts';
import { fetchHeifWasm } from '../../codecs/heif/fetch-wasm.ts';
import { inflateUpTo } from '../../codecs/inflate.ts';
import type { RgbaPicture } from '../../codecs/orient.ts';
import { SegError } from '../../contract/errors.ts';
import { loadPart } from '../../contract/load-part.ts';
import type { PictureDisplay, PictureReading } from '../../contract/picture-reading.ts';
import { MAX_PIXELS } from '../../core/image/limits.ts';
import { decodePng, PngError } from '../../core/image/png.ts';

/** What the worker gives back. The bitmap belongs to the caller. */
export interface DecodedApart {
  readonly bitmap: ImageBitmap;
  readonly notes: readonly string[];
  readonly display: PictureDisplay | null;
}

async function bitmapOf(picture: RgbaPicture, profile: ColourProfile | null): Promise<ImageBitmap> {
  if (profile) return createImageBitmap(profiledPng(picture, profile));
  return createImageBitmap(new ImageData(picture.data, picture.width, picture.height));
}

const api = {
  async tiff(bytes: Uint8Array<ArrayBuffer>, reading: PictureReading): Promise<DecodedApart> {
    const { decodeTiff } = await loadPart(() => import('../../codecs/tiff/decode-tiff.ts'));
    const decoded = await decodeTiff(bytes, MAX_PIXELS, reading);
    const bitmap = await bitmapOf(decoded, decoded.profile);
    return transfer({ bitmap, notes: decoded.notes, display: decoded.display }, [bitmap]);
  },
  /** 16 bits a colour. Where the whole range is shown, the browser decodes: it knows every colour profile. */
  async png(bytes: Uint8Array<ArrayBuffer>, reading: PictureReading): Promise<DecodedApart> {
    const { decodeDeepPng } = await loadPart(() => import('../../codecs/png/deep-png.ts'));
    let decoded: ReturnType<typeof decodeDeepPng>;
    try {
      decoded = decodeDeepPng(decodePng(bytes, inflateUpTo), reading);
    } catch (cause) {
      if (cause instanceof PngError)
        throw new SegError('bad-image', `the PNG cannot be decoded: ${cause.message}`, { cause });
      throw cause;
    }
    const { note, display, window } = decoded;
    const bitmap = window.stretched
      ? await bitmapOf(decoded, null)
      : await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    return transfer({ bitmap, notes: [note], display }, [bitmap]);
  },
  async heif(bytes: Uint8Array<ArrayBuffer>, _: PictureReading): Promise<DecodedApart> {
    const { decodeHeif } = await loadPart(() => import('../../codecs/heif/decode-heif.ts'));
    const decoded = await decodeHeif(bytes, MAX_PIXELS, fetchHeifWasm);
    const bitmap = await bitmapOf(decoded, decoded.profile);
    return transfer({ bitmap, notes: [], display: null }, [bitmap]);
  },
};

export type DecodeWorkerApi = typeof api;

expose(api);
