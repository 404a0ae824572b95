/** `convert`: annotation files of one picture, read as the app reads them, written in any format of the list. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { zlibSync } from 'fflate';
import { decodeFile } from '../core/formats/decode-file.ts';
import type { Picture } from '../core/formats/document.ts';
import type { WrittenFile } from '../core/formats/format.ts';
import { WRITTEN_FORMATS, writtenFormat } from '../core/formats/list.ts';
import { FormatError } from '../core/formats/notice.ts';
import { readAnnotations, readableFormats } from '../core/formats/read-annotations.ts';
import type { ReadFile, Reading, ReadSource } from '../core/formats/reader.ts';
import { encodePng, type PngSource } from '../core/image/png-encode.ts';
import { packedArea } from '../core/mask/packed.ts';
import { type Command, defineCommand, exitCodes, InputError, type Io, UsageError } from './command.ts';
import { required } from './options.ts';
import { readTools } from './read-tools.ts';

const help = `Usage: npm run evaluate -- convert FILE... --picture NAME --size WxH [options]

Reads annotation files of one picture (${readableFormats()}),
says what is in them, and writes them in another format. Files that belong together (a mask and
its labelmap, YOLO labels and data.yaml) are given together.

  --picture NAME    file name of the picture
  --size WxH        its size in pixels, as in 640x480
  --to FORMAT       write: ${WRITTEN_FORMATS.map(({ id }) => id).join(', ')}
  --out FOLDER      where to (default: .)
  --tolerance N     outline tolerance in pixels (default 1)
  --reading N       where a file can be read in several ways: which one, from 1
  -h, --help        this text
`;

function sizeOf(text: string): Pick<Picture, 'width' | 'height'> {
  const [, width = '', height = ''] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (!(Number(width) > 0 && Number(height) > 0)) throw new UsageError(`--size ${text}: expected WxH, as in 640x480`);
  return { width: Number(width), height: Number(height) };
}

async function readAll(paths: readonly string[], picture: Picture): Promise<readonly ReadSource[]> {
  const files: ReadFile[] = [];
  try {
    for (const path of paths) files.push(await decodeFile(basename(path), readFileSync(path), readTools));
    return readAnnotations({ picture, files, tools: readTools });
  } catch (error) {
    if (error instanceof FormatError) throw new InputError(error.message);
    throw new InputError(error instanceof Error ? error.message : String(error));
  }
}

function pngOf(file: WrittenFile & { readonly width: number }): Uint8Array {
  if (!('image' in file)) return new Uint8Array(0);
  const { image, width, height } = file;
  const source: PngSource =
    image.form === 'palette'
      ? { kind: 'palette', width, height, data: image.data, palette: image.palette }
      : { kind: image.form, width, height, data: image.data };
  return encodePng(source, (raw) => zlibSync(raw));
}

function save(files: readonly WrittenFile[], folder: string, io: Io): void {
  for (const file of files) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'text' in file ? file.text : pngOf(file));
    io.out(`wrote ${path}\n`);
  }
}

/** The reading to take; null when the person has to say which. */
function chosen({ file, question, readings }: ReadSource, wanted: string | undefined, io: Io): Reading | null {
  const [only, ...others] = readings;
  if (!only) return null;
  if (others.length === 0) return only;
  const picked = readings[Number(wanted) - 1];
  if (picked) return picked;
  io.err(`${file}: ${question} Choose with --reading N:\n`);
  for (const [i, { meaning }] of readings.entries()) io.err(`  ${i + 1}  ${meaning}\n`);
  return null;
}

export const convertCommand: Command = defineCommand({
  name: 'convert',
  summary: 'annotation files of one picture, read and written in another format',
  help,
  options: {
    picture: { type: 'string' },
    size: { type: 'string' },
    to: { type: 'string' },
    out: { type: 'string' },
    tolerance: { type: 'string' },
    reading: { type: 'string' },
  },
  allowPositionals: true,
  run: async (values, io, positionals) => {
    if (positionals.length === 0) throw new UsageError('no file is given');
    const picture = { name: required(values.picture, 'picture'), ...sizeOf(required(values.size, 'size')) };
    const detail = Number(values.tolerance ?? 1);
    if (!(detail >= 0)) throw new UsageError(`--tolerance ${values.tolerance}: expected a number from 0`);
    if (values.to !== undefined && !WRITTEN_FORMATS.some(({ id }) => id === values.to)) {
      throw new UsageError(`--to ${values.to}: expected ${WRITTEN_FORMATS.map(({ id }) => id).join(', ')}`);
    }
    const readings = (await readAll(positionals, picture)).map((source) => chosen(source, values.reading, io));
    if (readings.some((reading) => reading === null)) return exitCodes.failed;
    const taken = readings.filter((reading) => reading !== null);
    const objects = taken
      .flatMap((reading) => reading.objects)
      .map((object, i) => ({ ...object, id: `object-${i + 1}` }));
    for (const { label, mask } of objects) {
      const { x0, y0, x1, y1 } = mask.box;
      io.out(`${label || 'object'}: ${packedArea(mask)} px in [${x0}, ${y0}, ${x1}, ${y1}]\n`);
    }
    const notices = taken.flatMap((reading) => reading.notices);
    for (const { path, message } of notices) io.err(`${path ? `${path}: ` : ''}${message}\n`);
    if (values.to !== undefined) {
      const document = { picture, objects };
      save(writtenFormat(values.to).writer.write([document], { detail, overlap: 'free' }), values.out ?? '.', io);
    }
    return notices.length > 0 ? exitCodes.leftOut : exitCodes.ok;
  },
});
