/** A document as the files of each format. */
import type { AnnotationFormat, AnnotationOptions, ExportFile } from '../../contract/export.ts';
import { type CocoOptions, documentsToCoco, labelsOf } from '../../core/formats/coco-write.ts';
import { documentsToCsv } from '../../core/formats/csv.ts';
import type { AnnotationDocument } from '../../core/formats/document.ts';
import { documentToGeoJson } from '../../core/formats/geojson.ts';
import { documentToIndexMap } from '../../core/formats/index-map.ts';
import { documentToLabelMe } from '../../core/formats/labelme-write.ts';
import { alphaOf, binaryPlane, softPlane } from '../../core/formats/planes.ts';
import { documentToSvg } from '../../core/formats/svg.ts';
import { fileNameOf, uniqueFileNames, withoutExtension } from '../../core/formats/text.ts';
import { documentToVocXml, vocClassPlane, vocObjectPlane, vocPalette } from '../../core/formats/voc.ts';
import { documentToYolo, yoloDataFile } from '../../core/formats/yolo.ts';
import { bigEndian, writePng } from './png-stream.ts';

function text(path: string, content: string, type: string): ExportFile {
  return { path, blob: new Blob([content], { type }) };
}

function jsonFile(path: string, value: unknown): ExportFile {
  return text(path, JSON.stringify(value), 'application/json');
}

function coco(document: AnnotationDocument, name: string, options: CocoOptions): readonly ExportFile[] {
  return [jsonFile(`${name}.coco.json`, documentsToCoco([document], options))];
}

async function grey(path: string, plane: { width: number; height: number; data: Uint8Array }): Promise<ExportFile> {
  return { path, blob: await writePng({ form: 'grey8', width: plane.width, height: plane.height }, [plane.data]) };
}

async function objectMasks(document: AnnotationDocument, name: string): Promise<readonly ExportFile[]> {
  const names = uniqueFileNames(document.objects.map((object) => object.name));
  const files: ExportFile[] = [];
  for (const [i, object] of document.objects.entries()) {
    files.push(await grey(`${name}-masks/${names[i]}.png`, binaryPlane([object.mask], document.picture)));
  }
  return files;
}

async function vocFiles(document: AnnotationDocument, name: string): Promise<readonly ExportFile[]> {
  const palette = vocPalette();
  const size = { width: document.picture.width, height: document.picture.height };
  const mask = async (folder: string, data: Uint8Array): Promise<ExportFile> => ({
    path: `${folder}/${name}.png`,
    blob: await writePng({ form: 'palette', ...size, palette }, [data]),
  });
  return [
    text(`Annotations/${name}.xml`, documentToVocXml(document), 'application/xml'),
    await mask('SegmentationObject', vocObjectPlane(document).data),
    await mask('SegmentationClass', vocClassPlane(document).data),
  ];
}

/**
 * The files of one format. Masks and coordinates are at the document's picture size.
 * @throws FormatError where the format cannot hold the document
 */
export async function annotationFiles(
  document: AnnotationDocument,
  format: AnnotationFormat,
  options: AnnotationOptions,
): Promise<readonly ExportFile[]> {
  const { picture, objects } = document;
  const name = fileNameOf(withoutExtension(picture.name), 'picture');
  switch (format) {
    case 'mask':
      return [
        await grey(
          `${name}-mask.png`,
          binaryPlane(
            objects.map((o) => o.mask),
            picture,
          ),
        ),
      ];
    case 'soft-mask':
      return [await grey(`${name}-soft-mask.png`, softPlane(objects.map(alphaOf), picture))];
    case 'object-masks':
      return objectMasks(document, name);
    case 'index-map': {
      const { data, legend, width, height } = documentToIndexMap(document, options.overlap);
      const blob = await writePng({ form: 'grey16', width, height }, [bigEndian(data)]);
      return [{ path: `${name}-index.png`, blob }, jsonFile(`${name}-index.json`, legend)];
    }
    case 'svg':
      return [text(`${name}.svg`, documentToSvg(document, options.detail), 'image/svg+xml')];
    case 'coco-rle':
      return coco(document, name, { segmentation: 'rle', detail: 0 });
    case 'coco-polygons':
      return coco(document, name, { segmentation: 'polygons', detail: options.detail });
    case 'yolo':
      return [
        text(`labels/${name}.txt`, documentToYolo(document, labelsOf([document]), options.detail), 'text/plain'),
        text('data.yaml', yoloDataFile([document]), 'application/yaml'),
      ];
    case 'voc':
      return vocFiles(document, name);
    case 'labelme':
      return [jsonFile(`${name}.labelme.json`, documentToLabelMe(document, options.detail))];
    case 'geojson':
      return [text(`${name}.geojson`, documentToGeoJson(document, options.detail), 'application/geo+json')];
    case 'csv':
      return [text(`${name}.csv`, documentsToCsv([document]), 'text/csv')];
  }
}
