/** HEIC and HEIF pictures by libheif, for browsers whose own decoder does not read them, and for Node. */
import type { heif_image, heif_image_handle, MainModule } from 'libheif-js/libheif-wasm/libheif.js';
import { SegError } from '../../contract/errors.ts';
import { loadPart } from '../../contract/load-part.ts';
import type { ColourProfile } from '../colour/profiled-png.ts';
import type { RgbaPicture } from '../orient.ts';
import { heifTraits } from './heif-boxes.ts';

/** A decoded HEIF file: its primary picture, upright (libheif applies crop, rotation and mirror), 8 bits a channel. */
export interface HeifPicture extends RgbaPicture {
  /** What its numbers mean; null for sRGB. */
  readonly profile: ColourProfile | null;
}

let library: Promise<MainModule> | null = null;

async function start(wasm: () => Promise<ArrayBuffer>): Promise<MainModule> {
  const { default: create } = await loadPart(() => import('libheif-js/libheif-wasm/libheif.js'));
  return create({ wasmBinary: await wasm() });
}

/** Reasons of libheif (heif_error.h) that a person can do something about. */
function failure(code: number, message: string): SegError {
  if (code === 3 || code === 4) {
    return new SegError('unsupported-image', `the HEIF file has what is not read here (${message}); save it as JPEG`);
  }
  if (code === 6) return new SegError('image-too-large', `the HEIF file is larger than can be read (${message})`);
  return new SegError('bad-image', `the HEIF file is damaged or cut short (${message}); copy or download it again`);
}

/** What libheif gives in place of a handle or an image when it fails. */
interface Fault {
  readonly code: { readonly value: number } | number;
  readonly message: string;
}

function checked(given: unknown): void {
  if (typeof given !== 'object' || given === null || !('code' in given)) return;
  const { code, message } = given as Fault;
  const value = typeof code === 'number' ? code : code.value;
  if (value !== 0) throw failure(value, message);
}

/** Primaries and transfer functions that are sRGB's own, or not stated. */
const SRGB_PRIMARIES = [1, 2];
const SRGB_TRANSFERS = [1, 2, 6, 13];

function profileOf(bytes: Uint8Array<ArrayBuffer>): ColourProfile | null {
  const { icc, nclx } = heifTraits(bytes);
  if (icc) return { kind: 'icc', bytes: icc };
  if (!nclx || (SRGB_PRIMARIES.includes(nclx.primaries) && SRGB_TRANSFERS.includes(nclx.transfer))) return null;
  return { kind: 'cicp', ...nclx };
}

interface Channel {
  readonly id: unknown;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly data: Uint8Array;
}

/**
 * Decodes the primary picture. Grids of tiles, 8 to 12 bits, alpha, crop, rotation and mirror are libheif's work; EXIF
 * orientation must not be applied again (ISO/IEC 23008-12, 6.5.10 and 6.5.12: the properties alone count).
 *
 * @param wasm gives libheif's WebAssembly; asked once
 * @throws SegError `bad-image`, `unsupported-image`, `image-too-large`, `part-missing`
 */
export async function decodeHeif(
  bytes: Uint8Array<ArrayBuffer>,
  maxPixels: number,
  wasm: () => Promise<ArrayBuffer>,
): Promise<HeifPicture> {
  library ??= start(wasm);
  const heif = await library.catch((thrown: unknown) => {
    library = null; // the next picture asks again
    throw thrown;
  });
  const context = heif.heif_context_alloc();
  let handle: heif_image_handle | null = null;
  let image: heif_image | null = null;
  try {
    checked(heif.heif_context_read_from_memory(context, bytes));
    handle = heif.heif_js_context_get_primary_image_handle(context);
    checked(handle);
    if (!handle) throw failure(7, 'no picture');
    const width = heif.heif_image_handle_get_width(handle);
    const height = heif.heif_image_handle_get_height(handle);
    if (width * height > maxPixels) {
      throw new SegError('image-too-large', `the HEIF file has ${width} x ${height} pixels`);
    }
    const decoded = await heif.heif_js_decode_image2(
      handle,
      heif.heif_colorspace.heif_colorspace_RGB,
      heif.heif_chroma.heif_chroma_interleaved_RGBA,
    );
    checked(decoded);
    image = decoded.image;
    const channel: Channel | undefined = decoded.channels.find(
      ({ id }: Channel) => id === heif.heif_channel.heif_channel_interleaved,
    );
    if (!channel) throw failure(7, 'no pixels came out');
    const row = channel.width * 4;
    const data = new Uint8ClampedArray(row * channel.height);
    for (let y = 0; y < channel.height; y++) {
      data.set(channel.data.subarray(y * channel.stride, y * channel.stride + row), y * row);
    }
    return { width: channel.width, height: channel.height, data, profile: profileOf(bytes) };
  } finally {
    if (image) heif.heif_image_release(image);
    if (handle) heif.heif_image_handle_release(handle);
    heif.heif_context_free(context);
  }
}
