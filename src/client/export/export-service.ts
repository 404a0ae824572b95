/** The exporter behind the app: cut-outs and annotation files of the open picture at its full size, and the way back in. */

import { zipFiles } from '../../codecs/archive/write-zip.ts';
import type { ExportService } from '../../contract/export.ts';
import type { OpenedPicture } from '../image/open-picture.ts';
import { openFullReader } from '../image/read-region.ts';
import { encodeCanvas } from './canvas.ts';
import { Composer } from './compose.ts';
import { backgroundFor, cutoutBitmap, cutoutEncoded, cutoutPng, writesWebp } from './cutout.ts';
import { importApart } from './import-apart.ts';
import { worded } from './import-file.ts';
import { copyImage, copyText, copyVector, saveBlob } from './save.ts';
import { writeAnnotations } from './write-annotations.ts';

/** WebP and JPEG quality: no visible loss on photographs. */
const QUALITY = 0.92;

/** The exporter of the browser. */
export function createExporter(): ExportService<OpenedPicture> {
  const composer = new Composer();
  return {
    async cutoutBitmap(picture, softs, options, signal) {
      const reader = await openFullReader({ ...picture, fullSize: picture.size });
      try {
        return await cutoutBitmap(reader, softs, picture.size, options, signal);
      } finally {
        reader.close();
      }
    },
    async cutout(picture, softs, options, type, signal) {
      const reader = await openFullReader(picture);
      try {
        const { composition, background } = options;
        const full = picture.fullSize;
        if (composition) {
          const used = { ...options, background: backgroundFor(type, background) };
          const canvas = await composer.compose(picture, reader, softs, full, used, composition, signal);
          return await encodeCanvas(canvas, type, QUALITY);
        }
        return type === 'png'
          ? await cutoutPng(reader, softs, full, options, signal)
          : await cutoutEncoded(reader, softs, full, type, options, QUALITY, signal);
      } finally {
        reader.close();
      }
    },
    annotations: (documents, format, options) => worded(writeAnnotations(documents, format, options)),
    zip: zipFiles,
    read: importApart,
    save: saveBlob,
    copy: copyImage,
    copyText,
    copyVector,
    writesWebp,
  };
}
