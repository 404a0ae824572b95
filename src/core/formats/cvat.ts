/** CVAT for images 1.1: an XML file with masks as run lengths, polygons, boxes and ellipses. */
import { imagePoint } from '../geometry/space.ts';
import { type PackedMask, packRegion, unpackRegion } from '../mask/packed.ts';
import type { Ring } from '../mask/polygon.ts';
import { findImages, imageName, imageNotice } from './coco-images.ts';
import { labelsOf } from './coco-write.ts';
import { type AnnotationDocument, fileBase, type Picture, UNLABELLED } from './document.ts';
import { type AnnotationFormat, textFile } from './format.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import { type AskedReadings, type ReadFile, type Reading, textOf } from './reader.ts';
import { boxesNotice, boxRing, ellipseRing, leftOutNotice, objectsOfRegions, type Region, turned } from './regions.ts';
import { xmlText } from './text.ts';
import { parseXml, type XmlElement } from './xml.ts';

/** Lengths of runs of 0 and 1 in turn, row by row inside the mask's box, beginning with 0. */
export function cvatRuns({ box, ...mask }: PackedMask): readonly number[] {
  const { data } = unpackRegion({ box, ...mask }, box);
  const runs: number[] = [];
  let value = 0;
  let length = 0;
  for (const v of data) {
    if (v === value) length++;
    else {
      runs.push(length);
      value = v;
      length = 1;
    }
  }
  return [...runs, length];
}

function maskOf(
  rle: string,
  left: number,
  top: number,
  width: number,
  height: number,
  picture: Picture,
): PackedMask | null {
  const runs = rle.split(',').map((word) => Number(word.trim()));
  const total = runs.reduce((sum, n) => sum + n, 0);
  if (!runs.every((n) => Number.isInteger(n) && n >= 0) || total !== width * height || !(width > 0)) return null;
  const data = new Uint8Array(width * height);
  let at = 0;
  for (const [i, n] of runs.entries()) {
    if (i % 2 === 1) data.fill(1, at, at + n);
    at += n;
  }
  return packRegion({ width, height, data }, { x0: left, y0: top, x1: left + width, y1: top + height }, picture);
}

function pointsOf(text: string): Ring {
  return text.split(';').flatMap((pair) => {
    const [x, y] = pair.split(',').map(Number);
    return x !== undefined && y !== undefined && Number.isFinite(x) && Number.isFinite(y) ? [imagePoint(x, y)] : [];
  });
}

/** One shape of an image; a text names a type without area. */
function regionOf(element: XmlElement, path: string, picture: Picture, notices: FormatNotice[]): Region | string {
  const { label = '', points = '', rotation = '0', rle = '' } = element.attributes;
  const number = (key: string): number => Number(element.attributes[key] ?? Number.NaN);
  const region = (shape: Region['shape']): Region => ({ label, shape, path });
  if (element.name === 'polygon') return region([pointsOf(points)]);
  if (element.name === 'box') {
    const [x0, y0, x1, y1] = [number('xtl'), number('ytl'), number('xbr'), number('ybr')];
    return region([turned(boxRing(x0, y0, x1, y1), Number(rotation), (x0 + x1) / 2, (y0 + y1) / 2)]);
  }
  if (element.name === 'ellipse') {
    const [cx, cy] = [number('cx'), number('cy')];
    return region([turned(ellipseRing(cx, cy, number('rx'), number('ry')), Number(rotation), cx, cy)]);
  }
  if (element.name !== 'mask') return element.name;
  const mask = maskOf(rle, number('left'), number('top'), number('width'), number('height'), picture);
  if (mask) return region(mask);
  notices.push({
    fault: 'bad-rle',
    path,
    message: `Left out a mask of “${label}”: its runs do not add up to its box.`,
  });
  return '';
}

const rootOf = (file: ReadFile): XmlElement | string | null => {
  const text = textOf(file);
  return text === null || !/^\s*</.test(text) ? null : parseXml(text);
};

function isCvat(file: ReadFile): boolean {
  const text = textOf(file);
  return text !== null && /<annotations[\s>]/.test(text.slice(0, 2000));
}

function read(file: ReadFile, picture: Picture): readonly Reading[] | AskedReadings {
  const root = rootOf(file);
  if (root === null || typeof root === 'string') {
    throw new FormatError('not-this-format', '', `“${file.name}” cannot be read as XML: ${root ?? 'it is none'}.`);
  }
  const elements = root.children.filter((child) => child.name === 'image');
  if (elements.length === 0 && root.children.some((child) => child.name === 'track')) {
    const message = `“${file.name}” is CVAT for video: its tracks belong to frames. Export the task as “CVAT for images 1.1”.`;
    throw new FormatError('unsupported', 'track', message);
  }
  const entries = elements.map(({ attributes }) => ({
    file_name: attributes.name,
    width: Number(attributes.width),
    height: Number(attributes.height),
  }));
  const readings = findImages(entries, picture).map((image): Reading => {
    const notices: FormatNotice[] = [...imageNotice(image, picture)];
    const left: string[] = [];
    const shapes = elements[image.index]?.children ?? [];
    const regions = shapes
      .toSorted((a, b) => Number(a.attributes.z_order ?? 0) - Number(b.attributes.z_order ?? 0))
      .flatMap((element, i): readonly Region[] => {
        const region = regionOf(element, `image ${imageName(image)}, shape ${i + 1}`, picture, notices);
        if (typeof region !== 'string') return [{ ...region, name: nameOf(element) }];
        if (region !== '') left.push(region);
        return [];
      });
    const boxes = shapes.filter(({ name }) => name === 'box').length;
    const objects = objectsOfRegions(regions, picture, 'cvat', notices);
    notices.push(...boxesNotice(boxes, imageName(image)), ...leftOutNotice(left, imageName(image)));
    return { meaning: `${imageName(image)}: ${objects.length} objects`, objects, notices };
  });
  if (readings.length < 2) return readings;
  return { question: `The file has ${readings.length} pictures that may be “${picture.name}”.`, readings };
}

/** The name that this app writes as an attribute. */
function nameOf(element: XmlElement): string {
  return (
    element.children.find(({ name, attributes }) => name === 'attribute' && attributes.name === 'name')?.text ?? ''
  );
}

function imageXml({ picture, objects }: AnnotationDocument, id: number): string {
  const shapes = objects
    .filter(({ mask }) => mask.box.x1 > mask.box.x0)
    .map(({ mask, label, name }, i) => {
      const { x0, y0, x1, y1 } = mask.box;
      const place = `left="${x0}" top="${y0}" width="${x1 - x0}" height="${y1 - y0}"`;
      const attribute = `<attribute name="name">${xmlText(name)}</attribute>`;
      return `    <mask label="${xmlText(label || UNLABELLED)}" source="manual" occluded="0" rle="${cvatRuns(mask).join(', ')}" ${place} z_order="${i}">${attribute}</mask>\n`;
    });
  return `  <image id="${id}" name="${xmlText(picture.name)}" width="${picture.width}" height="${picture.height}">\n${shapes.join('')}  </image>\n`;
}

function documentsToCvat(documents: readonly AnnotationDocument[]): string {
  const attribute =
    '<attributes><attribute><name>name</name><mutable>False</mutable><input_type>text</input_type><default_value></default_value><values></values></attribute></attributes>';
  const labels = labelsOf(documents).map((label) => `<label><name>${xmlText(label)}</name>${attribute}</label>`);
  const meta = `  <meta><task><size>${documents.length}</size><mode>annotation</mode><labels>${labels.join('')}</labels></task></meta>\n`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n${meta}${documents.map(imageXml).join('')}</annotations>\n`;
}

export const cvat: AnnotationFormat = {
  id: 'cvat',
  label: 'CVAT',
  hint: 'XML, exact pixels',
  group: 'data',
  keeps:
    'exact pixels at any size, label, name, stacking order; reads masks, polygons, boxes, turned boxes and ellipses',
  loses: 'colour, score, objects without a pixel',
  limits: 'CVAT for images 1.1; tracks of videos are refused',
  tried: 'CVAT 1.1 documentation',
  writer: {
    options: [],
    holdsMany: true,
    write: (documents) => {
      const name = documents.length === 1 ? fileBase(documents[0]) : 'annotations';
      return [textFile(`${name}.cvat.xml`, documentsToCvat(documents), 'application/xml')];
    },
  },
  reader: {
    endings: ['.xml'],
    recognise: (file) => (isCvat(file) ? 'main' : null),
    read: (file, { picture }) => read(file, picture),
  },
};
