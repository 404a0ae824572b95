/** Reading what evaluations need from disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { inflateUpTo } from '../codecs/inflate.ts';
import { parseJsonText } from '../core/coco/parse-json.ts';
import { decodePng, type PngImage } from '../core/image/png.ts';
import { type LabelMap, pngToLabels } from '../core/image/png-pixels.ts';
import { InputError } from './command.ts';

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** @throws InputError naming the file */
export function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${reason(error)})`);
  }
  try {
    return parseJsonText(text);
  } catch (error) {
    throw new InputError(`${path}: ${reason(error)}`);
  }
}

/** All files below a folder with one of the endings, sorted. @throws InputError when the folder cannot be read */
export function filesBelow(folder: string, endings: readonly string[]): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && endings.includes(extname(entry.name).toLowerCase()))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw new InputError(`${folder}: cannot be read (${reason(error)})`);
  }
}

/** File name without folder and ending. */
export function stemOf(path: string): string {
  return basename(path, extname(path));
}

/** @throws PngError, or the file system's error */
function readPng(path: string): PngImage {
  return decodePng(readFileSync(path), inflateUpTo);
}

/** The label map of a PNG. @throws PngError, or the file system's error */
export function readLabelPng(path: string): LabelMap {
  return pngToLabels(readPng(path));
}
