/** Mask pictures in colours: every colour that fills an area is a label. */
import { instanceColor } from '../color/palette.ts';
import type { Size } from '../geometry/space.ts';
import { type PackedMask, packMask } from '../mask/packed.ts';
import { type ColourNames, isBackgroundName } from './colour-names.ts';
import type { AnnotatedObject } from './document.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import type { AskedReadings, Reading } from './reader.ts';
import { vocPalette } from './voc-palette.ts';

/** 0xrrggbb a pixel; -1 where the pixel is transparent. */
export interface ColourPlane extends Size {
  readonly data: Int32Array<ArrayBuffer>;
}

/** More colours than this that fill an area make a photograph, not a map of labels. */
const MOST = 256;
const BLACK = 0x000000;
const WHITE = 0xffffff;
/** VOC's colour of index 255. */
const VOC_VOID = 0xe0e0c0;

const hex = (colour: number): string => `#${colour.toString(16).padStart(6, '0')}`;

interface Colours {
  /** Colour to number of pixels, of colours that fill an area. */
  readonly main: ReadonlyMap<number, number>;
  /** Pixels of other colours. */
  readonly mixed: number;
}

/** Tells colours that fill areas from those that only lie between two of them. */
function coloursOf({ data, width, height }: ColourPlane): Colours {
  const counts = new Map<number, number>();
  const inside = new Map<number, number>();
  for (let i = 0; i < data.length; i++) {
    const colour = data[i] ?? 0;
    if (colour < 0) continue;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
    const x = i % width;
    const y = (i - x) / width;
    const flat =
      (x === 0 || data[i - 1] === colour) &&
      (x === width - 1 || data[i + 1] === colour) &&
      (y === 0 || data[i - width] === colour) &&
      (y === height - 1 || data[i + width] === colour);
    if (flat) inside.set(colour, (inside.get(colour) ?? 0) + 1);
  }
  // Few colours in all: each is a label, thin ones too.
  const few = counts.size <= 32;
  const main = new Map([...counts].filter(([colour]) => few || inside.has(colour)));
  const kept = [...main.values()].reduce((sum, n) => sum + n, 0);
  return { main, mixed: [...counts.values()].reduce((sum, n) => sum + n, 0) - kept };
}

function distance(a: number, b: number): number {
  return (
    Math.abs((a >> 16) - (b >> 16)) + Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)) + Math.abs((a & 255) - (b & 255))
  );
}

/** Pixels of the colour, with mixed ones given to the nearest main colour. */
function maskOf(plane: ColourPlane, nearest: ReadonlyMap<number, number>, colour: number): PackedMask {
  const data = new Uint8Array(plane.data.length);
  for (let i = 0; i < data.length; i++) {
    const own = plane.data[i] ?? 0;
    if (own >= 0 && (nearest.get(own) ?? own) === colour) data[i] = 1;
  }
  return packMask({ width: plane.width, height: plane.height, data });
}

function isVocMap(colours: readonly number[]): boolean {
  const palette = vocPalette();
  const known = new Set(
    Array.from(
      { length: 256 },
      (_, i) => ((palette[3 * i] ?? 0) << 16) | ((palette[3 * i + 1] ?? 0) << 8) | (palette[3 * i + 2] ?? 0),
    ),
  );
  return colours.every((colour) => known.has(colour));
}

/**
 * Objects of a colour map: one for each colour beside the background (black; white where there is no black).
 *
 * @param name of the file without its extension; names the objects
 * @param names labels of colours from a file given together with the picture
 * @throws FormatError when the picture has the colours of a photograph
 */
export function readColourMap(
  plane: ColourPlane,
  name: string,
  names: ColourNames | null,
): readonly Reading[] | AskedReadings {
  const { main, mixed } = coloursOf(plane);
  const total = plane.data.reduce((sum, colour) => sum + (colour >= 0 ? 1 : 0), 0);
  if (main.size === 0 || main.size > MOST || mixed * 3 > total) {
    throw new FormatError(
      'unsupported',
      '',
      `“${name}” has the colours of a photograph. A colour map has areas of one colour each; a mask is grey, or says by transparency what it covers.`,
    );
  }
  const nearest = new Map<number, number>();
  const notices: FormatNotice[] = [];
  if (mixed > 0) {
    const mains = [...main.keys()];
    for (const colour of new Set(plane.data)) {
      if (colour < 0 || main.has(colour)) continue;
      nearest.set(
        colour,
        mains.reduce((best, other) => (distance(colour, other) < distance(colour, best) ? other : best)),
      );
    }
    const message = `${mixed} pixels have colours between two areas; each was given to the area of the nearest colour.`;
    notices.push({ fault: 'bad-value', path: '', message });
  }
  const colours = [...main.keys()].sort((a, b) => a - b);
  const unknown = names ? colours.filter((colour) => !names.has(colour)) : [];
  const nothing = (colour: number): boolean => {
    const label = names?.get(colour);
    if (label !== undefined) return isBackgroundName(label);
    return colour === BLACK || (colour === VOC_VOID && isVocMap(colours));
  };
  if (unknown.some((colour) => !nothing(colour))) {
    const message = `The list of colours does not name ${unknown
      .filter((c) => !nothing(c))
      .map(hex)
      .slice(0, 5)
      .join(', ')}; these came in without a label.`;
    notices.push({ fault: 'bad-value', path: '', message });
  }
  const reading = (chosen: readonly number[], meaning: string): Reading => ({
    meaning,
    notices,
    objects: chosen.map((colour, i): AnnotatedObject => {
      const label = names?.get(colour) ?? '';
      return {
        id: `colour-${i + 1}`,
        name: label || `${name} ${hex(colour)}`,
        label,
        color: colour === BLACK ? instanceColor(i) : hex(colour),
        score: null,
        mask: maskOf(plane, nearest, colour),
      };
    }),
  });
  const things = colours.filter((colour) => !nothing(colour));
  if (things.length === 0) throw new FormatError('no-objects', '', `“${name}” has no colour beside its background.`);
  const words = (n: number): string => (n === 1 ? 'one object' : `${n} objects, one for each colour`);
  const blackIsBackground = colours.some(nothing);
  if (!blackIsBackground && colours.includes(WHITE) && things.length > 1 && !names) {
    const rest = things.filter((colour) => colour !== WHITE);
    return {
      question: 'There is no black for a background. Is the white area background or an object?',
      readings: [
        reading(rest, `White is background: ${words(rest.length)}`),
        reading(things, `White is an object too: ${words(things.length)}`),
      ],
    };
  }
  return [reading(things, `Colour map: ${words(things.length)}`)];
}
