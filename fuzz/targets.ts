/** Every reader of files from outside, with the damage it is given and the errors that are its own. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { importAnnotations } from '../src/client/export/import-file.ts';
import { sniffFormat } from '../src/client/image/image-format.ts';
import { readHeader as readPictureHeader } from '../src/client/image/image-header.ts';
import { parseManifest } from '../src/client/models/model-index.ts';
import { readProjectZip } from '../src/client/storage/project-zip.ts';
import { openTar } from '../src/codecs/archive/tar.ts';
import { openZip } from '../src/codecs/archive/zip.ts';
import { inflateUpTo } from '../src/codecs/inflate.ts';
import { parseCanary } from '../src/contract/canary.ts';
import { Catalogue } from '../src/contract/catalogue.ts';
import { SegError } from '../src/contract/errors.ts';
import { parseProject } from '../src/contract/project.ts';
import { parseCocoDataset } from '../src/core/coco/dataset.ts';
import { parseCocoResults } from '../src/core/coco/results.ts';
import { decodeRle } from '../src/core/coco/rle.ts';
import { rleFromString } from '../src/core/coco/rle-string.ts';
import { segmentationToRle } from '../src/core/coco/segmentation.ts';
import type { FileTree } from '../src/core/datasets/file-tree.ts';
import { FormatError } from '../src/core/formats/notice.ts';
import { decodePng, PngError } from '../src/core/image/png.ts';
import { pngToLabels } from '../src/core/image/png-pixels.ts';
import { bsdsTruth } from '../src/core/mat/bsds-truth.ts';
import { MatError, readMat } from '../src/core/mat/read-mat.ts';
import { readHeader } from '../src/runtime/onnx/header.ts';
import { repairShapes } from '../src/runtime/onnx/repair.ts';
import { mutateBytes, mutateJson, type Random, textOf } from './mutate.ts';
import type { Target } from './run.ts';
import {
  COCO,
  LABELME,
  LEGEND,
  MAT,
  matBomb,
  matNest,
  ONNX,
  PICTURE,
  PROJECT_JSON,
  png,
  pngClaiming,
  RUNS,
  TAR,
  ZIP,
} from './seeds.ts';

const pick = <T>(items: readonly T[], random: Random): T => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

/** V8's own complaints are never a reader's sentence. */
function isEngineError(thrown: unknown): boolean {
  return (
    !(thrown instanceof Error) ||
    thrown instanceof TypeError ||
    /call stack|Invalid (typed )?array (buffer )?length|allocation failed|Invalid string length|out of bounds|offset is outside/i.test(
      thrown.message,
    )
  );
}

async function readAll(opening: Promise<FileTree>): Promise<void> {
  const tree = await opening;
  for (const { path } of tree.files.slice(0, 20)) await tree.read(path);
}

const never = (): boolean => false;
const isCode =
  (...codes: readonly string[]) =>
  (thrown: unknown): boolean =>
    thrown instanceof SegError && codes.includes(thrown.code);

function bytes(input: unknown): Uint8Array<ArrayBuffer> {
  return input instanceof Uint8Array ? new Uint8Array(input) : new Uint8Array();
}

/** Now and then a wholly different input instead of a damaged one. */
const rarely = (random: Random, special: readonly (() => Uint8Array)[], usual: () => Uint8Array): Uint8Array =>
  random() < 0.002 ? pick(special, random)() : usual();

function blob(text: string | Uint8Array<ArrayBuffer>, name: string): { readonly name: string; readonly blob: Blob } {
  return { name, blob: new Blob([text]) };
}

/** An annotation file, damaged as text or as values. */
const annotation = (seeds: readonly unknown[]) => (random: Random) => {
  const seed = pick(seeds, random);
  if (random() < 0.25) return new TextDecoder().decode(mutateBytes(new TextEncoder().encode(textOf(seed)), [], random));
  return textOf(mutateJson(seed, random));
};

const dataset = parseCocoDataset(COCO[0], 'seed');
const results = dataset.images.flatMap((image) =>
  [...(dataset.truths.get(image.id) ?? [])].map((t) => ({
    image_id: t.imageId,
    category_id: t.categoryId,
    bbox: t.box,
    score: 0.5,
    segmentation: { size: [image.height, image.width], counts: RUNS[0] },
  })),
);

/** The manifest of the default model, as it is committed. */
const MANIFEST: unknown = JSON.parse(
  readFileSync(new URL('../models/playground/manifest.json', import.meta.url), 'utf8'),
);
const CANARY: unknown = JSON.parse(readFileSync(new URL('../models/playground/canary.json', import.meta.url), 'utf8'));

const parsed = (text: unknown): unknown => JSON.parse(String(text));
const json = (seed: unknown) => (random: Random) => textOf(mutateJson(seed, random));

export const TARGETS: readonly Target[] = [
  {
    name: 'ONNX header',
    reader: 'runtime/onnx/header.ts, repair.ts',
    input: (random) => mutateBytes(pick(ONNX, random), ONNX, random),
    read: (input) => {
      readHeader(bytes(input));
      repairShapes(bytes(input));
    },
    typed: isCode('bad-model'),
  },
  {
    name: 'model manifest',
    reader: 'client/models/model-index.ts, contract/manifest.ts',
    input: json(MANIFEST),
    read: (input) => parseManifest(parsed(input), 'manifest.json'),
    typed: isCode('bad-model'),
  },
  {
    name: 'canary',
    reader: 'contract/canary.ts',
    input: json(CANARY),
    read: (input) => parseCanary(parsed(input)),
    typed: isCode('bad-model'),
  },
  {
    name: 'catalogue',
    reader: 'contract/catalogue.ts',
    input: json({ schema: 1, gathered: '2026-01-01', models: [MANIFEST] }),
    read: (input) => v.parse(Catalogue, parsed(input)),
    typed: (thrown) => thrown instanceof v.ValiError,
  },
  {
    name: 'COCO import',
    reader: 'client/export/import-file.ts, core/formats/coco-read.ts',
    input: annotation(COCO),
    read: (input) => importAnnotations([blob(String(input), 'a.json')], PICTURE),
    typed: (thrown) => thrown instanceof FormatError,
  },
  {
    name: 'LabelMe import',
    reader: 'client/export/import-file.ts, core/formats/labelme-read.ts',
    input: annotation([LABELME]),
    read: (input) => importAnnotations([blob(String(input), 'a.json')], PICTURE),
    typed: (thrown) => thrown instanceof FormatError,
  },
  {
    name: 'index map import',
    reader: 'client/export/import-file.ts, core/formats/index-map.ts, core/image/png.ts',
    input: (random) => ({
      plane: random() < 0.6 ? mutateBytes(png(), [], random) : png(),
      legend: random() < 0.8 ? textOf(mutateJson(LEGEND, random)) : null,
    }),
    read: (input) => {
      const { plane, legend } = input as { plane: Uint8Array<ArrayBuffer>; legend: string | null }; // as `input` makes it
      const files = [blob(plane, 'a.png'), ...(legend === null ? [] : [blob(legend, 'a.json')])];
      return importAnnotations(files, PICTURE);
    },
    typed: (thrown) => thrown instanceof FormatError,
  },
  {
    name: 'COCO dataset',
    reader: 'core/coco/dataset.ts',
    input: (random) => textOf(mutateJson(pick(COCO, random), random)),
    read: (input) => {
      const read = parseCocoDataset(parsed(input), 'a.json');
      for (const [id, truths] of read.truths) {
        const image = read.imageById.get(id);
        // What is scored is rasterised: at sizes that a picture can have.
        if (!image || image.width * image.height > 40_000_000) continue;
        for (const t of truths) if (t.segmentation) segmentationToRle(t.segmentation, image);
      }
    },
    typed: never,
  },
  {
    name: 'COCO results',
    reader: 'core/coco/results.ts',
    input: json(results),
    read: (input) => parseCocoResults(parsed(input), 'a.json', dataset, 'masks'),
    typed: never,
  },
  {
    name: 'run-length string',
    reader: 'core/coco/rle-string.ts, rle.ts',
    input: (random) => String.fromCharCode(...mutateBytes(new TextEncoder().encode(pick(RUNS, random)), [], random)),
    read: (input) => decodeRle(rleFromString(String(input), PICTURE)),
    typed: (thrown) => thrown instanceof RangeError && !isEngineError(thrown),
  },
  {
    name: 'MAT file',
    reader: 'core/mat/read-mat.ts, bsds-truth.ts',
    input: (random) =>
      rarely(random, [() => matBomb(600 * 2 ** 20), () => matNest(20_000)], () =>
        mutateBytes(pick(MAT, random), MAT, random),
      ),
    read: (input) => bsdsTruth(readMat(bytes(input), inflateUpTo)),
    typed: (thrown) => thrown instanceof MatError,
  },
  {
    name: 'PNG label map',
    reader: 'core/image/png.ts, png-pixels.ts',
    input: (random) =>
      random() < 0.5
        ? mutateBytes(png(), [png()], random)
        : pngClaiming(
            [...mutateBytes(Uint8Array.from([0, 0, 0, 40, 0, 0, 0, 40, 8, 0, 0, 0, 0]), [], random)].slice(0, 13),
          ),
    read: (input) => pngToLabels(decodePng(bytes(input), inflateUpTo)),
    typed: (thrown) => thrown instanceof PngError,
  },
  {
    name: 'picture header',
    reader: 'client/image/image-format.ts, image-header.ts',
    input: (random) => {
      const head = pick(
        [
          '\x89PNG\r\n\x1a\n',
          '\xff\xd8\xff\xe1\0\x20Exif\0\0MM\0*\0\0\0\x08',
          'GIF89a',
          'RIFF\0\0\0\0WEBPVP8 ',
          '\0\0\0\x20ftypavif',
          'II*\0\x08\0\0\0',
          'BM',
        ],
        random,
      );
      const rest = Array.from({ length: 20 + Math.floor(random() * 400) }, () => Math.floor(random() * 256));
      return mutateBytes(Uint8Array.from([...head].map((c) => c.charCodeAt(0)).concat(rest)), [png()], random);
    },
    read: (input) => {
      const file = bytes(input);
      const sniffed = sniffFormat(file.subarray(0, 4096));
      if (sniffed.kind === 'picture') readPictureHeader(sniffed.format, file);
    },
    typed: never,
  },
  {
    name: 'project JSON',
    reader: 'contract/project.ts',
    input: json(PROJECT_JSON),
    read: (input) => parseProject(parsed(input), 'a.zip'),
    typed: isCode('bad-file'),
  },
  {
    name: 'project file',
    reader: 'client/storage/project-zip.ts, codecs/archive/zip.ts',
    input: (random) => mutateBytes(pick(ZIP, random), ZIP, random),
    read: async (input) => {
      const project = await readProjectZip(new Blob([bytes(input)]), 'a.zip');
      await project.part(0);
    },
    typed: isCode('bad-file'),
  },
  {
    name: 'ZIP of a dataset',
    reader: 'codecs/archive/zip.ts',
    input: (random) => mutateBytes(pick(ZIP, random), ZIP, random),
    read: (input) => readAll(openZip(new Blob([bytes(input)]), 'a.zip')),
    typed: (thrown) => !isEngineError(thrown),
  },
  {
    name: 'TAR of a dataset',
    reader: 'codecs/archive/tar.ts',
    input: (random) => mutateBytes(TAR, [TAR], random),
    read: (input) => readAll(openTar(new Blob([bytes(input)]), 'a.tar')),
    typed: (thrown) => !isEngineError(thrown),
  },
];
