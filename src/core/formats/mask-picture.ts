/**
 * Mask pictures without a legend, by one rule. Transparency says what is covered; else two values are one object; greys
 * along an edge are coverage (half counts); numbers that fill areas are one object each, 255 among ids in ones is void;
 * colours that fill areas are one object each. Where two readings are possible, both are given.
 */
import { instanceColor } from '../color/palette.ts';
import type { Size } from '../geometry/space.ts';
import type { PngImage } from '../image/png.ts';
import { packMask } from '../mask/packed.ts';
import { type ColourPlane, readColourMap } from './colour-map.ts';
import type { ColourNames } from './colour-names.ts';
import type { AnnotatedObject, Picture } from './document.ts';
import { meaningOfValues, type NumberPlane, voidNumber } from './mask-values.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import { alphaOf, coloursOf, numbersOf, type Values } from './png-planes.ts';
import type { AskedReadings, ReadImage, Reading } from './reader.ts';

/** The rule in the words of the import dialogue. */
export const MASK_RULE =
  'Transparent pixels are outside. Black and white is one object; greys along its edge count from half covered. Numbers or colours that fill areas are one object each: 0 and black are background, 255 beside small numbers is void.';

/** More objects than this are no mask. */
const MOST = 1000;

/** @throws FormatError naming both sizes */
export function checkSize(plane: Size, picture: Picture): void {
  if (plane.width === picture.width && plane.height === picture.height) return;
  const turned = plane.width === picture.height && plane.height === picture.width;
  throw new FormatError(
    'other-picture',
    '',
    `The mask is ${plane.width} x ${plane.height} pixels, but the open picture is ${picture.width} x ${picture.height}.${turned ? ' The sides are swapped: one of the two was turned by its camera’s orientation.' : ''}`,
  );
}

function distinct(data: Values | Int32Array): number[] {
  return [...new Set<number>(data)].sort((a, b) => a - b);
}

/** Builds readings of one plane. */
class Maker {
  readonly #name: string;
  readonly #notices: readonly FormatNotice[];

  constructor(name: string, notices: readonly FormatNotice[]) {
    this.#name = name;
    this.#notices = notices;
  }

  #object(
    { width, height, data }: NumberPlane,
    i: number,
    name: string,
    chosen: (v: number) => boolean,
  ): AnnotatedObject {
    const bits = new Uint8Array(data.length);
    for (let at = 0; at < bits.length; at++) bits[at] = chosen(data[at] ?? 0) ? 1 : 0;
    return {
      id: `mask-${i + 1}`,
      name,
      label: '',
      color: instanceColor(i),
      score: null,
      mask: packMask({ width, height, data: bits }),
    };
  }

  one(plane: NumberPlane, meaning: string, chosen: (v: number) => boolean): Reading {
    return { meaning, notices: this.#notices, objects: [this.#object(plane, 0, this.#name, chosen)] };
  }

  /** One object for each value. */
  each(plane: NumberPlane, values: readonly number[], meaning: string, notices: readonly FormatNotice[] = []): Reading {
    if (values.length > MOST) {
      throw new FormatError(
        'unsupported',
        '',
        `“${this.#name}” has ${values.length} different values; a label map has one for each object, at most ${MOST}.`,
      );
    }
    const objects = values.map((value, i) => this.#object(plane, i, `${this.#name} ${value}`, (v) => v === value));
    return { meaning, notices: [...this.#notices, ...notices], objects };
  }
}

const objectsWord = (n: number): string => (n === 1 ? '1 object' : `${n} objects`);

function voidNotice(value: number): FormatNotice {
  return {
    fault: 'bad-value',
    path: '',
    message: `Pixels of the number ${value} are void (they belong to nothing) and were left out.`,
  };
}

/** Grey numbers or palette indices as ids. */
function readIds(plane: NumberPlane, values: readonly number[], maker: Maker): readonly Reading[] | AskedReadings {
  const nothing = voidNumber(values, plane.data instanceof Uint8Array ? 8 : 16);
  const all = maker.each(plane, values, `Every number is an object: ${objectsWord(values.length)}`);
  if (nothing === null) return [all];
  const { value, sure } = nothing;
  const others = values.filter((other) => other !== value);
  const words = `${value} is void: ${objectsWord(others.length)}`;
  const without = maker.each(plane, others, words, [voidNotice(value)]);
  if (sure) return [without];
  const [middle = 0] = others;
  const trimap = others.length === 1 && value === 255 && middle >= 96 && middle <= 160;
  const top = maker.one(plane, 'Only 255 is the object, the middle grey is undecided', (v) => v === 255);
  return {
    question: `The number ${value} may be void${value === 255 ? ', as in Pascal VOC,' : ''} or an object like the others.`,
    readings: trimap ? [top, all, without] : [all, without],
  };
}

function readGrey(plane: NumberPlane, range: number, maker: Maker): readonly Reading[] | AskedReadings {
  const all = distinct(plane.data);
  const values = all.filter((value) => value !== 0);
  if (values.length === 0) throw new FormatError('no-objects', '', 'The mask is empty: every pixel is background.');
  const half = (range + 1) / 2;
  const top = all.at(-1) ?? 0;
  if (values.length === 1) return [maker.one(plane, 'One object', (v) => v !== 0)];
  const coverage =
    top < half
      ? maker.one(plane, `One faint object with a soft edge: from ${Math.ceil(top / 2)} on counts`, (v) => v >= top / 2)
      : maker.one(plane, 'One object with a soft edge: half covered counts', (v) => v >= half);
  if (all.length === 2) {
    const [low = 0, high = 0] = all;
    const ids = readIds(plane, all, maker);
    const numbers = 'question' in ids ? ids.readings : ids;
    const every = maker.each(plane, all, `Every number is an object: ${objectsWord(2)}`);
    const one = maker.one(plane, `${high} is the object, ${low} is background`, (v) => v === high);
    return {
      question: `The mask has the values ${low} and ${high} and no 0.`,
      readings: numbers.some(({ objects }) => objects.length === 2) ? [one, ...numbers] : [one, every, ...numbers],
    };
  }
  const meaning = range < 255 ? 'labels' : meaningOfValues(plane, all, half);
  if (meaning === 'coverage' || (meaning === 'either' && values.length > MOST)) return [coverage];
  if (meaning === 'labels') return readIds(plane, values, maker);
  const ids = readIds(plane, values, maker);
  return {
    question: 'The greys of this mask may be how much of each pixel is covered, or a number for each object.',
    readings: [coverage, ...('question' in ids ? ids.readings : ids)],
  };
}

/** A lossy file has no exact numbers: it can only say covered or not. */
function readLossy(image: ReadImage, name: string, picture: Picture): readonly Reading[] {
  const { png } = image;
  const { width, height, samples, channels } = png;
  const data = new Uint8Array(width * height);
  let coloured = 0;
  let middle = 0;
  for (let i = 0; i < data.length; i++) {
    const [r = 0, g = 0, b = 0] = samples.subarray(i * channels, i * channels + 3);
    if (Math.max(r, g, b) - Math.min(r, g, b) > 48) coloured++;
    const grey = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    if (grey > 64 && grey < 192) middle++;
    data[i] = grey;
  }
  checkSize(png, picture);
  if (coloured * 50 > data.length || middle * 4 > data.length) {
    throw new FormatError(
      'unsupported',
      '',
      `“${name}” is a ${image.kind}, which changes numbers and colours a little: a map of labels cannot be read from it. Save the mask as PNG.`,
    );
  }
  const message = `“${name}” is a ${image.kind}, which blurs edges: pixels of at least half brightness were taken. A PNG keeps a mask exact.`;
  const maker = new Maker(name, [{ fault: 'lossy', path: '', message }]);
  const [low = 0, top = 0] = [Math.min(...distinct(data)), Math.max(...distinct(data))];
  if (top < 128)
    throw new FormatError(
      'no-objects',
      '',
      `The mask “${name}” is dark everywhere (at most ${top} of 255): nothing is covered.`,
    );
  if (low >= 128)
    throw new FormatError(
      'no-objects',
      '',
      `The mask “${name}” is bright everywhere: it covers the whole picture, so it is no mask.`,
    );
  return [maker.one({ width, height, data }, 'One object: half brightness counts', (v) => v >= 128)];
}

/**
 * Readings of a mask picture.
 *
 * @param name of the file without its extension; names the objects
 * @param names labels of colours from a file given together with the picture
 * @throws FormatError when the size differs from the picture's, nothing is set, or it is a photograph
 */
export function readMaskPicture(
  image: ReadImage,
  picture: Picture,
  name: string,
  names: ColourNames | null,
): readonly Reading[] | AskedReadings {
  const { png } = image;
  checkSize(png, picture);
  if (image.lossy) return readLossy(image, name, picture);
  const maker = new Maker(name, []);
  const alpha = alphaOf(png);
  const colours = coloursOf(png);
  if (alpha) return readAlpha(png, alpha, colours, maker, name, names);
  if (png.colour === 'palette' && colours && !names) {
    const plane: NumberPlane = { width: png.width, height: png.height, data: png.samples };
    return readPalette(plane, maker);
  }
  if (colours) return readColourMap(colours, name, names);
  const numbers = numbersOf(png);
  const range = png.colour === 'palette' ? 255 : 2 ** png.bitDepth - 1;
  return readGrey(numbers, range, maker);
}

/** Indices of a coloured palette: 0 is background, 255 void. */
function readPalette(plane: NumberPlane, maker: Maker): readonly Reading[] | AskedReadings {
  const values = distinct(plane.data).filter((value) => value !== 0);
  if (values.length === 0) throw new FormatError('no-objects', '', 'The mask is empty: every pixel is background.');
  if (values.length === 1 && values[0] === 255) {
    const meaning = 'The pixels of number 255 are an object';
    return [
      {
        ...maker.one(plane, meaning, (v) => v === 255),
        notices: [
          {
            fault: 'bad-value',
            path: '',
            message: 'The mask has only the number 255, which is void in Pascal VOC; it was taken as an object.',
          },
        ],
      },
    ];
  }
  return readIds(plane, values, maker);
}

function readAlpha(
  png: PngImage,
  alpha: { readonly data: Values; readonly top: number },
  colours: ColourPlane | null,
  maker: Maker,
  name: string,
  names: ColourNames | null,
): readonly Reading[] | AskedReadings {
  const half = (alpha.top + 1) / 2;
  const size = { width: png.width, height: png.height };
  if (alpha.data.every((v) => v < half)) {
    throw new FormatError('no-objects', '', `“${name}” is transparent everywhere: nothing is covered.`);
  }
  const shape = maker.one({ ...size, data: alpha.data }, 'What is not transparent is one object', (v) => v >= half);
  const flat = numbersOf(png).data;
  const visible = Int32Array.from(alpha.data, (a, i) => {
    if (a < half) return -1;
    return colours ? (colours.data[i] ?? 0) : (flat[i] ?? 0) * 0x010101;
  });
  const kinds = distinct(visible).filter((v) => v >= 0);
  if (kinds.length < 2 || kinds.length > 64) return [shape];
  try {
    const map = readColourMap({ ...size, data: visible }, name, names);
    return {
      question: 'The mask has transparent pixels and several colours.',
      readings: [shape, ...('question' in map ? map.readings : map)],
    };
  } catch (error) {
    if (error instanceof FormatError) return [shape];
    throw error;
  }
}
