/** The exporter behind the app: cut-outs and annotation files of the open picture at its full size, and the way back in. */

import { zipFiles } from '../../codecs/archive/write-zip.ts';
import type { ExportService } from '../../contract/export.ts';
import type { OpenedPicture } from '../image/open-picture.ts';
import { openFullReader } from '../image/read-region.ts';
import { cutoutBitmap, cutoutEncoded, cutoutPng, writesWebp } from './cutout.ts';
import { importApart } from './import-apart.ts';
import { worded } from './import-file.ts';
import { copyImage, copyText, saveBlob } from './save.ts';
import { writeAnnotations } from './write-annotations.ts';

/** WebP and JPEG quality: no visible loss on photographs. */
const QUALITY = 0.92;

/** The exporter of the browser. */
export function createExporter(): ExportService<OpenedPicture> {
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
        return type === 'png'
          ? await cutoutPng(reader, softs, picture.fullSize, options, signal)
          : await cutoutEncoded(reader, softs, picture.fullSize, type, options, QUALITY, signal);
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
    writesWebp,
  };
}
