/** Masks as grey pictures: binary and soft. */

import { boxWidth } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { type PackedMask, unpackRegion } from '../mask/packed.ts';
import { hardAlpha, type SoftMask } from '../mask/soft-edge.ts';
import { readColourNames } from './colour-names.ts';
import { type AnnotatedObject, fileBase } from './document.ts';
import type { AnnotationFormat, WrittenFile } from './format.ts';
import { readMaskPicture } from './mask-picture.ts';
import { textOf } from './reader.ts';
import { uniqueFileNames, withoutExtension } from './text.ts';

/** Row-major uint8 [height, width], 0 = background, 255 = object. */
export interface GreyPlane extends Size {
  readonly data: Uint8Array<ArrayBuffer>;
}

/** The pixels of all masks together, 0 or 255. */
export function binaryPlane(masks: readonly PackedMask[], size: Size): GreyPlane {
  const data = new Uint8Array(size.width * size.height);
  for (const mask of masks) {
    const local = unpackRegion(mask, mask.box);
    for (let i = local.data.indexOf(1); i >= 0; i = local.data.indexOf(1, i + 1)) {
      const x = i % local.width;
      data[(mask.box.y0 + (i - x) / local.width) * size.width + mask.box.x0 + x] = 255;
    }
  }
  return { width: size.width, height: size.height, data };
}

/** An object's soft edges, or its hard mask where none were made. */
export function alphaOf(object: AnnotatedObject): SoftMask {
  return object.soft ?? hardAlpha(object.mask);
}

/** Soft masks together, 0..255; where several cover a pixel, what is left uncovered is multiplied. */
export function softPlane(softs: readonly SoftMask[], size: Size): GreyPlane {
  const data = new Uint8Array(size.width * size.height);
  for (const { box, alpha } of softs) {
    const width = boxWidth(box);
    for (let i = 0; i < alpha.length; i++) {
      const x = i % width;
      const at = (box.y0 + (i - x) / width) * size.width + box.x0 + x;
      const before = data[at] ?? 0;
      data[at] = Math.round(before + ((255 - before) * (alpha[i] ?? 0)) / 255);
    }
  }
  return { width: size.width, height: size.height, data };
}

function greyFile(path: string, plane: GreyPlane): WrittenFile {
  return { path, image: { form: 'grey8', data: plane.data }, width: plane.width, height: plane.height };
}

export const maskPicture: AnnotationFormat = {
  id: 'mask',
  label: 'Black and white',
  hint: 'PNG, all objects together',
  group: 'masks',
  keeps:
    'which pixels are covered; read back by the rule below: transparency, black and white, soft edges, numbers, colours',
  loses: 'which object covers them; names, labels',
  limits: '',
  tried: 'Pillow',
  writer: {
    options: [],
    holdsMany: false,
    showsItself: true,
    write: ([document]) => {
      if (!document) return [];
      const masks = document.objects.map((object) => object.mask);
      return [greyFile(`${fileBase(document)}-mask.png`, binaryPlane(masks, document.picture))];
    },
  },
  reader: {
    general: true,
    endings: ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.bmp', '.tif', '.tiff', '.txt'],
    alone: 'This file names the colours of a mask picture; open the mask together with it.',
    recognise: (file) => {
      if (file.content.kind === 'image') return 'main';
      const text = textOf(file);
      return text !== null && readColourNames(text) ? 'companion' : null;
    },
    read: (file, { picture, files }) => {
      if (file.content.kind !== 'image') return [];
      const texts = files.flatMap((other) => textOf(other) ?? []);
      const names = texts.map(readColourNames).find((found) => found !== null) ?? null;
      const base = file.name.slice(file.name.lastIndexOf('/') + 1);
      return readMaskPicture(file.content.image, picture, withoutExtension(base), names);
    },
  },
};

export const softMaskPicture: AnnotationFormat = {
  id: 'soft-mask',
  label: 'Soft edges',
  hint: 'PNG in greys, all objects together',
  group: 'masks',
  keeps: 'how much of every pixel is covered',
  loses: 'which object covers it; names, labels',
  limits: 'read back, half covered counts',
  tried: 'Pillow',
  writer: {
    options: [],
    holdsMany: false,
    showsItself: true,
    write: ([document]) =>
      document
        ? [greyFile(`${fileBase(document)}-soft-mask.png`, softPlane(document.objects.map(alphaOf), document.picture))]
        : [],
  },
};

export const objectMaskPictures: AnnotationFormat = {
  id: 'object-masks',
  label: 'One file an object',
  hint: 'black and white PNGs in a ZIP',
  group: 'masks',
  keeps: 'the pixels of every object; its name in the file name',
  loses: 'label, score, colour',
  limits: '',
  tried: 'Pillow',
  writer: {
    options: [],
    holdsMany: false,
    showsItself: true,
    write: ([document]) => {
      if (!document) return [];
      const names = uniqueFileNames(document.objects.map((object) => object.name));
      return document.objects.map((object, i) =>
        greyFile(`${fileBase(document)}-masks/${names[i]}.png`, binaryPlane([object.mask], document.picture)),
      );
    },
  },
};
