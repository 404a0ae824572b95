/** What a person has chosen to export, remembered until the tab is closed. */
import type { EdgeKind } from '../../core/edges/cutout-pixels.ts';
import { type EdgeTune, PLAIN_EDGE } from '../../core/edges/edge-tune.ts';
import type { OverlapRule, WriteOptions } from '../../core/formats/format.ts';
import { WRITTEN_FORMATS, type WrittenFormat, writtenFormat } from '../../core/formats/list.ts';
import type { Doc } from '../../state/document.ts';
import { type ComposeChoices, PLAIN_COMPOSE } from './compose-choices.ts';

type ExportForm = 'cutout' | 'mask' | 'shapes' | 'all';
type BackgroundKind = 'transparent' | 'color' | 'picture' | 'blur';

/** Masks as pictures. */
export const MASK_FORMATS: readonly WrittenFormat[] = WRITTEN_FORMATS.filter((format) => format.group === 'masks');

/** Outlines, run lengths and measures. */
export const DATA_FORMATS: readonly WrittenFormat[] = WRITTEN_FORMATS.filter((format) => format.group === 'data');

export interface ExportChoices {
  readonly form: ExportForm;
  /** JPEG has no transparency: nothing behind the objects becomes white. */
  readonly image: 'png' | 'webp' | 'jpeg';
  readonly each: boolean;
  readonly trim: boolean;
  /** A frame of its own; then nothing is trimmed. */
  readonly compose: ComposeChoices;
  /** As in the document, which the canvas follows too. */
  readonly edge: EdgeKind;
  readonly tune: EdgeTune;
  readonly background: BackgroundKind;
  /** `#rrggbb`. */
  readonly color: string;
  /** The picture behind the cut-out, once one was chosen. */
  readonly backdrop: File | null;
  /** Blur in thousandths of the picture's longer side. */
  readonly blur: number;
  /** Ids of the list of formats. */
  readonly mask: string;
  readonly shape: string;
  readonly overlap: OverlapRule;
  /** Outline tolerance, picture pixels. */
  readonly detail: number;
  /** What goes into the ZIP of everything. */
  readonly bundle: readonly string[];
}

let remembered: ExportChoices = {
  form: 'cutout',
  image: 'png',
  each: false,
  trim: false,
  compose: PLAIN_COMPOSE,
  edge: 'soft',
  tune: PLAIN_EDGE,
  background: 'transparent',
  color: '#ffffff',
  backdrop: null,
  blur: 12,
  mask: 'mask',
  shape: 'coco-rle',
  overlap: 'top-wins',
  detail: 1,
  bundle: ['cutout', 'mask', 'index-map', 'svg', 'coco-rle', 'csv'],
};

export function rememberedChoices(): ExportChoices {
  return remembered;
}

/** What was chosen last, with the edge that the canvas shows. */
export function choicesNow({ edge }: Doc): ExportChoices {
  return { ...remembered, edge: edge.kind, tune: edge.tune };
}

export function rememberChoices(choices: ExportChoices): void {
  remembered = choices;
}

/** What must be chosen before anything can be made, in words; null when nothing is missing. */
export function missingChoice({ form, background, backdrop, bundle }: ExportChoices): string | null {
  const cutout = form === 'cutout' || (form === 'all' && bundle.includes('cutout'));
  if (form === 'all' && bundle.length === 0) return 'Choose what goes into the ZIP';
  return cutout && background === 'picture' && backdrop === null ? 'Choose the picture that goes behind' : null;
}

/** Whether an option of the writers changes what is written under these choices. */
export function usesOption({ form, mask, shape, bundle }: ExportChoices, option: keyof WriteOptions): boolean {
  const formats = { cutout: [], mask: [mask], shapes: [shape], all: bundle.filter((id) => id !== 'cutout') }[form];
  return formats.some((id) => writtenFormat(id).writer.options.includes(option));
}
