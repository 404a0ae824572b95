/** Reading YOLO label files: one line an object, class number and outline (or box) in shares of the picture. */
import { imagePoint } from '../geometry/space.ts';
import type { Ring } from '../mask/polygon.ts';
import type { Picture } from './document.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import { nameFit } from './picture-names.ts';
import { type ReadContext, type ReadFile, type Reading, textOf } from './reader.ts';
import { boxesNotice, boxRing, objectsOfRegions, type Region } from './regions.ts';
import { withoutExtension } from './text.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The numbers of the lines, without empty ones; null when a line is something else. */
export function labelLines(text: string): readonly (readonly number[])[] | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const rows = lines.map((line) => line.trim().split(/\s+/));
  const fine = rows.every(
    (row) => row.length >= 5 && row.every((word) => NUMBER.test(word)) && Number.isInteger(Number(row[0])),
  );
  return fine && rows.length > 0 ? rows.map((row) => row.map(Number)) : null;
}

/** Unquotes a YAML scalar as class names are written. */
function scalar(text: string): string {
  const clean = text.trim().replace(/\s+#.*$/, '');
  if (/^".*"$/.test(clean)) {
    try {
      return String(JSON.parse(clean));
    } catch {
      return clean.slice(1, -1);
    }
  }
  return /^'.*'$/.test(clean) ? clean.slice(1, -1).replaceAll("''", "'") : clean;
}

/** Splits `a, "b, c", d` at commas outside of quotes. */
function items(text: string): readonly string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,])+/g)?.filter((item) => item.trim() !== '') ?? [];
}

/** Class names by number from the `names` of a data.yaml: a list or a map, in one line or in several. Null without them. */
export function readClassNames(text: string): ReadonlyMap<number, string> | null {
  const found = /^names\s*:[ \t]*(.*)$/m.exec(text);
  if (!found) return null;
  const names = new Map<number, string>();
  const [line = '', first = ''] = found;
  const rest = text.slice(found.index + line.length);
  if (/^[[{]/.test(first.trim())) {
    const close = first.trim().startsWith('[') ? ']' : '}';
    const whole = `${first}${rest}`;
    const inner = whole.slice(whole.search(/[[{]/) + 1, whole.indexOf(close)).replace(/[\r\n]+/g, ' ');
    for (const [i, item] of items(inner).entries()) {
      const pair = close === '}' ? /^\s*["']?(\d+)["']?\s*:\s*(.*)$/.exec(item) : null;
      names.set(pair ? Number(pair[1]) : i, scalar(pair ? (pair[2] ?? '') : item));
    }
    return names;
  }
  for (const [i, row] of rest
    .replace(/^\r?\n/, '')
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*(#.*)?$/.test(row)) continue;
    const [, dash, key, value] = /^\s*(?:(-)\s+|["']?(\d+)["']?\s*:\s*)(.*)$/.exec(row) ?? [];
    if (dash === undefined && key === undefined) break;
    names.set(key === undefined ? names.size : Number(key), scalar(value ?? ''));
    if (i > 10_000) break;
  }
  return names;
}

/** Names in a classes.txt, one a line. */
function plainNames(text: string): ReadonlyMap<number, string> {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return new Map(lines.flatMap((name, i) => (name === '' ? [] : [[i, name] as const])));
}

const isClasses = (file: ReadFile): boolean => /(^|[/\\])(classes|obj\.names|names)(\.txt|\.names)?$/i.test(file.name);

/** True for a data.yaml, or a list of class names called classes.txt. */
export function isClassFile(file: ReadFile): boolean {
  const text = textOf(file);
  return text !== null && labelLines(text) === null && (isClasses(file) || readClassNames(text) !== null);
}

function ringOf(numbers: readonly number[], { width, height }: Picture): Ring {
  return Array.from({ length: numbers.length >> 1 }, (_, i) =>
    imagePoint((numbers[2 * i] ?? 0) * width, (numbers[2 * i + 1] ?? 0) * height),
  );
}

/** The objects of a label file. */
export function readYolo(file: ReadFile, { picture, files }: ReadContext): Reading {
  const lines = labelLines(textOf(file) ?? '') ?? [];
  const texts = files.filter(isClassFile).map((other) => ({ other, text: textOf(other) ?? '' }));
  const names = texts
    .map(({ other, text }) => readClassNames(text) ?? (isClasses(other) ? plainNames(text) : null))
    .find((n) => n !== null);
  const notices: FormatNotice[] = [];
  const beyond = lines.findIndex((row) => row.slice(1).some((v) => v < -0.05 || v > 1.05));
  if (beyond >= 0) {
    throw new FormatError(
      'not-this-format',
      `line ${beyond + 1}`,
      `“${file.name}”, line ${beyond + 1}: YOLO labels are shares of the picture between 0 and 1, found ${lines[beyond]?.slice(1).find((v) => v < -0.05 || v > 1.05)}.`,
    );
  }
  if (nameFit(`${withoutExtension(file.name)}.x`, `${withoutExtension(picture.name)}.x`) === null) {
    notices.push({
      fault: 'other-picture',
      path: '',
      message: `YOLO files belong to the picture of their name: “${file.name}” was laid over “${picture.name}”; check that it belongs here.`,
    });
  }
  let boxes = 0;
  const regions = lines.flatMap((row, i): readonly Region[] => {
    const [number = 0, ...rest] = row;
    const label = names?.get(number) ?? `class ${number}`;
    const path = `line ${i + 1}`;
    if (rest.length === 4 || rest.length === 5) {
      boxes++;
      const [x = 0, y = 0, w = 0, h = 0, score] = rest;
      const { width, height } = picture;
      const ring = boxRing((x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height);
      return [{ label, shape: [ring], path, score: score ?? null }];
    }
    // Predictions that were saved with their confidence have it last.
    const odd = rest.length % 2 === 1;
    return [
      {
        label,
        shape: [ringOf(odd ? rest.slice(0, -1) : rest, picture)],
        path,
        score: odd ? (rest.at(-1) ?? null) : null,
      },
    ];
  });
  if (!names) {
    notices.push({
      fault: 'bad-value',
      path: '',
      message:
        'The class names are in data.yaml; choose it together with the label file to have them instead of numbers.',
    });
  }
  const objects = objectsOfRegions(regions, picture, 'yolo', notices);
  return { meaning: 'YOLO labels', objects, notices: [...notices, ...boxesNotice(boxes, '')] };
}
