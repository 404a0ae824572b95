/** Several documents as one set of annotation files: formats whose numbers of classes must be the same in every file. */
import type { AnnotationOptions, ExportFile, SetFormat } from '../../contract/export.ts';
import { documentsToCoco, labelsOf } from '../../core/formats/coco-write.ts';
import { documentsToCsv } from '../../core/formats/csv.ts';
import type { AnnotationDocument } from '../../core/formats/document.ts';
import { fileNameOf, withoutExtension } from '../../core/formats/text.ts';
import { documentToYolo, yoloDataFile } from '../../core/formats/yolo.ts';

function text(path: string, content: string, type: string): ExportFile {
  return { path, blob: new Blob([content], { type }) };
}

/** @param documents with different picture names */
export function annotationSet(
  documents: readonly AnnotationDocument[],
  format: SetFormat,
  { detail }: AnnotationOptions,
): readonly ExportFile[] {
  switch (format) {
    case 'coco-rle':
    case 'coco-polygons': {
      const segmentation = format === 'coco-rle' ? 'rle' : 'polygons';
      const coco = documentsToCoco(documents, { segmentation, detail: segmentation === 'rle' ? 0 : detail });
      return [text('annotations.coco.json', JSON.stringify(coco), 'application/json')];
    }
    case 'yolo': {
      const labels = labelsOf(documents);
      const files = documents.map((document) => {
        const name = fileNameOf(withoutExtension(document.picture.name), 'picture');
        return text(`labels/${name}.txt`, documentToYolo(document, labels, detail), 'text/plain');
      });
      return [...files, text('data.yaml', yoloDataFile(documents), 'application/yaml')];
    }
    case 'csv':
      return [text('measures.csv', documentsToCsv(documents), 'text/csv')];
  }
}
