/** COCO panoptic: one PNG whose colours are segment numbers (R + 256 G + 65536 B), and a JSON that names them. */
import { isJsonObject, type JsonObject, show } from '../coco/json-fields.ts';
import { instanceColor } from '../color/palette.ts';
import { packedArea, packMask } from '../mask/packed.ts';
import { findImages, imageNotice, plainText } from './coco-images.ts';
import { labelsOf } from './coco-write.ts';
import { type AnnotatedObject, type AnnotationDocument, boxAsList, fileBase, UNLABELLED } from './document.ts';
import { type AnnotationFormat, jsonFile, type WrittenFile } from './format.ts';
import { topObjects } from './index-map.ts';
import { checkSize } from './mask-picture.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import { nameFit } from './picture-names.ts';
import { jsonOf, type ReadContext, type ReadFile, type Reading } from './reader.ts';
import { withoutExtension } from './text.ts';
import { visibleMasks } from './top-masks.ts';

function isPanoptic(file: ReadFile): boolean {
  const annotations = jsonOf(file)?.annotations;
  return (
    Array.isArray(annotations) && annotations.some((a: unknown) => isJsonObject(a) && Array.isArray(a.segments_info))
  );
}

function readSegments(file: ReadFile, { picture, files }: ReadContext): readonly Reading[] {
  const root = jsonOf(file);
  const annotations = Array.isArray(root?.annotations) ? root.annotations.filter(isJsonObject) : [];
  const images = Array.isArray(root?.images) ? root.images : [];
  const notices: FormatNotice[] = [];
  let entry: JsonObject | undefined;
  if (images.length > 0) {
    const [image, ...more] = findImages(images, picture);
    if (more.length > 0)
      throw new FormatError(
        'other-picture',
        'images',
        `The file has ${more.length + 1} pictures called “${picture.name}”; keep the one that is meant.`,
      );
    if (image) notices.push(...imageNotice(image, picture));
    entry = annotations.find((a) => plainText(a.image_id) === plainText(image?.fields.id));
  } else {
    entry =
      annotations.find((a) => nameFit(plainText(a.file_name), `${withoutExtension(picture.name)}.png`) !== null) ??
      (annotations.length === 1 ? annotations[0] : undefined);
  }
  if (!entry)
    throw new FormatError('other-picture', 'annotations', `“${file.name}” has no annotation for “${picture.name}”.`);
  const pngs = files.filter((other) => other.content.kind === 'image');
  const png =
    pngs.find((other) => nameFit(plainText(entry.file_name), other.name) === 0) ??
    (pngs.length === 1 ? pngs[0] : undefined);
  if (png?.content.kind !== 'image') {
    throw new FormatError(
      'unsupported',
      'file_name',
      `The pixels of “${file.name}” are in ${show(entry.file_name)}; choose that PNG together with the JSON.`,
    );
  }
  const { image } = png.content;
  checkSize(image.png, picture);
  if (image.lossy || image.png.channels < 3) {
    throw new FormatError(
      'unsupported',
      '',
      `“${png.name}” is no panoptic PNG: that is a colour PNG whose colours are numbers of segments.`,
    );
  }
  const { samples, channels, width, height } = image.png;
  const numbers = Int32Array.from(
    { length: width * height },
    (_, i) =>
      (samples[i * channels] ?? 0) + 256 * (samples[i * channels + 1] ?? 0) + 65_536 * (samples[i * channels + 2] ?? 0),
  );
  const categories = Array.isArray(root?.categories) ? root.categories.filter(isJsonObject) : [];
  const segments: readonly unknown[] = Array.isArray(entry.segments_info) ? entry.segments_info : [];
  const listed = segments.filter(isJsonObject);
  const unknown = [...new Set(numbers)].filter((n) => n !== 0 && !listed.some(({ id }) => id === n));
  if (unknown.length > 0) {
    const message = `${unknown.length} segments of the PNG are not in the JSON and were left out, such as ${unknown[0]}.`;
    notices.push({ fault: 'bad-value', path: 'segments_info', message });
  }
  const objects = listed.map((segment, i): AnnotatedObject => {
    const category = categories.find(({ id }) => plainText(id) === plainText(segment.category_id));
    const label = typeof category?.name === 'string' ? category.name : '';
    const mask = packMask({ width, height, data: Uint8Array.from(numbers, (n) => (n === segment.id ? 1 : 0)) });
    if (packedArea(mask) === 0) {
      notices.push({
        fault: 'empty-object',
        path: `segments_info[${i}]`,
        message: `Segment ${show(segment.id)} has no pixel in the PNG.`,
      });
    }
    const name = typeof segment.name === 'string' ? segment.name : `${label || 'Object'} ${i + 1}`;
    const fields = Object.fromEntries(
      Object.entries(segment).filter(([key]) => !['area', 'bbox', 'name'].includes(key)),
    );
    return {
      id: `segment-${plainText(segment.id)}`,
      name,
      label,
      color: instanceColor(i),
      score: null,
      mask,
      origin: { format: 'coco', fields, ...(category ? { category } : {}) },
    };
  });
  return [{ meaning: `Panoptic: ${objects.length} segments`, objects, notices }];
}

/** Segment numbers count from 1 in every picture. */
function writePanoptic(documents: readonly AnnotationDocument[]): readonly WrittenFile[] {
  const labels = labelsOf(documents);
  const base = documents.length === 1 ? fileBase(documents[0]) : 'annotations';
  const pngs = documents.map((document): WrittenFile => {
    const { width, height } = document.picture;
    const top = topObjects(document);
    const data = new Uint8Array(width * height * 3);
    for (let i = 0; i < top.length; i++) {
      const id = top[i] ?? 0;
      data[3 * i] = id & 255;
      data[3 * i + 1] = (id >> 8) & 255;
    }
    return { path: `panoptic/${fileBase(document)}.png`, image: { form: 'rgb8', data }, width, height };
  });
  const json = {
    info: { description: 'Made with Segment Playground', version: '1' },
    images: documents.map(({ picture: { name, width, height } }, i) => ({ id: i + 1, file_name: name, width, height })),
    categories: labels.map((name, i) => ({ id: i + 1, name, supercategory: '', isthing: 1 })),
    annotations: documents.map((document, i) => ({
      image_id: i + 1,
      file_name: `${fileBase(document)}.png`,
      segments_info: visibleMasks(document).flatMap((mask, n) => {
        const object = document.objects[n];
        if (!object || mask.box.x1 <= mask.box.x0) return [];
        const fields = object.origin?.format === 'coco' ? object.origin.fields : {};
        return [
          {
            id: n + 1,
            category_id: labels.indexOf(object.label || UNLABELLED) + 1,
            name: object.name,
            area: packedArea(mask),
            bbox: boxAsList(mask.box),
            iscrowd: fields.iscrowd === 1 ? 1 : 0,
          },
        ];
      }),
    })),
  };
  return [jsonFile(`${base}.panoptic.json`, json), ...pngs];
}

export const panoptic: AnnotationFormat = {
  id: 'coco-panoptic',
  label: 'COCO, panoptic',
  hint: 'PNG and JSON',
  group: 'data',
  keeps: 'pixels of every object, label, name, crowds',
  loses: 'what lies under another object; objects without a pixel of their own; colour, score',
  limits: '65 535 objects a picture; every category is written as a thing',
  tried: 'panopticapi’s numbering of colours',
  writer: { options: [], holdsMany: true, write: writePanoptic },
  reader: {
    endings: ['.json', '.png'],
    recognise: (file, files) => {
      if (isPanoptic(file)) return 'main';
      return file.content.kind === 'image' && files.some(isPanoptic) ? 'companion' : null;
    },
    read: readSegments,
  },
};
