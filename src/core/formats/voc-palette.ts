/** The colours of Pascal VOC's masks. */

/**
 * The 256 colours of VOC masks as RGB triples: bits 0, 3, 6 of the index go to the high bits of red, 1, 4, 7 of green,
 * 2, 5 of blue. Source: VOCdevkit `VOClabelcolormap.m`.
 */
export function vocPalette(): Uint8Array<ArrayBuffer> {
  const palette = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) {
    for (let bit = 0; bit < 8; bit++) {
      for (let channel = 0; channel < 3; channel++) {
        const at = 3 * i + channel;
        palette[at] = (palette[at] ?? 0) | (((i >> (3 * bit + channel)) & 1) << (7 - bit));
      }
    }
  }
  return palette;
}
