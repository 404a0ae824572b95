/** Annotation files laid over their picture: what comes in is exported again as run lengths and compared. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { decodeRle } from '../../src/core/coco/rle.ts';
import { rleFromString } from '../../src/core/coco/rle-string.ts';
import { clearObjects, exportedFile, imported, objectRows, openBytes } from '../app.ts';
import { clearNotices, saidAfter } from './notices.ts';
import { asked, type Case, type Outcome, refused, right, type Section, skipped, wrong } from './verdict.ts';

interface Found {
  readonly area: number;
  readonly box: readonly number[];
  readonly label: string;
  readonly crowd: number;
}

const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'application/xml',
};

export const typeOf = (file: string): string => types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

/** Large cases take their time to be written. */
export const EXPORT_MS = 120_000;

interface CocoFile {
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly annotations: readonly {
    readonly category_id: number;
    readonly iscrowd: number;
    readonly bbox: readonly [number, number, number, number];
    readonly segmentation: { readonly size: readonly [number, number]; readonly counts: string };
  }[];
}

export function objectsOf(coco: CocoFile): readonly Found[] {
  return coco.annotations.map(({ category_id, iscrowd, bbox: [x, y, w, h], segmentation }) => {
    const [height, width] = segmentation.size;
    const { data } = decodeRle(rleFromString(segmentation.counts, { width, height }));
    const label = coco.categories.find((c) => c.id === category_id)?.name ?? '';
    return { area: data.reduce((sum, v) => sum + v, 0), box: [x, y, x + w, y + h], label, crowd: iscrowd };
  });
}

export const words = (found: readonly Found[]): string =>
  found.map((o) => `${o.label} ${o.area} px in [${o.box.join(', ')}]`).join('; ') || 'no object';

export function sameObjects(found: readonly Found[], expected: readonly unknown[], tolerance: number): boolean {
  if (found.length !== expected.length) return false;
  const left = [...found];
  return expected.every((value) => {
    const { area = 0, box, label } = value as { area?: number; box?: readonly number[]; label?: string };
    const at = left.findIndex(
      (o) =>
        Math.abs(o.area - area) <= area * tolerance &&
        (!box || o.box.every((side, i) => Math.abs(side - (box[i] ?? 0)) <= (tolerance > 0 ? 1 : 0))) &&
        (label === undefined || o.label === label),
    );
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** Checks what a case says of the way out again. Null when it is met or nothing is said. */
async function roundTripFault(page: Page, one: Case, coco: CocoFile): Promise<string | null> {
  const wanted = one.roundtrip as
    | { iscrowd?: readonly number[]; labelme?: readonly string[]; yolo?: number; differing_pixels?: number }
    | undefined;
  if (!wanted) return null;
  if (wanted.iscrowd && coco.annotations.map((a) => a.iscrowd).join() !== wanted.iscrowd.join()) {
    return `exported with iscrowd ${coco.annotations.map((a) => a.iscrowd).join()}`;
  }
  if (wanted.labelme) {
    const file = JSON.parse((await exportedFile(page, 'Data', /^LabelMe/, EXPORT_MS)).toString('utf8')) as {
      shapes: readonly { label: string }[];
    };
    const missing = wanted.labelme.filter((label) => !file.shapes.some((shape) => shape.label === label));
    if (missing.length > 0) return `LabelMe lost ${missing.join(', ')}`;
  }
  return null;
}

let opened = '';

async function openPicture(page: Page, one: Case, folder: string): Promise<void> {
  const { name } = one.picture as { name: string };
  if (opened === name) return (await objectRows(page).count()) > 0 ? clearObjects(page) : undefined;
  opened = name;
  await openBytes(page, name, typeOf(name), readFileSync(join(folder, 'annotations', name)));
  await expect(page.getByTestId('stage')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText(name).first()).toBeVisible({ timeout: 120_000 });
}

async function walk(page: Page, one: Case, folder: string): Promise<Outcome> {
  if (one.steps === true) return skipped('has a test of its own');
  await openPicture(page, one, folder);
  await clearNotices(page);
  await imported(page, basename(one.file), typeOf(one.file), readFileSync(join(folder, one.file)));
  const question = page.getByRole('dialog', { name: /How is .* meant/ });
  const said = await saidAfter(page, question);
  if (await question.isVisible()) {
    const readings = (await question.getByRole('radio').allInnerTexts()).join(' | ');
    const sure = one.objects === undefined || one.ambiguous === true;
    await question.getByRole('button', { name: sure ? 'Leave it out' : /^Take/ }).click();
    await expect(question).toBeHidden();
    if (sure) return asked(readings);
  }
  const count = await objectRows(page).count();
  if (one.refused !== undefined || count === 0) {
    return count > 0 || one.objects !== undefined ? wrong(`${count} objects; said: ${said}`) : refused(said);
  }
  const coco = JSON.parse(
    (await exportedFile(page, 'Data', /^COCO, run lengths/, EXPORT_MS)).toString('utf8'),
  ) as CocoFile;
  const found = objectsOf(coco);
  const total = found.reduce((sum, o) => sum + o.area, 0);
  if (typeof one.area === 'number' && total !== one.area) return wrong(`${total} px, not ${one.area}`);
  const expected = one.objects as readonly unknown[] | undefined;
  if (expected && !sameObjects(found, expected, Number(one.tolerance ?? 0))) return wrong(words(found));
  const fault = await roundTripFault(page, one, coco);
  if (fault) return wrong(fault);
  return expected || typeof one.area === 'number' ? right() : right(`${words(found)}; said: ${said}`);
}

export const annotations: Section = {
  id: 'annotations',
  start: async (page) => {
    await page.goto('#/segment');
  },
  walk,
};
