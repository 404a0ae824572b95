/** Annotation files of any format in the list, read for one picture. */

import type { AnnotationFormat } from './format.ts';
import { checkObjectCount } from './limits.ts';
import { FORMATS } from './list.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import type { FileRole, FormatReader, ReadContext, Reading, ReadSource } from './reader.ts';

type ReadFormat = AnnotationFormat & { readonly reader: FormatReader };

/** The formats that are read; the first that recognises a file reads it. */
export const READ_FORMATS: readonly ReadFormat[] = FORMATS.filter(
  (format): format is ReadFormat => format.reader !== undefined,
).toSorted((a, b) => Number(a.reader.general ?? false) - Number(b.reader.general ?? false));

/** What can be read, for the sentence about a file that is none of it. */
export function readableFormats(): string {
  return [...new Set(READ_FORMATS.map((format) => format.label.replace(/,.*/, '')))].join(', ');
}

/** Says which encoding a text was read in when it is not UTF-8, where the text is the labels that came in. */
function encodingNotice(encoding: string, name: string): readonly FormatNotice[] {
  if (encoding.startsWith('utf-')) return [];
  return [
    {
      fault: 'encoding',
      path: '',
      message: `“${name}” is not UTF-8: it was read as ${encoding.toUpperCase()}. If a label looks wrong, save the file as UTF-8 and import it again.`,
    },
  ];
}

/** Nothing came in: the person is told why, even where the reader had no remark. */
function explained(reading: Reading, name: string): Reading {
  if (reading.objects.length > 0 || reading.notices.length > 0) return reading;
  const message = `“${name}” holds no object for this picture.`;
  return { ...reading, notices: [{ fault: 'no-objects', path: '', message }] };
}

/**
 * Each file that holds objects with its readings, the likeliest first.
 *
 * @throws FormatError with a sentence for the person when a file is none that can be read
 */
export function readAnnotations(context: ReadContext): readonly ReadSource[] {
  const roles = context.files.map((file): { readonly format: ReadFormat; readonly role: FileRole } | null => {
    for (const format of READ_FORMATS) {
      const role = format.reader.recognise(file, context.files);
      if (role !== null) return { format, role };
    }
    return null;
  });
  const sources: ReadSource[] = [];
  for (const [i, file] of context.files.entries()) {
    const found = roles[i];
    if (!found) {
      throw new FormatError(
        'not-this-format',
        '',
        `“${file.name}” is none of the annotation files that can be read here: ${readableFormats()}.`,
      );
    }
    const { format, role } = found;
    if (role === 'companion') {
      if (roles.some((other) => other?.format === format && other.role === 'main')) continue;
      throw new FormatError(
        'unsupported',
        '',
        format.reader.alone ?? `“${file.name}” needs the file that it belongs to.`,
      );
    }
    const result = format.reader.read(file, context);
    const asked = 'question' in result;
    const readings = (asked ? result.readings : result).map((reading) => explained(reading, file.name));
    checkObjectCount(file.name, Math.max(0, ...readings.map((reading) => reading.objects.length)));
    const extra = file.content.kind === 'image' ? [] : encodingNotice(file.content.encoding, file.name);
    sources.push({
      file: file.name,
      format: format.label,
      question: asked && readings.length > 1 ? result.question : '',
      readings: readings.map((reading) => ({ ...reading, notices: [...extra, ...reading.notices] })),
    });
  }
  return sources;
}
