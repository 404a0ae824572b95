/** How large a picture of strangers may be, stated once for the tab, datasets and the command line. */

/** Pictures beyond this many pixels are refused: decoding takes four bytes for each. */
export const MAX_PIXELS = 160_000_000;
/** Bytes of a PNG's rows once they are inflated. Deflate packs a thousand to one: a file's own size says nothing. */
export const MAX_RAW_BYTES: number = 384 << 20;
