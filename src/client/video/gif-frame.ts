/** One frame of a GIF. */
import { applyPalette, type GIFEncoder, quantize } from 'gifenc';
import type { FramePixels } from '../../core/tasks/colour.ts';

const COLOURS = 256;

/** Colours are chosen among the pixels that are seen; a pixel less than half there is transparent. @param delay milliseconds */
export function writeGifFrame(
  encoder: ReturnType<typeof GIFEncoder>,
  { data, width, height }: FramePixels,
  delay: number,
): void {
  const seen = new Uint8Array(data.length);
  let bytes = 0;
  for (let i = 0; i < data.length; i += 4) {
    if ((data[i + 3] ?? 0) < 128) continue;
    seen.set(data.subarray(i, i + 4), bytes);
    bytes += 4;
  }
  const isWhole = bytes === data.length;
  // A copy: `quantize` reads the whole buffer behind a view.
  const chosen = bytes > 0 ? quantize(seen.slice(0, bytes), isWhole ? COLOURS : COLOURS - 1) : [];
  const palette = isWhole ? chosen : [...chosen, [0, 0, 0]];
  // Among the chosen ones only: black that is seen must not become the hole, which has a colour too.
  const index = chosen.length > 0 ? applyPalette(data, chosen) : new Uint8Array(width * height);
  const hole = palette.length - 1;
  if (isWhole) {
    encoder.writeFrame(index, width, height, { palette, delay });
    return;
  }
  for (let i = 0; i < index.length; i++) if ((data[4 * i + 3] ?? 0) < 128) index[i] = hole;
  encoder.writeFrame(index, width, height, { palette, delay, transparent: true, transparentIndex: hole, dispose: 2 });
}
