/** Documents as the files of a format from the list. */
import type { ExportFile } from '../../contract/export.ts';
import type { AnnotationDocument } from '../../core/formats/document.ts';
import type { WriteOptions, WrittenFile } from '../../core/formats/format.ts';
import { writtenFormat } from '../../core/formats/list.ts';
import { bigEndian, writePng } from './png-stream.ts';

async function blobOf(file: WrittenFile): Promise<Blob> {
  if ('text' in file) return new Blob([file.text], { type: file.type });
  const { image, width, height } = file;
  const rows = image.form === 'grey16' ? bigEndian(image.data) : image.data;
  const palette = image.form === 'palette' ? { palette: image.palette } : {};
  return writePng({ form: image.form, width, height, ...palette }, [rows]);
}

/**
 * The files of one format for one or many pictures; masks and coordinates are at the documents' picture sizes.
 *
 * @param documents with different picture names; formats that hold one picture are written once for each
 * @throws FormatError where the format cannot hold a document
 */
export async function writeAnnotations(
  documents: readonly AnnotationDocument[],
  format: string,
  options: WriteOptions,
): Promise<readonly ExportFile[]> {
  const { writer } = writtenFormat(format);
  const written = writer.holdsMany
    ? writer.write(documents, options)
    : documents.flatMap((document) => writer.write([document], options));
  const files: ExportFile[] = [];
  for (const file of written) files.push(await writeFile(file));
  return files;
}

/** A file of a writer as bytes. */
export async function writeFile(file: WrittenFile): Promise<ExportFile> {
  return { path: file.path, blob: await blobOf(file) };
}
