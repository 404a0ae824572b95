import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTools } from '../../cli/read-tools.ts';
import { arbitraryDocument, HOSTILE_TEXTS } from '../../test-support/documents.ts';
import { runs } from '../../test-support/long.ts';
import { maskOf } from '../../test-support/masks.ts';
import { onlyReading } from '../../test-support/readings.ts';
import { rleArea } from '../coco/rle.ts';
import { polygonsToRle } from '../coco/rle-polygon.ts';
import { fillRings } from '../edit/shapes.ts';
import { imagePoint } from '../geometry/space.ts';
import { combinePacked, packedArea, packedEquals, packMask } from '../mask/packed.ts';
import { ringsOf } from '../mask/polygon.ts';
import { hardAlpha } from '../mask/soft-edge.ts';
import { labelsOf } from './coco-write.ts';
import { documentsToCsv, measure } from './csv.ts';
import type { AnnotationDocument } from './document.ts';
import { documentToGeoJson } from './geojson.ts';
import { documentToIndexMap, readIndexMap } from './index-map.ts';
import { readLabelMe } from './labelme-read.ts';
import { documentToLabelMe } from './labelme-write.ts';
import { readMaskPicture } from './mask-picture.ts';
import type { NumberPlane } from './mask-values.ts';
import { checkDocument, FormatError } from './notice.ts';
import { flatten, joinRings, outlinesOf } from './outline.ts';
import { binaryPlane, softPlane } from './planes.ts';
import type { ReadImage } from './reader.ts';
import { documentToSvg, pathData } from './svg.ts';
import { csvText, fileNameOf, uniqueFileNames, withoutExtension, xmlText, yamlText } from './text.ts';
import { documentToVocXml, vocClassPlane, vocObjectPlane } from './voc.ts';
import { vocPalette } from './voc-palette.ts';
import { documentToYolo, yoloDataFile } from './yolo.ts';

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('rings joined by bridges fill the same pixels, here and in COCO tools', () => {
  fc.assert(
    fc.property(arbitraryDocument(24), ({ objects: [object], picture }) => {
      if (object === undefined) return;
      const line = joinRings(ringsOf(outlinesOf(object.mask, 0)));
      expect(packedEquals(fillRings([line], picture), object.mask)).toBe(true);
      if (line.length > 0) expect(rleArea(polygonsToRle([flatten(line)], picture))).toBe(packedArea(object.mask));
    }),
    { numRuns: runs(200) },
  );
});

test('LabelMe: out and in again gives the same objects, and out again the same bytes', () => {
  fc.assert(
    fc.property(arbitraryDocument(), fc.constantFrom(0, 1.5), (document, detail) => {
      const file = documentToLabelMe(document, detail);
      const { objects, notices } = readLabelMe(json(file), document.picture, readTools);
      expect(notices).toEqual([]);
      const kept = document.objects.filter((o) => packedArea(o.mask) > 0);
      expect(objects.map((o) => ({ ...o, mask: null, origin: null }))).toEqual(
        kept.map((o) => ({ ...o, mask: null, origin: null })),
      );
      objects.forEach((o, i) => {
        const own = kept[i];
        expect(own !== undefined && packedEquals(o.mask, own.mask)).toBe(true);
      });
      expect(documentToLabelMe({ picture: document.picture, objects }, detail).shapes.length).toBe(file.shapes.length);
      expect(JSON.stringify(documentToLabelMe({ picture: document.picture, objects: objects }, detail))).toBe(
        JSON.stringify(documentToLabelMe({ picture: document.picture, objects: kept }, detail)),
      );
    }),
    { numRuns: runs(150) },
  );
});

test('index maps: free overlap loses nothing; both rules export the same bytes again', () => {
  fc.assert(
    fc.property(arbitraryDocument(), fc.constantFrom('top-wins', 'free'), (document, overlap) => {
      const map = documentToIndexMap(document, overlap);
      const { objects, notices } = readIndexMap(map, json(map.legend), document.picture);
      expect(notices).toEqual([]);
      const again = documentToIndexMap({ picture: document.picture, objects }, overlap);
      expect(again.data).toEqual(map.data);
      expect(JSON.stringify(again.legend)).toBe(JSON.stringify(map.legend));
      for (const [i, object] of objects.entries()) {
        const own = document.objects[i];
        if (own === undefined) throw new Error('objects differ in number');
        const above = document.objects
          .slice(i + 1)
          .reduce((sum, o) => combinePacked(sum, o.mask, 'subtract'), own.mask);
        expect(packedEquals(object.mask, overlap === 'free' ? own.mask : above)).toBe(true);
      }
    }),
    { numRuns: runs(150) },
  );
});

const image = (plane: NumberPlane): ReadImage => {
  const bitDepth = plane.data instanceof Uint16Array ? 16 : 8;
  const png = { width: plane.width, height: plane.height, bitDepth, colour: 'grey', channels: 1 } as const;
  return { kind: 'PNG', lossy: false, png: { ...png, samples: plane.data, palette: null, transparency: null } };
};

test('a binary mask exported and imported is the same object, and exports the same', () => {
  fc.assert(
    fc.property(arbitraryDocument(), ({ objects: [object], picture }) => {
      if (object === undefined || packedArea(object.mask) === 0) return;
      const plane = binaryPlane([object.mask], picture);
      const [back] = onlyReading(readMaskPicture(image(plane), picture, object.name, null)).objects;
      expect(back !== undefined && packedEquals(back.mask, object.mask)).toBe(true);
      expect(back && binaryPlane([back.mask], picture)).toEqual(plane);
      expect(softPlane([hardAlpha(object.mask)], picture)).toEqual(plane);
    }),
  );
});

/** A strict little reader of XML: checks nesting and escapes, returns texts and attribute values decoded. */
function readXml(xml: string): string[] {
  const texts: string[] = [];
  const open: string[] = [];
  const decode = (s: string): string => {
    expect(s.replace(/&(amp|lt|gt|quot|#\d+);/g, '')).not.toMatch(/[&<]/);
    return s
      .replace(/&#(\d+);/g, (_, n) => String.fromCharCode(Number(n)))
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
  };
  const token = /<\?[^>]*\?>|<(\/?)([a-z]+)((?:\s[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gi;
  let at = 0;
  for (const m of xml.matchAll(token)) {
    expect(m.index).toBe(at);
    at += m[0].length;
    if (m[5] !== undefined) texts.push(decode(m[5]));
    else if (m[1] === '/') expect(open.pop()).toBe(m[2]);
    else if (m[2] !== undefined) {
      for (const [, value] of (m[3] ?? '').matchAll(/="([^"]*)"/g)) texts.push(decode(value ?? ''));
      if (m[4] !== '/') open.push(m[2]);
    }
  }
  expect(at).toBe(xml.length);
  expect(open).toEqual([]);
  return texts;
}

test('SVG and VOC stay well-formed whatever the names, and hold them', () => {
  fc.assert(
    fc.property(arbitraryDocument(12), (document) => {
      for (const xml of [documentToSvg(document, 1), documentToVocXml(document)]) {
        const texts = readXml(xml);
        expect(xml).not.toMatch(/<script|<svg onload/i);
        for (const object of document.objects) {
          const plain = /^[\x20-\x7e]+$/.test(object.name);
          if (plain && packedArea(object.mask) > 0) expect(texts).toContain(object.name);
        }
      }
    }),
    { numRuns: runs(200) },
  );
});

test('SVG paths have holes and follow the pixel edges', () => {
  const mask = packMask(maskOf('####', '#..#', '####'));
  expect(pathData(outlinesOf(mask, 0))).toBe('M0 0H4V3H0ZM1 2H3V1H1Z');
});

/** RFC 4180 reader. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const m of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(m[1]?.replaceAll('""', '"') ?? m[2] ?? '');
    if (m[3] === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

test('CSV keeps one line an object whatever the names, and no cell is a formula', () => {
  fc.assert(
    fc.property(arbitraryDocument(12), (document) => {
      const rows = readCsv(documentsToCsv([document]));
      expect(rows).toHaveLength(document.objects.length + 1);
      for (const [i, row] of rows.slice(1).entries()) {
        const own = document.objects[i];
        expect(row).toHaveLength(16);
        expect(row[5]).toBe(String(own && packedArea(own.mask)));
        for (const cell of row.slice(0, 4)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }
    }),
  );
});

test('measurements of a ring', () => {
  const m = measure(packMask(maskOf('####', '#..#', '####')));
  expect(m).toEqual({ area: 10, share: 10 / 12, centroid: { x: 2, y: 1.5 }, perimeter: 14 + 6, parts: 1, holes: 1 });
});

test('YOLO lines have a class, pairs of shares in 0..1, and fill to the mask', () => {
  fc.assert(
    fc.property(arbitraryDocument(), (document) => {
      const labels = labelsOf([document]);
      const { picture } = document;
      const lines = documentToYolo(document, labels, 0).split('\n').slice(0, -1);
      const visible = document.objects.filter((o) => packedArea(o.mask) > 0);
      expect(lines).toHaveLength(visible.length);
      for (const [i, line] of lines.entries()) {
        const [type = Number.NaN, ...shares] = line.split(' ').map(Number);
        expect(labels[type]).toBe(visible[i]?.label || 'object');
        expect(shares.length % 2).toBe(0);
        expect(shares.every((v) => v >= 0 && v <= 1)).toBe(true);
        const ring = Array.from({ length: shares.length / 2 }, (_, k) =>
          imagePoint(
            Math.round((shares[2 * k] ?? 0) * picture.width),
            Math.round((shares[2 * k + 1] ?? 0) * picture.height),
          ),
        );
        const own = visible[i];
        expect(own && packedEquals(fillRings([ring], picture), own.mask)).toBe(true);
      }
      const yaml = yoloDataFile([document]).split('\n');
      expect(yaml).toHaveLength(4 + labels.length + 1);
      for (const [i, label] of labels.entries()) {
        expect(JSON.parse(yaml[4 + i]?.replace(`  ${i}: `, '') ?? '')).toBe(label.replace(/\p{Surrogate}/gu, '\ufffd'));
      }
    }),
  );
});

test('VOC masks: palette as VOCdevkit, class and object numbers, topmost winning', () => {
  const palette = vocPalette();
  expect([...palette.subarray(0, 15)]).toEqual([0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0, 0, 0, 128]);
  expect([...palette.subarray(765)]).toEqual([224, 224, 192]);
  const at = (rows: readonly string[], label: string, id: string) => ({
    id,
    name: id,
    label,
    color: '#000000',
    score: null,
    mask: packMask(maskOf(...rows)),
  });
  const document: AnnotationDocument = {
    picture: { name: 'p', width: 3, height: 1 },
    objects: [at(['##.'], 'cat', 'a'), at(['.##'], 'dog', 'b'), at(['..#'], 'cat', 'c')],
  };
  expect([...vocObjectPlane(document).data]).toEqual([1, 2, 3]);
  expect([...vocClassPlane(document).data]).toEqual([1, 2, 1]);
  const many = Array.from({ length: 255 }, (_, i) => at(['#..'], 'x', `${i}`));
  expect(() => vocObjectPlane({ ...document, objects: many })).toThrow(FormatError);
  expect(documentToVocXml(document)).toContain('<xmin>2</xmin><ymin>1</ymin><xmax>3</xmax><ymax>1</ymax>');
});

test('GeoJSON parses, closes its rings and says that they are pixels', () => {
  fc.assert(
    fc.property(arbitraryDocument(12), (document) => {
      const file = JSON.parse(documentToGeoJson(document, 0));
      expect(file.coordinates).toContain('pixels');
      for (const [i, feature] of file.features.entries()) {
        expect(feature.properties.name).toBe(document.objects[i]?.name);
        for (const ring of feature.geometry.coordinates.flat()) expect(ring.at(-1)).toEqual(ring[0]);
      }
    }),
  );
});

test('foreign LabelMe files: shapes, groups, and a notice for each thing left out', () => {
  const picture = { name: 'p.jpg', width: 20, height: 20 };
  const shape = (fields: object): object => ({
    label: 'a',
    group_id: null,
    shape_type: 'polygon',
    flags: {},
    ...fields,
  });
  const file = {
    imagePath: '..\\p.jpg',
    imageWidth: 20,
    imageHeight: 20,
    shapes: [
      shape({
        shape_type: 'rectangle',
        points: [
          [8, 8],
          [2, 4],
        ],
      }),
      shape({
        group_id: 1,
        points: [
          [0, 0],
          [2, 0],
          [2, 2],
          [0, 2],
        ],
      }),
      shape({
        group_id: 1,
        points: [
          [4, 0],
          [6, 0],
          [6, 2],
          [4, 2],
        ],
      }),
      shape({
        shape_type: 'circle',
        points: [
          [10, 10],
          [15, 10],
        ],
      }),
      shape({
        shape_type: 'line',
        points: [
          [0, 0],
          [1, 1],
        ],
      }),
      shape({
        points: [
          [0, 0],
          [1, 1],
        ],
      }),
      shape({ points: 'x' }),
      shape({
        points: [
          [0, 0],
          [4, 4],
          [4, 0],
          [0, 4],
        ],
      }),
      shape({
        points: [
          [-9, -9],
          [5, -9],
          [5, 5],
          [-9, 5],
        ],
      }),
    ],
  };
  const { objects, notices } = readLabelMe(file, picture, readTools);
  expect(objects.map((o) => packedArea(o.mask)).slice(0, 2)).toEqual([24, 8]);
  expect(
    Math.abs(packedArea(objects[2]?.mask ?? objects[0]?.mask ?? packMask(maskOf('#'))) - Math.PI * 25),
  ).toBeLessThan(4);
  expect(objects).toHaveLength(5);
  expect(notices.map((n) => [n.fault, n.path])).toEqual([
    ['unsupported', 'shapes[4].shape_type'],
    ['bad-polygon', 'shapes[5].points'],
    ['bad-value', 'shapes[6].points'],
    ['self-crossing', 'shapes[7].points'],
    ['outside-picture', 'shapes[8].points'],
  ]);
  expect(() => readLabelMe({ ...file, imageWidth: 21 }, picture, readTools)).toThrow(FormatError);
  expect(() => readLabelMe({}, picture, readTools)).toThrow(FormatError);
});

test('file names are legal everywhere, short, and unique without regard to case', () => {
  const free = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 60 }));
  fc.assert(
    fc.property(fc.array(free, { maxLength: 8 }), (texts) => {
      const names = uniqueFileNames(texts);
      expect(new Set(names.map((n) => n.toLowerCase())).size).toBe(texts.length);
      for (const name of names) {
        expect(name).not.toBe('');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not occur
        expect(name).not.toMatch(/[\u0000-\u001f/\\:*?"<>|]|^[. ]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(new TextEncoder().encode(name).length).toBeLessThan(130);
      }
    }),
    { numRuns: runs(300) },
  );
  expect(fileNameOf('../../etc/passwd')).toBe('_.._etc_passwd');
  expect(fileNameOf('Café 😀')).toBe('Café 😀');
  expect(fileNameOf('CON')).toBe('_CON');
  expect(withoutExtension('photo.tar.gz')).toBe('photo.tar');
  expect(withoutExtension('.hidden')).toBe('.hidden');
});

test('escapes', () => {
  expect(xmlText('a<b>&"\n')).toBe('a&lt;b&gt;&amp;&quot;&#10;');
  expect(csvText('=1+1')).toBe("'=1+1");
  expect(csvText('a,"b"')).toBe('"a,""b"""');
  expect(yamlText('\u2028"')).toBe('"\\u2028\\""');
});

test('exporting nothing, and an object without a pixel, get a clear word', () => {
  const picture = { name: 'p', width: 2, height: 1 };
  expect(checkDocument({ picture, objects: [] })).toMatchObject([{ fault: 'no-objects' }]);
  const empty = { id: 'a', name: 'Ghost', label: '', color: '#000000', score: null, mask: packMask(maskOf('..')) };
  const [notice] = checkDocument({ picture, objects: [empty] });
  expect(notice).toMatchObject({ fault: 'empty-object', path: 'objects[0].mask' });
  expect(notice?.message).toContain('Ghost');
});
