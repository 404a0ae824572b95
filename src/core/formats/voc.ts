/** Pascal VOC: an XML file with boxes, and palette masks by object and by class. */

import { labelsOf } from './coco-write.ts';
import { type AnnotationDocument, fileBase, UNLABELLED } from './document.ts';
import { type AnnotationFormat, textFile, type WrittenFile } from './format.ts';
import { documentToIndexMap } from './index-map.ts';
import { FormatError } from './notice.ts';
import type { GreyPlane } from './planes.ts';
import { xmlText } from './text.ts';
import { vocPalette } from './voc-palette.ts';
import { isObjectMask, isVocXml, readVoc } from './voc-read.ts';

/** Boxes count pixels from 1 and include both ends, as VOC has it. Objects without a pixel have no box and are left out. */
export function documentToVocXml(document: AnnotationDocument): string {
  const { picture, objects } = document;
  const entries = objects
    .filter(({ mask }) => mask.box.x1 > mask.box.x0)
    .map(({ label, name, mask: { box } }) => {
      const truncated = box.x0 === 0 || box.y0 === 0 || box.x1 === picture.width || box.y1 === picture.height ? 1 : 0;
      return `  <object>
    <name>${xmlText(label || UNLABELLED)}</name>
    <title>${xmlText(name)}</title>
    <pose>Unspecified</pose>
    <truncated>${truncated}</truncated>
    <difficult>0</difficult>
    <bndbox><xmin>${box.x0 + 1}</xmin><ymin>${box.y0 + 1}</ymin><xmax>${box.x1}</xmax><ymax>${box.y1}</ymax></bndbox>
  </object>
`;
    });
  return `<annotation>
  <folder></folder>
  <filename>${xmlText(picture.name)}</filename>
  <source><database>Segment Playground</database></source>
  <size><width>${picture.width}</width><height>${picture.height}</height><depth>3</depth></size>
  <segmented>1</segmented>
${entries.join('')}</annotation>
`;
}

/** The values of a palette mask; at most 254, because 255 means "void" in VOC. */
const MOST = 254;

/**
 * SegmentationObject: number of the object, from 1 in stack order, topmost winning.
 * @throws FormatError `too-many` beyond 254 objects
 */
export function vocObjectPlane(document: AnnotationDocument): GreyPlane {
  if (document.objects.length > MOST) {
    throw new FormatError(
      'too-many',
      'objects',
      `Pascal VOC masks hold ${MOST} objects; this picture has ${document.objects.length}. Use the 16-bit index map.`,
    );
  }
  const { width, height, data } = documentToIndexMap(document, 'top-wins');
  return { width, height, data: Uint8Array.from(data) };
}

/**
 * SegmentationClass: number of the label, from 1 in the order of `labels`, topmost object winning.
 * @throws FormatError `too-many` beyond 254 labels
 */
export function vocClassPlane(
  document: AnnotationDocument,
  labels: readonly string[] = labelsOf([document]),
): GreyPlane {
  if (labels.length > MOST) {
    throw new FormatError('too-many', 'objects', `Pascal VOC masks hold ${MOST} labels; there are ${labels.length}.`);
  }
  const { width, height, data } = documentToIndexMap(document, 'top-wins');
  const table = [0, ...document.objects.map((object) => labels.indexOf(object.label || UNLABELLED) + 1)];
  return { width, height, data: Uint8Array.from(data, (index) => table[index] ?? 0) };
}

export const voc: AnnotationFormat = {
  id: 'voc',
  label: 'Pascal VOC',
  hint: 'XML and coloured masks',
  group: 'data',
  keeps: 'pixels of every object, boxes, label, name',
  loses: 'what lies under another object; colour, score',
  limits: '254 objects and 254 labels a picture',
  tried: 'VOCdevkit colour map',
  writer: {
    options: [],
    holdsMany: true,
    write: (documents) => {
      const labels = labelsOf(documents);
      return documents.flatMap((document) => {
        const name = fileBase(document);
        const mask = (folder: string, plane: GreyPlane): WrittenFile => ({
          path: `${folder}/${name}.png`,
          image: { form: 'palette', data: plane.data, palette: vocPalette() },
          width: plane.width,
          height: plane.height,
        });
        return [
          textFile(`Annotations/${name}.xml`, documentToVocXml(document), 'application/xml'),
          mask('SegmentationObject', vocObjectPlane(document)),
          mask('SegmentationClass', vocClassPlane(document, labels)),
        ];
      });
    },
  },
  reader: {
    endings: ['.xml', '.png'],
    recognise: (file, files) => {
      if (isVocXml(file)) return 'main';
      return isObjectMask(file) && files.some(isVocXml) ? 'companion' : null;
    },
    read: (file, context) => [readVoc(file, context)],
  },
};
