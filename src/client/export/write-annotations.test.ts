import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { zipFiles } from '../../codecs/archive/write-zip.ts';
import type { ExportFile } from '../../contract/export.ts';
import { WRITTEN_FORMATS } from '../../core/formats/list.ts';
import { packedArea } from '../../core/mask/packed.ts';
import { arbitraryDocument } from '../../test-support/documents.ts';
import { runs } from '../../test-support/long.ts';
import { importAnnotations } from './import-file.ts';
import { writeAnnotations } from './write-annotations.ts';

async function bytesOf(files: readonly ExportFile[]): Promise<readonly (readonly [string, string])[]> {
  return Promise.all(
    files.map(async ({ path, blob }) => [path, Buffer.from(await blob.arrayBuffer()).toString('base64')] as const),
  );
}

const named = (files: readonly ExportFile[]) => files.map(({ path, blob }) => ({ name: path, blob }));

test.each<[string, number]>([
  ['coco-rle', 0],
  ['coco-polygons', 0],
  ['coco-polygons', 1.5],
  ['labelme', 0],
  ['labelme', 1.5],
  ['index-map', 0],
])('%s (detail %s): files written, read and written again are the same bytes', async (format, detail) => {
  await fc.assert(
    fc.asyncProperty(arbitraryDocument(24), fc.constantFrom('top-wins', 'free'), async (raw, overlap) => {
      // LabelMe cannot hold objects without an outline: those are left out by the first export already.
      const document = { ...raw, objects: raw.objects.filter((o) => packedArea(o.mask) > 0) };
      const options = { detail, overlap };
      const first = await writeAnnotations([document], format, options);
      const [source] = await importAnnotations(named(first), document.picture);
      const { objects } = source?.readings[0] ?? { objects: [] };
      const again = await writeAnnotations([{ picture: document.picture, objects }], format, options);
      if (format !== 'labelme' || objects.length === document.objects.length) {
        expect(await bytesOf(again)).toEqual(await bytesOf(first));
      }
    }),
    { numRuns: runs(25) },
  );
});

test('every format writes files with safe, distinct paths; together they make one ZIP that unpacks to them', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDocument(12), async (document) => {
      const files: ExportFile[] = [];
      for (const { id: format } of WRITTEN_FORMATS) {
        const made = await writeAnnotations([document], format, { detail: 1, overlap: 'free' });
        expect(made.length).toBeGreaterThan(0);
        files.push(...made.map((file) => ({ ...file, path: `${format}/${file.path}` })));
      }
      const archive = await zipFiles(files);
      const unpacked = unzipSync(new Uint8Array(await archive.arrayBuffer()));
      expect(Object.keys(unpacked)).toHaveLength(files.length);
      for (const { path, blob } of files) {
        expect([...(unpacked[path] ?? [])]).toEqual([...new Uint8Array(await blob.arrayBuffer())]);
      }
    }),
    { numRuns: 15 },
  );
});

test('files that are none of ours get a sentence', async () => {
  const picture = { name: 'p.png', width: 4, height: 4 };
  const file = (name: string, content: string | Uint8Array<ArrayBuffer>) => [{ name, blob: new Blob([content]) }];
  await expect(importAnnotations(file('a.json', '{"images": ['), picture)).rejects.toMatchObject({ fault: 'not-json' });
  await expect(importAnnotations(file('a.txt', 'some words'), picture)).rejects.toThrow('none of the annotation files');
  await expect(importAnnotations(file('a.json', '[]'), picture)).rejects.toMatchObject({ fault: 'not-this-format' });
  const legend = '{"format":"segment-playground-index-map","objects":[],"entries":[]}';
  await expect(importAnnotations(file('i.json', legend), picture)).rejects.toThrow('together');
  const cut = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0);
  await expect(importAnnotations(file('m.png', cut), picture)).rejects.toMatchObject({ fault: 'unsupported' });
});

test('paths that leave the archive are refused', async () => {
  for (const path of ['../x', '/x', 'a//b', 'a/./b']) {
    await expect(zipFiles([{ path, blob: new Blob(['x']) }])).rejects.toThrow(RangeError);
  }
});
