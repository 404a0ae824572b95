/** What a person has chosen to export, remembered until the tab is closed. */
import type { AnnotationFormat } from '../../contract/export.ts';
import type { OverlapRule } from '../../core/formats/index-map.ts';

type ExportForm = 'cutout' | 'mask' | 'shapes' | 'all';
type BackgroundKind = 'transparent' | 'color' | 'picture' | 'blur';

export interface FormatEntry {
  readonly id: AnnotationFormat;
  readonly label: string;
  readonly hint: string;
}

/** Masks as pictures. */
export const MASK_FORMATS: readonly FormatEntry[] = [
  { id: 'mask', label: 'Black and white', hint: 'PNG, all objects together' },
  { id: 'soft-mask', label: 'Soft edges', hint: 'PNG in greys, all objects together' },
  { id: 'object-masks', label: 'One file an object', hint: 'black and white PNGs in a ZIP' },
  { id: 'index-map', label: 'Index map', hint: '16-bit PNG, one number an object, with a legend' },
];

/** Outlines, run lengths and measures. */
export const SHAPE_FORMATS: readonly FormatEntry[] = [
  { id: 'svg', label: 'SVG', hint: 'paths with holes' },
  { id: 'coco-rle', label: 'COCO, run lengths', hint: 'JSON, exact pixels' },
  { id: 'coco-polygons', label: 'COCO, polygons', hint: 'JSON, outlines' },
  { id: 'yolo', label: 'YOLO segmentation', hint: 'text and data.yaml' },
  { id: 'voc', label: 'Pascal VOC', hint: 'XML and coloured masks' },
  { id: 'labelme', label: 'LabelMe', hint: 'JSON, outlines' },
  { id: 'geojson', label: 'GeoJSON', hint: 'outlines in pixels' },
  { id: 'csv', label: 'CSV', hint: 'a table of measures' },
];

/** Formats whose outlines follow the detail slider. */
const OUTLINE_FORMATS: ReadonlySet<AnnotationFormat> = new Set(['svg', 'coco-polygons', 'yolo', 'labelme', 'geojson']);

export interface ExportChoices {
  readonly form: ExportForm;
  readonly image: 'png' | 'webp';
  readonly each: boolean;
  readonly trim: boolean;
  readonly background: BackgroundKind;
  /** `#rrggbb`. */
  readonly color: string;
  /** The picture behind the cut-out, once one was chosen. */
  readonly backdrop: File | null;
  /** Blur in thousandths of the picture's longer side. */
  readonly blur: number;
  readonly mask: AnnotationFormat;
  readonly shape: AnnotationFormat;
  readonly overlap: OverlapRule;
  /** Outline tolerance, picture pixels. */
  readonly detail: number;
  /** What goes into the ZIP of everything. */
  readonly bundle: readonly (AnnotationFormat | 'cutout')[];
}

let remembered: ExportChoices = {
  form: 'cutout',
  image: 'png',
  each: false,
  trim: false,
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

export function rememberChoices(choices: ExportChoices): void {
  remembered = choices;
}

/** Whether the detail slider changes what is written. */
export function usesOutlines({ form, shape, bundle }: ExportChoices): boolean {
  return form === 'shapes' ? OUTLINE_FORMATS.has(shape) : form === 'all' && bundle.some((id) => isOutline(id));
}

function isOutline(id: AnnotationFormat | 'cutout'): boolean {
  return id !== 'cutout' && OUTLINE_FORMATS.has(id);
}

/** Whether the overlap rule changes what is written. */
export function usesOverlap({ form, mask, bundle }: ExportChoices): boolean {
  return form === 'mask' ? mask === 'index-map' : form === 'all' && bundle.includes('index-map');
}
