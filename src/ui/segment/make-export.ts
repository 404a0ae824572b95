/** Makes the file of an export, and the picture that shows it, from what was chosen. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Background, CutoutOptions, ExportFile } from '../../contract/export.ts';
import { parseHex } from '../../core/color/vision.ts';
import type { AnnotationDocument } from '../../core/formats/document.ts';
import type { WriteOptions } from '../../core/formats/format.ts';
import { writtenFormat } from '../../core/formats/list.ts';
import { fileNameOf, uniqueFileNames, withoutExtension } from '../../core/formats/text.ts';
import { annotationDocument } from '../../state/annotations.ts';
import type { ExportService, OpenedPicture } from '../../state/deps.ts';
import type { SegObject } from '../../state/document.ts';
import { objectAlpha } from '../../state/object-alpha.ts';
import type { BatchExportPlan } from '../../state/pictures/batch-types.ts';
import { compositionOf } from './compose-choices.ts';
import type { ExportChoices } from './export-choices.ts';

export interface MadeExport {
  readonly blob: Blob;
  readonly name: string;
  /** How many files the export has; more than one are packed together. */
  readonly files: number;
  /** A picture of it: the file itself, or the outlines. */
  readonly preview: Blob;
  /** What the clipboard can take of it. */
  readonly copyable: 'picture' | 'text' | null;
}

interface Job {
  readonly exporter: ExportService;
  readonly picture: OpenedPicture;
  readonly objects: readonly SegObject[];
  readonly choices: ExportChoices;
  readonly signal: AbortSignal;
}

function backgroundOf({ background, color, backdrop, blur }: ExportChoices, picture: OpenedPicture): Background {
  if (background === 'transparent') return { kind: 'transparent' };
  if (background === 'picture') {
    if (!backdrop) throw new SegError('bad-file', 'No picture was chosen to go behind the objects.');
    return { kind: 'picture', blob: backdrop, name: backdrop.name };
  }
  if (background === 'blur') {
    return { kind: 'blur', sigma: (blur / 1000) * Math.max(picture.fullSize.width, picture.fullSize.height) };
  }
  const rgb = parseHex(color);
  return { kind: 'color', rgb: rgb ? [rgb.r, rgb.g, rgb.b] : [255, 255, 255] };
}

function baseName(picture: OpenedPicture): string {
  return fileNameOf(withoutExtension(picture.name), 'picture');
}

/** The name of the file of one cut-out picture. */
export function cutoutName(picture: OpenedPicture, image: ExportChoices['image']): string {
  return `${baseName(picture)}-cutout.${SUFFIX[image]}`;
}

const SUFFIX = { png: 'png', webp: 'webp', jpeg: 'jpg' } as const;

async function cutouts({ exporter, picture, objects, choices, signal }: Job): Promise<readonly ExportFile[]> {
  const options: CutoutOptions = {
    trim: choices.trim,
    background: backgroundOf(choices, picture),
    tune: choices.tune,
    edge: choices.edge,
    unknown: [],
    composition: compositionOf(choices.compose),
  };
  const base = baseName(picture);
  const shapes = objects.flatMap((object) => {
    const alpha = objectAlpha(object, picture.size);
    return alpha ? [{ name: object.name, alpha, unknown: object.unknown ? [object.unknown] : [] }] : [];
  });
  if (!choices.each) {
    const alphas = shapes.map((s) => s.alpha);
    const unknown = shapes.flatMap((s) => s.unknown);
    const blob = await exporter.cutout(picture, alphas, { ...options, unknown }, choices.image, signal);
    return [{ path: cutoutName(picture, choices.image), blob }];
  }
  const names = uniqueFileNames(shapes.map((s) => s.name));
  const files: ExportFile[] = [];
  for (const [i, { alpha, unknown }] of shapes.entries()) {
    const blob = await exporter.cutout(picture, [alpha], { ...options, unknown }, choices.image, signal);
    files.push({ path: `${base}-cutouts/${names[i]}.${SUFFIX[choices.image]}`, blob });
  }
  return files;
}

async function bundle(job: Job, document: AnnotationDocument): Promise<readonly ExportFile[]> {
  const { exporter, choices, signal } = job;
  const files: ExportFile[] = [];
  for (const id of choices.bundle) {
    throwIfAborted(signal);
    if (id === 'cutout') files.push(...(await cutouts(job)));
    else {
      const made = await exporter.annotations([document], id, choices);
      files.push(...made.map((file) => ({ ...file, path: `${id}/${file.path}` })));
    }
  }
  return files;
}

/** The same choices for many pictures. */
export function batchPlan(exporter: ExportService, choices: ExportChoices): BatchExportPlan {
  const { form, mask, shape, bundle, backdrop } = choices;
  const annotations = bundle.filter((id) => id !== 'cutout');
  const formats = { cutout: [], mask: [mask], shapes: [shape], all: annotations }[form];
  const wanted = form === 'cutout' || (form === 'all' && bundle.includes('cutout'));
  return {
    key: JSON.stringify({ ...choices, backdrop: backdrop && [backdrop.name, backdrop.size, backdrop.lastModified] }),
    formats,
    options: choices,
    cutouts: wanted ? (picture, objects, signal) => cutouts({ exporter, picture, objects, choices, signal }) : null,
  };
}

function isPicture(path: string): boolean {
  return /\.(png|webp|jpg|svg)$/i.test(path);
}

/**
 * The export as it would be saved.
 * @throws SegError `bad-file` with a sentence, `unsupported-image`, `out-of-memory`, `aborted`
 */
export async function makeExport(job: Job): Promise<MadeExport> {
  const { exporter, picture, objects, choices, signal } = job;
  const { form } = choices;
  if (form === 'cutout') {
    const files = await cutouts(job);
    return packed(job, files, files[0]?.blob, choices.each ? null : 'picture');
  }
  const document = annotationDocument(picture, objects);
  const options: WriteOptions = choices;
  const format = form === 'mask' ? choices.mask : choices.shape;
  const files = form === 'all' ? await bundle(job, document) : await exporter.annotations([document], format, options);
  throwIfAborted(signal);
  const own = form === 'mask' && writtenFormat(format).writer.showsItself ? files[0]?.blob : undefined;
  const preview = own ?? (await exporter.annotations([document], 'svg', options))[0]?.blob;
  const [only] = files;
  const copyable = files.length !== 1 || !only ? null : /\.(png|webp|jpg)$/i.test(only.path) ? 'picture' : 'text';
  return packed(job, files, preview, copyable);
}

async function packed(
  { exporter, picture, choices, signal }: Job,
  files: readonly ExportFile[],
  preview: Blob | undefined,
  copyable: MadeExport['copyable'],
): Promise<MadeExport> {
  const [only] = files;
  if (only && files.length === 1 && choices.form !== 'all') {
    const name = only.path.slice(only.path.lastIndexOf('/') + 1);
    return { blob: only.blob, name, files: 1, preview: preview ?? only.blob, copyable };
  }
  const blob = await exporter.zip(files, signal);
  const word = { cutout: 'cutouts', mask: 'masks', shapes: choices.shape, all: 'export' }[choices.form];
  const shown = preview ?? files.find((file) => isPicture(file.path))?.blob ?? blob;
  return { blob, name: `${baseName(picture)}-${word}.zip`, files: files.length, preview: shown, copyable: null };
}
