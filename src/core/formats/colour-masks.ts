/** Colour masks with a labelmap.txt, as CVAT and Datumaro write segmentation masks: one colour a label. */
import { labelsOf } from './coco-write.ts';
import { type AnnotationDocument, fileBase, UNLABELLED } from './document.ts';
import { type AnnotationFormat, textFile, type WrittenFile } from './format.ts';
import { topObjects } from './index-map.ts';
import { vocPalette } from './voc-palette.ts';

/** Colour of the n-th label: VOC's, leaving out black and the colour of void. */
function colourOf(palette: Uint8Array, n: number): readonly [number, number, number] {
  const at = 3 * (1 + (n % 254));
  return [palette[at] ?? 0, palette[at + 1] ?? 0, palette[at + 2] ?? 0];
}

/** The format separates its fields by colons and lines: those in a label become underscores. */
function plain(label: string): string {
  return label.replace(/[:,\r\n#]+/g, '_').trim() || UNLABELLED;
}

function write(documents: readonly AnnotationDocument[]): readonly WrittenFile[] {
  const labels = labelsOf(documents);
  const palette = vocPalette();
  const lines = labels.map((label, n) => `${plain(label)}:${colourOf(palette, n).join(',')}::\n`);
  const masks = documents.map((document): WrittenFile => {
    const { width, height } = document.picture;
    const top = topObjects(document);
    const colours = document.objects.map(({ label }) => colourOf(palette, labels.indexOf(label || UNLABELLED)));
    const data = new Uint8Array(width * height * 3);
    for (let i = 0; i < top.length; i++) {
      const colour = colours[(top[i] ?? 0) - 1];
      if (colour) data.set(colour, 3 * i);
    }
    return { path: `SegmentationClass/${fileBase(document)}.png`, image: { form: 'rgb8', data }, width, height };
  });
  return [
    ...masks,
    textFile('labelmap.txt', `# label:color_rgb:parts:actions\nbackground:0,0,0::\n${lines.join('')}`, 'text/plain'),
  ];
}

export const colourMasks: AnnotationFormat = {
  id: 'colour-masks',
  label: 'Colour masks',
  hint: 'RGB PNG and labelmap.txt',
  group: 'masks',
  keeps: 'which label covers every pixel',
  loses: 'which object of a label; what lies under another object; names, scores',
  limits: '254 different colours; read back, every label is one object',
  tried: 'CVAT’s and Datumaro’s labelmap.txt',
  writer: { options: [], holdsMany: true, write },
};
