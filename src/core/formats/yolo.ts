/** YOLO segmentation labels: one line an object, class number and one closed outline in shares of the picture. */

import { labelsOf } from './coco-write.ts';
import { type AnnotationDocument, fileBase, UNLABELLED } from './document.ts';
import { type AnnotationFormat, textFile } from './format.ts';
import { joinRings, outlinesOf, partsOf } from './outline.ts';
import { textOf } from './reader.ts';
import { yamlText } from './text.ts';
import { isClassFile, labelLines, readYolo } from './yolo-read.ts';

/** A share of the picture with six decimals, 0..1, without trailing zeros. */
function share(value: number, whole: number): string {
  return String(Number(Math.min(1, Math.max(0, value / whole)).toFixed(6)));
}

/**
 * The label file of one picture. Parts and holes are joined by bridges of no width, because a line holds one outline;
 * objects without a pixel have no line.
 *
 * @param labels all class names, in the order of their numbers
 * @param detail outline tolerance, picture pixels
 */
export function documentToYolo(document: AnnotationDocument, labels: readonly string[], detail: number): string {
  const { width, height } = document.picture;
  const lines: string[] = [];
  for (const object of document.objects) {
    const line = joinRings(partsOf(outlinesOf(object.mask, detail)));
    if (line.length < 3) continue;
    const numbers = line.map((point) => `${share(point.x, width)} ${share(point.y, height)}`);
    lines.push(`${labels.indexOf(object.label || UNLABELLED)} ${numbers.join(' ')}\n`);
  }
  return lines.join('');
}

/** The data.yaml that names the classes. Pictures are expected under images/, label files under labels/. */
export function yoloDataFile(documents: readonly AnnotationDocument[]): string {
  const names = labelsOf(documents).map((label, i) => `  ${i}: ${yamlText(label)}\n`);
  return `path: .\ntrain: images\nval: images\nnames:\n${names.join('')}`;
}

export const yolo: AnnotationFormat = {
  id: 'yolo',
  label: 'YOLO segmentation',
  hint: 'text and data.yaml',
  group: 'data',
  keeps:
    'reads outlines and boxes, with the names of data.yaml; writes one outline an object (parts and holes joined by bridges of no width), label',
  loses: 'name, colour, score; what the outline tolerance smooths away',
  limits: 'coordinates have six decimals: exact up to pictures of about 100 000 pixels a side',
  tried: 'Ultralytics',
  writer: {
    options: ['detail'],
    holdsMany: true,
    write: (documents, { detail }) => {
      const labels = labelsOf(documents);
      return [
        ...documents.map((document) =>
          textFile(`labels/${fileBase(document)}.txt`, documentToYolo(document, labels, detail), 'text/plain'),
        ),
        textFile('data.yaml', yoloDataFile(documents), 'application/yaml'),
      ];
    },
  },
  reader: {
    endings: ['.txt', '.yaml', '.yml'],
    alone: 'This file names the classes of YOLO labels; choose the label file (.txt) of the picture together with it.',
    recognise: (file) => {
      if (isClassFile(file)) return 'companion';
      const text = textOf(file);
      return text !== null && labelLines(text) !== null ? 'main' : null;
    },
    read: (file, context) => [readYolo(file, context)],
  },
};
