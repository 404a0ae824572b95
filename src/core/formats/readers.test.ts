/** Files as other programs write them, made by hand after their documentation. */
import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { expect, test } from 'vitest';
import { readFiles } from '../../test-support/readings.ts';
import { encodePng, type PngSource } from '../image/png-encode.ts';
import { packedArea } from '../mask/packed.ts';
import { decodeBrush } from './label-studio.ts';

const pngOf = (source: PngSource): Uint8Array => encodePng(source, (raw) => zlibSync(raw));

const PICTURE = { name: 'photo.jpg', width: 60, height: 40 };

async function objects(files: Readonly<Record<string, string | Uint8Array>>, picture = PICTURE) {
  const sources = await readFiles(files, picture);
  return sources
    .flatMap(({ readings }) => readings[0]?.objects ?? [])
    .map(({ label, mask }) => [label, packedArea(mask), Object.values(mask.box).slice(0, 4)]);
}

async function said(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  try {
    const sources = await readFiles(files, PICTURE);
    return sources
      .flatMap(({ readings }) => readings.flatMap(({ notices }) => notices.map(({ message }) => message)))
      .join(' | ');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const SQUARE = [10, 10, 30, 30];
const square = (label: string) => [label, 400, SQUARE];

test('YOLO: outlines and boxes in shares, names from every form of data.yaml', async () => {
  const line = (n: number): string =>
    `${n} ${[10, 10, 30, 10, 30, 30, 10, 30].map((v, i) => v / (i % 2 === 0 ? 60 : 40)).join(' ')}`;
  for (const names of [
    'names: [\'a\', "b, c"]',
    'nc: 2\nnames:\n  0: a\n  1: "b, c"\n',
    "names:\n- a\n- 'b, c'\nnc: 2",
    "names: {0: a, 1: 'b, c'}",
    "names: [ a,\n  'b, c' ]",
  ]) {
    expect(await objects({ 'photo.txt': line(1), 'data.yaml': names }), names).toEqual([square('b, c')]);
  }
  expect(await objects({ 'photo.txt': line(0), 'classes.txt': 'cat\ndog\n' })).toEqual([square('cat')]);
  const box = `0 ${20 / 60} 0.5 ${20 / 60} 0.5`;
  expect(await objects({ 'photo.txt': box })).toEqual([square('class 0')]);
  expect(await said({ 'photo.txt': box })).toContain('only a box');
  expect(await said({ 'photo.txt': '0 10 10 30 30' })).toContain('shares of the picture');
  expect(await said({ 'data.yaml': 'names: [a]' })).toContain('together with it');
  expect(await said({ 'other.txt': line(0) })).toContain('belong to the picture of their name');
});

test('Pascal VOC: boxes count from 1, outlines, object masks beside the XML', async () => {
  const xml = (size: string, inner = ''): string =>
    `<?xml version="1.0"?><annotation><filename>photo.jpg</filename>${size}<object><name>cat &amp; dog</name><bndbox><xmin>11</xmin><ymin>11</ymin><xmax>30</xmax><ymax>30</ymax></bndbox>${inner}</object></annotation>`;
  const size = '<size><width>60</width><height>40</height><depth>3</depth></size>';
  expect(await objects({ 'photo.xml': xml(size) })).toEqual([square('cat & dog')]);
  const polygon =
    '<polygon><x1>0</x1><y1>0</y1><x2>10</x2><y2>0</y2><x3>10</x3><y3>10</y3><x4>0</x4><y4>10</y4></polygon>';
  expect(await objects({ 'photo.xml': xml(size, polygon) })).toEqual([['cat & dog', 100, [0, 0, 10, 10]]]);
  const swapped = xml(size).replace(/11/g, 'A').replace(/30/g, '11').replace(/A/g, '30');
  expect(await objects({ 'photo.xml': swapped })).toEqual([square('cat & dog')]);
  const latin = `<?xml version="1.0" encoding="ISO-8859-1"?>${xml(size, '')
    .replace(/^<\?xml.*?\?>/, '')
    .replace('cat &amp; dog', 'Größe')}`;
  expect(await objects({ 'photo.xml': new Uint8Array(Buffer.from(latin, 'latin1')) })).toEqual([square('Größe')]);
  expect(await said({ 'photo.xml': xml('<size><width>40</width><height>60</height></size>') })).toContain('40 x 60');
  const plane = Uint8Array.from({ length: 2400 }, (_, i) => {
    const [x, y] = [i % 60, Math.floor(i / 60)];
    return x >= 10 && x < 30 && y >= 10 && y < 30 ? (x === y ? 255 : 1) : 0;
  });
  const png = pngOf({ width: 60, height: 40, kind: 'grey8', data: plane });
  expect(await objects({ 'photo.xml': xml(size), 'photo.png': png })).toEqual([['cat & dog', 380, SQUARE]]);
});

test('CVAT: masks, polygons, turned boxes, ellipses; tracks are refused', async () => {
  const xml = `<annotations><version>1.1</version><image id="0" name="set/photo.jpg" width="60" height="40">
    <polygon label="a" points="10,10;30,10;30,30;10,30" z_order="1"></polygon>
    <mask label="m" rle="1, 2, 1, 2" left="5" top="6" width="3" height="2" z_order="0"></mask>
    <box label="b" xtl="10" ytl="10" xbr="30" ybr="30" rotation="90" z_order="2"/>
    <points label="p" points="1,1"/></image></annotations>`;
  expect(await objects({ 'annotations.xml': xml })).toEqual([['m', 4, [6, 6, 8, 8]], square('a'), square('b')]);
  expect(await said({ 'annotations.xml': xml })).toMatch(/type points.*no area/);
  expect(await said({ 'a.xml': '<annotations><track label="a"/></annotations>' })).toContain('CVAT for images');
  expect(await said({ 'a.xml': '<annotations><image></annotations>' })).toContain('closes nothing');
});

/** Packs bytes as `@thi.ng/rle-pack` does, one run after another. */
function packed(bytes: readonly number[]): readonly number[] {
  const bits: number[] = [];
  const push = (value: number, count: number): void => {
    for (let i = count - 1; i >= 0; i--) bits.push(Math.floor(value / 2 ** i) % 2);
  };
  push(bytes.length, 32);
  push(7, 5);
  for (const width of [2, 3, 7, 15]) push(width, 4);
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    while (end < bytes.length && bytes[end] === bytes[at] && end - at < 256) end++;
    push(1, 1);
    push(end - at - 1 < 8 ? 0 : 2, 2);
    push(end - at - 1, end - at - 1 < 8 ? 3 : 8);
    push(bytes[at] ?? 0, 8);
    at = end;
  }
  while (bits.length % 8 !== 0) bits.push(0);
  return Array.from({ length: bits.length / 8 }, (_, i) => bits.slice(8 * i, 8 * i + 8).reduce((v, b) => 2 * v + b, 0));
}

test('Label Studio: brush run lengths, percent of the picture, prefixed names', async () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (cells) => {
      const bytes = cells.flatMap((on) => (on ? [7, 7, 7, 255] : [0, 0, 0, 0]));
      const mask = decodeBrush(packed(bytes), { width: 4, height: 3 });
      expect(mask && packedArea(mask)).toBe(cells.filter(Boolean).length);
    }),
  );
  const result = (value: object, type: string): object => ({ original_width: 60, original_height: 40, type, value });
  const task = (image: string, results: readonly object[]): object => ({
    id: 1,
    data: { image },
    annotations: [{ was_cancelled: false, result: results }],
  });
  const brush = Array.from({ length: 2400 }, (_, i) => (i < 60 ? [0, 0, 0, 255] : [0, 0, 0, 0])).flat();
  const file = JSON.stringify([
    task('/data/upload/1/ab12cd34-photo.jpg', [
      result(
        {
          points: [
            [100 / 6, 25],
            [50, 25],
            [50, 75],
            [100 / 6, 75],
          ],
          polygonlabels: ['a'],
        },
        'polygonlabels',
      ),
      result({ x: 100 / 6, y: 25, width: 100 / 3, height: 50, rotation: 0, rectanglelabels: ['b'] }, 'rectanglelabels'),
      result({ format: 'rle', rle: packed(brush), brushlabels: ['c'] }, 'brushlabels'),
      result({ x: 5, y: 5, width: 0.2, keypointlabels: ['k'] }, 'keypointlabels'),
    ]),
    task('/data/upload/1/ab12cd35-other.jpg', []),
  ]);
  expect(await objects({ 'studio.json': file })).toEqual([square('a'), square('b'), ['c', 60, [0, 0, 60, 1]]]);
});

test('Label Studio: a label beside its shape, a turned picture, the shorter export', async () => {
  const box = { x: 100 / 6, y: 25, width: 100 / 3, height: 50, rotation: 0 };
  const of = (...result: readonly object[]): string =>
    JSON.stringify([{ id: 1, data: { image: 'photo.jpg' }, annotations: [{ result }] }]);
  const shape = { id: 'r1', type: 'rectangle', original_width: 60, original_height: 40, value: box };
  const labels = { id: 'r1', type: 'labels', value: { ...box, labels: ['cat'] } };
  const words = { id: 'r1', type: 'textarea', value: { ...box, text: ['a remark'] } };
  expect(await objects({ 'a.json': of(shape, labels, words) })).toEqual([square('cat')]);
  expect(await said({ 'a.json': of(shape, labels, words) })).not.toContain('Left out');
  const turned = { ...shape, image_rotation: 90 };
  expect(await objects({ 'a.json': of(turned, labels) })).toEqual([]);
  expect(await said({ 'a.json': of(turned, labels) })).toContain('turned by 90°');
  const minimal = [{ image: 'photo.jpg', label: [{ ...box, rectanglelabels: ['cat'], original_width: 60 }] }];
  expect(await said({ 'a.json': JSON.stringify(minimal) })).toContain('JSON-MIN');
});

test('VIA: projects and exports, the class among the attributes', async () => {
  const region = (shape: object, attributes: object): object => ({
    shape_attributes: shape,
    region_attributes: attributes,
  });
  const entry = {
    filename: 'photo.jpg',
    size: 123,
    regions: [
      region(
        { name: 'polygon', all_points_x: [10, 30, 30, 10], all_points_y: [10, 10, 30, 30] },
        { colour: 'red', class: 'a' },
      ),
      region({ name: 'rect', x: 10, y: 10, width: 20, height: 20 }, { type: { b: true, c: false } }),
      region({ name: 'point', cx: 1, cy: 1 }, {}),
    ],
  };
  const expected = [square('a'), square('b')];
  expect(
    await objects({ 'via.json': JSON.stringify({ _via_settings: {}, _via_img_metadata: { 'photo.jpg123': entry } }) }),
  ).toEqual(expected);
  expect(
    await objects({ 'via.json': JSON.stringify({ 'photo.jpg123': { ...entry, regions: { ...entry.regions } } }) }),
  ).toEqual(expected);
  expect(await said({ 'via3.json': JSON.stringify({ project: {}, metadata: {}, view: {} }) })).toContain('VIA 3');
});

test('GeoJSON: in pixels, in every form of the standard; places on the earth are refused', async () => {
  const feature = (coordinates: unknown): object => ({
    type: 'Feature',
    properties: { label: 'a' },
    geometry: { type: 'Polygon', coordinates },
  });
  const ring = [
    [10, 10],
    [30, 10],
    [30, 30],
    [10, 30],
    [10, 10],
  ];
  const file = (features: readonly object[], more = {}): string =>
    JSON.stringify({ type: 'FeatureCollection', features, ...more });
  expect(await objects({ 'a.geojson': file([feature([ring])], { picture: { ...PICTURE } }) })).toEqual([square('a')]);
  const area = { type: 'Polygon', coordinates: [ring] };
  expect(await objects({ 'a.geojson': JSON.stringify(feature([ring])) })).toEqual([square('a')]);
  expect(await objects({ 'a.geojson': JSON.stringify(area) })).toEqual([square('')]);
  const several = { type: 'GeometryCollection', geometries: [area, { type: 'MultiPolygon', coordinates: [] }] };
  expect(await objects({ 'a.geojson': file([{ ...feature([]), geometry: several }]) })).toEqual([square('a')]);
  const mixed = { type: 'GeometryCollection', geometries: [area, { type: 'Point', coordinates: [1, 1] }] };
  expect(await said({ 'a.geojson': file([{ ...feature([]), geometry: mixed }]) })).toContain('GeometryCollection');
  const quPath = { ...feature([ring]), properties: { objectType: 'annotation', classification: { name: 'Tumor' } } };
  expect(await objects({ 'a.geojson': JSON.stringify([quPath]) })).toEqual([square('Tumor')]);
  expect(
    await said({
      'a.geojson': file([
        feature([
          [
            [-122, 37],
            [-121, 37],
            [-121, 38],
          ],
        ]),
      ]),
    }),
  ).toContain('longitude and latitude');
});

const COCO = (segmentation: unknown, more: object = {}, image: object = {}): string =>
  JSON.stringify({
    images: [{ id: 1, file_name: 'photo.jpg', width: 60, height: 40, ...image }],
    categories: [{ id: 1, name: 'cat' }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [10, 10, 20, 20], segmentation, ...more }],
  });
const RING = [10, 10, 30, 10, 30, 30, 10, 30];

test('COCO in odd forms: each is read, or named', async () => {
  for (const [what, json] of Object.entries({
    'ids as text': COCO([RING], { image_id: '1', category_id: '1' }),
    'no sizes': COCO([RING], {}, { width: undefined, height: undefined }),
    'a flat list': COCO(RING),
    'pairs of numbers': COCO([
      [
        [10, 10],
        [30, 10],
        [30, 30],
        [10, 30],
      ],
    ]),
    'a point beside a good part': COCO([[5, 5], RING]),
    'a folder and percent codes': COCO([RING], {}, { file_name: 'a%20b/photo.jpg' }),
    'a prefix of Label Studio': COCO([RING], {}, { file_name: '0a1b2c3d-photo.jpg' }),
    'a name of Roboflow': COCO([RING], {}, { file_name: 'photo_jpg.rf.0123456789abcdef.jpg' }),
    capitals: COCO([RING], {}, { file_name: 'PHOTO.JPG' }),
    'only a box': COCO([]),
    'a box as Python leaves it': COCO(null).replace('"id":1,"image_id"', '"id":1,"area":NaN,"image_id"'),
  })) {
    expect(await objects({ 'a.json': json }), what).toEqual([square('cat')]);
  }
  expect(await said({ 'a.json': COCO(null, { bbox: null }) })).toContain('neither a segmentation nor a box');
  expect(await said({ 'a.json': COCO([RING], { image_id: 2 }) })).toContain('holds no annotation for it');
  expect(await said({ 'a.json': COCO([RING], {}, { width: 40, height: 60 }) })).toContain('swapped');
  const results = JSON.stringify([{ image_id: 7, category_id: 1, segmentation: [RING], score: 0.5 }]);
  expect(await objects({ 'results.json': results })).toEqual([square('')]);
  const sa = JSON.stringify({
    image: { image_id: 1, width: 60, height: 40, file_name: 'photo.jpg' },
    annotations: [{ segmentation: { size: [40, 60], counts: [0, 5, 2395] }, predicted_iou: 0.9 }],
  });
  expect(await objects({ 'sa_1.json': sa })).toEqual([['', 5, [0, 0, 1, 5]]]);
});

test('COCO without categories says that labels are missing', async () => {
  const bare = COCO([RING]).replace('{"id":1,"name":"cat"}', '');
  expect(await objects({ 'a.json': bare })).toEqual([square('')]);
  expect(await said({ 'a.json': bare })).toContain('lists no categories');
});

test('two pictures of one name are asked about, with what each would bring', async () => {
  const two = JSON.parse(COCO([RING]));
  two.images = [
    { ...two.images[0], file_name: 'train/photo.jpg' },
    { ...two.images[0], id: 2, file_name: 'val/photo.jpg' },
  ];
  const [source] = await readFiles({ 'a.json': JSON.stringify(two) }, PICTURE);
  expect(source?.question).toContain('2 pictures');
  expect(source?.readings.map(({ meaning }) => meaning)).toEqual([
    'train/photo.jpg: 1 object',
    'val/photo.jpg: 0 objects',
  ]);
});

test('Unicode forms of one name are one name', async () => {
  const json = COCO([RING], {}, { file_name: 'Fa\u0308hre.jpg' });
  expect(await objects({ 'a.json': json }, { ...PICTURE, name: 'F\u00e4hre.jpg' })).toEqual([square('cat')]);
});

test('LabelMe: rectangles of two and four corners, turned boxes, masks, numbers as labels', async () => {
  const file = (shapes: readonly object[]): string =>
    JSON.stringify({ imagePath: 'photo.jpg', imageWidth: 60, imageHeight: 40, shapes });
  const corners = [
    [10, 10],
    [30, 10],
    [30, 30],
    [10, 30],
  ];
  const png = Buffer.from(pngOf({ width: 20, height: 20, kind: 'grey8', data: new Uint8Array(400).fill(1) })).toString(
    'base64',
  );
  for (const [type, points, more] of [
    [
      'rectangle',
      [
        [30, 30],
        [10, 10],
      ],
      {},
    ],
    ['rectangle', corners, {}],
    ['rotation', corners, { direction: 0 }],
    [
      'mask',
      [
        [10, 10],
        [29, 29],
      ],
      { mask: png },
    ],
  ] as const) {
    expect(await objects({ 'a.json': file([{ label: 7, shape_type: type, points, ...more }]) }), type).toEqual([
      square('7'),
    ]);
  }
});

test('text in other encodings is read and told', async () => {
  const head = '{"imagePath":"photo.jpg","imageWidth":60,"imageHeight":40,"shapes":[{"label":"';
  const tail = '","shape_type":"polygon","points":[[10,10],[30,10],[30,30],[10,30]]}]}';
  const of = (...label: readonly number[]): Uint8Array =>
    Uint8Array.from([...Buffer.from(head), ...label, ...Buffer.from(tail)]);
  expect(await objects({ 'a.json': of(0xc8, 0xcb) })).toEqual([square('人')]);
  expect(await objects({ 'a.json': of(0x4b, 0xe4, 0x73, 0x65) })).toEqual([square('Käse')]);
  expect(await said({ 'a.json': of(0xc8, 0xcb) })).toContain('GB18030');
  const wide = Buffer.from(`\ufeff${head}人${tail}`, 'utf16le');
  expect(await objects({ 'a.json': new Uint8Array(wide) })).toEqual([square('人')]);
  expect(await said({ 'a.bin': Uint8Array.of(1, 2, 0, 0, 3) })).toContain('neither a picture nor text');
});
