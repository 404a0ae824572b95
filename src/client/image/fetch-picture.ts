/** A picture from an address, with a clear word where the other site does not allow it. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import { MAX_PIXELS } from '../../core/image/limits.ts';
import { MAX_BYTES } from './limits.ts';

/** @throws SegError `bad-file` */
function parseAddress(url: string): URL {
  try {
    const parsed = new URL(url, globalThis.location?.href);
    if (['http:', 'https:', 'data:', 'blob:'].includes(parsed.protocol)) return parsed;
    throw new SegError('bad-file', `addresses that begin with ${parsed.protocol} cannot be opened; use https`);
  } catch (thrown) {
    if (thrown instanceof SegError) throw thrown;
    throw new SegError('bad-file', `“${url}” is not a web address`, { cause: thrown });
  }
}

/** The name at the end of an address, for a person. */
export function nameOfAddress(url: string): string {
  if (url.startsWith('data:')) return 'pasted picture';
  const last = url.split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1);
  try {
    return decodeURIComponent(last ?? 'picture');
  } catch {
    return last ?? 'picture';
  }
}

/** The status with which the address answered, where the browser tells; it does for pictures that other pages may read. */
function statusOf(address: URL): number {
  const entry: unknown = performance.getEntriesByName(address.href, 'resource').at(-1);
  const known = typeof entry === 'object' && entry !== null && 'responseStatus' in entry ? entry.responseStatus : 0;
  return typeof known === 'number' ? known : 0;
}

/** @throws SegError `bad-image`, `image-too-large`: before a canvas of that size is made */
export function checkSize(width: number, height: number): void {
  if (width < 1 || height < 1) {
    throw new SegError(
      'bad-image',
      'The picture at this address has no size of its own; save it with a width and height.',
    );
  }
  if (width * height > MAX_PIXELS) {
    throw new SegError(
      'image-too-large',
      `The picture at this address has ${width} × ${height} pixels; more than ${MAX_PIXELS / 1e6} million cannot be opened. Scale it down first.`,
    );
  }
}

/**
 * A picture of another site, through an image element: the content security policy lets images in from anywhere,
 * and keeps every other kind of request at home.
 *
 * @throws SegError `download` when the site does not allow it (CORS), answers with an error, or there is no picture;
 *   `bad-file` for http:; `bad-image`, `image-too-large`, `out-of-memory`
 */
async function pictureAcross(address: URL, signal: AbortSignal): Promise<Blob> {
  if (address.protocol === 'http:') {
    throw new SegError(
      'bad-file',
      'Addresses that begin with http: are not opened: the connection is not encrypted. Try the same address with https:, or save the picture and open the file.',
    );
  }
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.referrerPolicy = 'no-referrer';
  image.src = address.href;
  try {
    await image.decode();
  } catch (cause) {
    throwIfAborted(signal);
    if (navigator.onLine === false) throw new SegError('offline', `no connection to reach ${address.host}`, { cause });
    throw new SegError(
      'download',
      `${address.host} sent no picture, or does not allow other pages to read its pictures (CORS); save the picture and open the file`,
      { cause },
    );
  }
  throwIfAborted(signal);
  const status = statusOf(address);
  if (status >= 400)
    throw new SegError('download', `${address.host} answered ${status}: what it sent is an error's picture`);
  const { naturalWidth: width, naturalHeight: height } = image;
  checkSize(width, height);
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new SegError('out-of-memory', 'the browser gave no drawing memory for the picture');
  context.drawImage(image, 0, 0);
  try {
    return await context.canvas.convertToBlob({ type: 'image/png' });
  } catch (cause) {
    throw new SegError('out-of-memory', 'the browser gave no memory for the picture', { cause });
  }
}

/**
 * Fetches the bytes. Credentials are never sent.
 *
 * @param report bytes so far, and of how many when the server says
 * @throws SegError `bad-file` (no address, a web page), `download` (refused, missing, blocked by CORS), `offline`, `image-too-large`, `aborted`
 */
export async function fetchPicture(
  url: string,
  signal: AbortSignal,
  report?: (done: number, total: number | undefined) => void,
): Promise<Blob> {
  const address = parseAddress(url);
  const here = globalThis.location?.origin;
  if (here && address.protocol.startsWith('http') && address.origin !== here) return pictureAcross(address, signal);
  let response: Response;
  try {
    response = await fetch(address, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch (cause) {
    throwIfAborted(signal);
    if (globalThis.navigator?.onLine === false)
      throw new SegError('offline', `no connection to reach ${address.host}`, { cause });
    const why =
      address.origin === globalThis.location?.origin
        ? 'the connection failed'
        : `${address.host} does not allow other pages to read its pictures (CORS), or cannot be reached; save the picture and open the file`;
    throw new SegError('download', why, { cause });
  }
  if (!response.ok) throw new SegError('download', `${address.host || 'the address'} answered ${response.status}`);
  const type = response.headers.get('content-type') ?? '';
  if (/^text\/html|^application\/xhtml/i.test(type)) {
    await response.body?.cancel();
    throw new SegError(
      'bad-file',
      'the address leads to a web page, not to a picture; right-click the picture there and copy its own address',
    );
  }
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isFinite(length) && length > 0 ? length : undefined;
  if ((total ?? 0) > MAX_BYTES) throw new SegError('image-too-large', 'the file at this address has more than 512 MB');
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const step = await reader?.read();
      if (!step || step.done) break;
      chunks.push(step.value);
      done += step.value.length;
      if (done > MAX_BYTES) throw new SegError('image-too-large', 'the file at this address has more than 512 MB');
      report?.(done, total);
    }
  } catch (cause) {
    throwIfAborted(signal);
    if (cause instanceof SegError) throw cause;
    throw new SegError('download', 'the connection broke off before the picture was complete', { cause });
  }
  return new Blob(chunks, { type });
}
