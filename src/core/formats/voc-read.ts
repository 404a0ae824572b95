/** Reading Pascal VOC: XML with boxes (or outlines), and the object masks that lie beside it. */
import { imagePoint } from '../geometry/space.ts';
import { maskOfLabel } from '../mask/mask.ts';
import { type PackedMask, packMask } from '../mask/packed.ts';
import type { Ring } from '../mask/polygon.ts';
import type { Picture } from './document.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import { nameFit } from './picture-names.ts';
import { type ReadContext, type ReadFile, type Reading, textOf } from './reader.ts';
import { boxesNotice, boxRing, objectsOfRegions, type Region } from './regions.ts';
import { childOf, parseXml, textIn, type XmlElement } from './xml.ts';

/** True for an XML file whose root is a VOC annotation. */
export function isVocXml(file: ReadFile): boolean {
  return /<annotation[\s>]/.test(textOf(file)?.slice(0, 2000) ?? '');
}

/** A PNG of numbers that may hold the pixels of the objects. */
export function isObjectMask(file: ReadFile): boolean {
  return file.content.kind === 'image' && !file.content.image.lossy && file.content.image.png.channels === 1;
}

interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** VOC counts pixels from 1 and includes both ends; corners may come in any order. */
function boxOf(object: XmlElement): Box | null {
  const box = childOf(object, 'bndbox');
  const [x0 = Number.NaN, y0 = Number.NaN, x1 = Number.NaN, y1 = Number.NaN] = ['xmin', 'ymin', 'xmax', 'ymax'].map(
    (key) => Number.parseFloat(textIn(box, key)),
  );
  if (![x0, y0, x1, y1].every(Number.isFinite)) return null;
  return { x0: Math.min(x0, x1) - 1, y0: Math.min(y0, y1) - 1, x1: Math.max(x0, x1), y1: Math.max(y0, y1) };
}

/** An outline as some exporters add it: <polygon><x1/><y1/><x2/>... or <pt><x/><y/></pt>. */
function outlineOf(object: XmlElement): Ring | null {
  const polygon = childOf(object, 'polygon');
  if (!polygon) return null;
  const points = polygon.children.filter(({ name }) => name === 'pt' || name === 'point');
  const pairs: readonly (readonly [number, number])[] =
    points.length > 0
      ? points.map((point) => [Number(textIn(point, 'x')), Number(textIn(point, 'y'))] as const)
      : Array.from(
          { length: polygon.children.length >> 1 },
          (_, i) => [Number(textIn(polygon, `x${i + 1}`)), Number(textIn(polygon, `y${i + 1}`))] as const,
        );
  return pairs.length >= 3 && pairs.flat().every(Number.isFinite) ? pairs.map(([x, y]) => imagePoint(x, y)) : null;
}

/** The mask of every number of a PNG, by number. */
function masksOf(file: ReadFile, picture: Picture): ReadonlyMap<number, PackedMask> {
  if (file.content.kind !== 'image') return new Map();
  const { width, height, samples } = file.content.image.png;
  if (width !== picture.width || height !== picture.height) {
    throw new FormatError(
      'other-picture',
      '',
      `“${file.name}” is ${width} x ${height} pixels, but the open picture is ${picture.width} x ${picture.height}.`,
    );
  }
  const values = [...new Set<number>(samples)].filter((v) => v !== 0 && v !== 255);
  return new Map(
    values.slice(0, 254).map((value) => [value, packMask(maskOfLabel({ width, height, data: samples }, value))]),
  );
}

/** Share of the objects whose number in the PNG has their box. */
function fitOf(masks: ReadonlyMap<number, PackedMask>, boxes: readonly (Box | null)[]): number {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1;
  const fitting = boxes.filter((box, i) => {
    const mask = masks.get(i + 1);
    return (
      box &&
      mask &&
      near(mask.box.x0, box.x0) &&
      near(mask.box.y0, box.y0) &&
      near(mask.box.x1, box.x1) &&
      near(mask.box.y1, box.y1)
    );
  });
  return boxes.length === 0 ? 0 : fitting.length / boxes.length;
}

function checkPicture(root: XmlElement, picture: Picture): readonly FormatNotice[] {
  const size = childOf(root, 'size');
  const [width, height] = [Number(textIn(size, 'width')), Number(textIn(size, 'height'))];
  const sized = width > 0 && height > 0;
  if (sized && (width !== picture.width || height !== picture.height)) {
    throw new FormatError(
      'other-picture',
      'size',
      `The file is for a picture of ${width} x ${height} pixels, but the open picture is ${picture.width} x ${picture.height}.`,
    );
  }
  const name = textIn(root, 'filename');
  const fit = name === '' ? 0 : nameFit(name, picture.name);
  if (fit !== null && fit < 2) return [];
  const message = `The file names the picture “${name}”${sized ? `; it has the same size as “${picture.name}”, so its objects were taken` : ' and no size; check that it belongs here'}.`;
  return [{ fault: 'other-picture', path: 'filename', message }];
}

/**
 * Objects of a VOC file: their pixels from the object mask given together with it, else their outline, else their box.
 * @throws FormatError when it is no XML or for a picture of another size
 */
export function readVoc(file: ReadFile, { picture, files }: ReadContext): Reading {
  const root = parseXml(textOf(file) ?? '');
  if (typeof root === 'string') {
    throw new FormatError('not-this-format', '', `“${file.name}” cannot be read as XML: ${root}.`);
  }
  const notices = [...checkPicture(root, picture)];
  const entries = root.children.filter(({ name }) => name === 'object');
  const boxes = entries.map(boxOf);
  const planes = files.filter(isObjectMask).map((other) => masksOf(other, picture));
  const best = planes.toSorted((a, b) => fitOf(b, boxes) - fitOf(a, boxes))[0];
  const masks = best && fitOf(best, boxes) > 0 ? best : null;
  if (planes.length > 0 && !masks) {
    const message = 'No number of the mask pictures has the box of an object in the XML; the boxes were taken.';
    notices.push({ fault: 'bad-value', path: 'object', message });
  }
  let onlyBoxes = 0;
  const regions = entries.flatMap((entry, i): readonly Region[] => {
    const label = textIn(entry, 'name');
    const box = boxes[i];
    const outline = outlineOf(entry);
    const shape = masks?.get(i + 1) ?? (outline ? [outline] : box ? [boxRing(box.x0, box.y0, box.x1, box.y1)] : null);
    const path = `object ${i + 1}`;
    if (shape === null) {
      notices.push({ fault: 'bad-value', path, message: `Left out “${label}”: it has neither a box nor an outline.` });
      return [];
    }
    if (!masks?.has(i + 1) && !outline) onlyBoxes++;
    return [{ label, name: textIn(entry, 'title'), shape, path }];
  });
  const objects = objectsOfRegions(regions, picture, 'voc', notices);
  return { meaning: 'Pascal VOC', objects, notices: [...notices, ...boxesNotice(onlyBoxes, 'object')] };
}
