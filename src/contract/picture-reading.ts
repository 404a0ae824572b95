/**
 * How a picture file is read where there is a choice: which page, and which stored values are black and white. It is kept as
 * parameters of the file's media type (`image/tiff; page=2; low=100; high=4000`), so that it goes wherever the file goes:
 * into the strip, projects, sessions and exports.
 */

export interface PictureReading {
  /** Page counted from 1 among those that are no smaller copies. */
  readonly page?: number;
  /** Stored values shown as black and as white. */
  readonly window?: { readonly low: number; readonly high: number };
}

/** What can be chosen in an open picture. */
export interface PictureDisplay {
  /** Pages that are no smaller copies. */
  readonly pages: number;
  /** The page that is shown, from 1. */
  readonly page: number;
  /** Null where values have one meaning only: 8 bits, palettes. */
  readonly values: {
    readonly low: number;
    readonly high: number;
    /** Least and greatest value that is data. */
    readonly least: number;
    readonly most: number;
    /** Set by hand. */
    readonly chosen: boolean;
  } | null;
}

/** @param type a blob's media type; parameters that are missing or make no sense are left out */
export function readingOf(type: string): PictureReading {
  const parameter = (name: string): number => {
    const text = new RegExp(`;\\s*${name}=([^;\\s]+)`).exec(type)?.[1];
    return text === undefined ? Number.NaN : Number(text);
  };
  const page = parameter('page');
  const low = parameter('low');
  const high = parameter('high');
  return {
    ...(Number.isInteger(page) && page > 0 ? { page } : {}),
    ...(low < high ? { window: { low, high } } : {}),
  };
}

/** The media type with a reading in the place of the one it has. */
export function typeWithReading(type: string, { page, window }: PictureReading): string {
  const plain = type.split(';')[0]?.trim() || 'image/tiff';
  const pages = page === undefined ? '' : `; page=${page}`;
  return `${plain}${pages}${window ? `; low=${window.low}; high=${window.high}` : ''}`;
}
