/** Which entry of a COCO file's `images` is the open picture. */
import { isJsonObject, type JsonObject, show } from '../coco/json-fields.ts';
import type { Picture } from './document.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import { nameFit } from './picture-names.ts';

export interface ImageEntry {
  readonly index: number;
  readonly fields: JsonObject;
  /** As in {@link nameFit}; 4 when only the size fits. */
  readonly fit: number;
}

/** A name or number as it stands, anything else described: a list nested without end must not be turned into text. */
export const plainText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : show(value);

const hasSize = (fields: JsonObject): boolean => typeof fields.width === 'number' && typeof fields.height === 'number';

const nameOf = (fields: JsonObject): string => plainText(fields.file_name ?? fields.filename ?? fields.coco_url);

/** The entries that may be the picture, all equally well named: several when folders hold pictures of one name. */
export function findImages(entries: readonly unknown[], picture: Picture): readonly ImageEntry[] {
  const all = entries.flatMap((value, index) => (isJsonObject(value) ? [{ index, fields: value }] : []));
  const sameSize = (fields: JsonObject): boolean => fields.width === picture.width && fields.height === picture.height;
  const named = all.flatMap(({ index, fields }) => {
    const fit = nameFit(nameOf(fields), picture.name);
    return fit === null ? [] : [{ index, fields, fit }];
  });
  const fitting = named.filter(({ fields }) => sameSize(fields) || !hasSize(fields));
  const best = Math.min(...fitting.map(({ fit }) => fit));
  if (fitting.length > 0) return fitting.filter(({ fit }) => fit === best);
  const [wrongSize] = named.filter(({ fit }) => fit < 3);
  if (wrongSize) {
    const { width, height } = wrongSize.fields;
    const turned = width === picture.height && height === picture.width;
    throw new FormatError(
      'other-picture',
      `images[${wrongSize.index}]`,
      `The file has “${picture.name}” at ${show(width)} x ${show(height)} pixels, but the open picture is ${picture.width} x ${picture.height}.${turned ? ' The sides are swapped: one of the two was turned by its camera’s orientation.' : ''}`,
    );
  }
  const bySize = all.filter(({ fields }) => sameSize(fields));
  const [only, ...others] = bySize;
  if (only && others.length === 0) return [{ ...only, fit: 4 }];
  const names = all.slice(0, 3).map(({ fields }) => `“${nameOf(fields)}”`);
  throw new FormatError(
    'other-picture',
    'images',
    `The file is for ${names.join(', ') || 'no picture'}${all.length > 3 ? ` and ${all.length - 3} more` : ''}, not for “${picture.name}”.`,
  );
}

/** What a person should know when the entry's name is not quite the picture's. */
export function imageNotice({ index, fields, fit }: ImageEntry, picture: Picture): readonly FormatNotice[] {
  if (fit < 2) return [];
  const why =
    fit === 4 ? 'it has the same size as' : fit === 3 ? 'it has another extension than' : 'it has a prefix that';
  const rest = fit === 2 ? `an exporter added to “${picture.name}”` : `“${picture.name}”`;
  return [
    {
      fault: 'other-picture',
      path: `images[${index}].file_name`,
      message: `The file names the picture “${nameOf(fields)}”; ${why} ${rest}, so its objects were taken.`,
    },
  ];
}

/** The name of an entry, for a person who chooses between several. */
export function imageName(entry: ImageEntry): string {
  return nameOf(entry.fields);
}
