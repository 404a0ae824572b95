/** Handing a finished file to the person: download or clipboard. */
import { SegError } from '../../contract/errors.ts';

/** How long a download may take to start before its address is taken back, milliseconds. */
const KEEP = 60_000;

/** Offers a file as a download under a name. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.rel = 'noopener';
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), KEEP);
}

/**
 * Puts a PNG on the clipboard. The promise is handed to the browser at once, because Safari forgets the click otherwise.
 * @throws SegError `bad-file` when the browser refuses, or the failure of the picture itself
 */
export async function copyImage(blob: Promise<Blob>): Promise<void> {
  if (typeof ClipboardItem === 'undefined' || !navigator.clipboard) {
    blob.catch(() => undefined);
    throw new SegError('bad-file', 'This browser cannot copy pictures; save the file instead.');
  }
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  } catch (error) {
    // The picture's own failure says more than the clipboard's.
    await blob;
    throw new SegError('bad-file', 'The browser refused to copy the picture; click into the page and try again.', {
      cause: error,
    });
  }
}

/**
 * Puts a picture and its outlines on the clipboard together: PNG, SVG where the browser takes it, and the SVG's text, so that each
 * program takes what it can.
 * @throws SegError as {@link copyText}
 */
export async function copyVector(svg: Promise<string>, png: Promise<Blob>): Promise<void> {
  if (typeof ClipboardItem === 'undefined') {
    png.catch(() => undefined);
    return copyText(svg);
  }
  const of = (type: string): Promise<Blob> => svg.then((text) => new Blob([text], { type }));
  const vector = ClipboardItem.supports?.('image/svg+xml') ? { 'image/svg+xml': of('image/svg+xml') } : {};
  try {
    await navigator.clipboard.write([
      new ClipboardItem({ 'image/png': png, ...vector, 'text/plain': of('text/plain') }),
    ]);
  } catch (error) {
    // What could not be made says more than the clipboard does.
    await Promise.all([svg, png]);
    throw new SegError('bad-file', 'The browser refused to copy the outlines; click into the page and try again.', {
      cause: error,
    });
  }
}

/**
 * Puts text on the clipboard. Text that has to be made first is handed over as a promise, for the same reason as a picture.
 * @throws SegError `bad-file` when the browser refuses, or the failure of the text itself
 */
export async function copyText(text: string | Promise<string>): Promise<void> {
  try {
    if (typeof text === 'string' || typeof ClipboardItem === 'undefined') {
      await navigator.clipboard.writeText(await text);
      return;
    }
    const plain = text.then((words) => new Blob([words], { type: 'text/plain' }));
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': plain })]);
  } catch (error) {
    await text;
    throw new SegError('bad-file', 'The browser refused to copy the text; click into the page and try again.', {
      cause: error,
    });
  }
}
