/** The worker in which pictures are decoded that the browser's own decoder does not read. */
import { expose, transfer } from 'comlink';
import { type ColourProfile, profiledPng } from '../../codecs/colour/profiled-png.ts';
import { fetchHeifWasm } from '../../codecs/heif/fetch-wasm.ts';
import type { RgbaPicture } from '../../codecs/orient.ts';
import { loadPart } from '../../contract/load-part.ts';
import type { PictureDisplay, PictureReading } from '../../contract/picture-reading.ts';
import { MAX_PIXELS } from '../../core/image/limits.ts';

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
  async heif(bytes: Uint8Array<ArrayBuffer>, _: PictureReading): Promise<DecodedApart> {
    const { decodeHeif } = await loadPart(() => import('../../codecs/heif/decode-heif.ts'));
    const decoded = await decodeHeif(bytes, MAX_PIXELS, fetchHeifWasm);
    const bitmap = await bitmapOf(decoded, decoded.profile);
    return transfer({ bitmap, notes: [], display: null }, [bitmap]);
  },
};

export type DecodeWorkerApi = typeof api;

expose(api);
