/** Reading annotation files in tests. */
import { readTools } from '../cli/read-tools.ts';
import { decodeFile } from '../core/formats/decode-file.ts';
import type { Picture } from '../core/formats/document.ts';
import { readAnnotations } from '../core/formats/read-annotations.ts';
import type { AskedReadings, Reading, ReadSource } from '../core/formats/reader.ts';

/** The only reading. @throws Error when there are several */
export function onlyReading(result: readonly Reading[] | AskedReadings): Reading {
  const readings = 'question' in result ? result.readings : result;
  const [first, ...others] = readings;
  if (!first || others.length > 0) throw new Error(`${readings.length} readings`);
  return first;
}

/** Files by name as they would be dropped together. Text is written as UTF-8. */
export async function readFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  picture: Picture,
): Promise<readonly ReadSource[]> {
  const read = [];
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    read.push(await decodeFile(name, bytes, readTools));
  }
  return readAnnotations({ picture, files: read, tools: readTools });
}
