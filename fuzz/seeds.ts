/** Sound files of every kind that the fuzzed readers take, made here so that no file has to be kept. */
import { zipSync, zlibSync } from 'fflate';
import { PROJECT_FORMAT, PROJECT_VERSION } from '../src/contract/project.ts';
import { encodeRle } from '../src/core/coco/rle.ts';
import { rleToString } from '../src/core/coco/rle-string.ts';
import { documentsToCoco } from '../src/core/formats/coco-write.ts';
import type { AnnotatedObject, AnnotationDocument } from '../src/core/formats/document.ts';
import { documentToIndexMap } from '../src/core/formats/index-map.ts';
import { documentToLabelMe } from '../src/core/formats/labelme-write.ts';
import { crc32 } from '../src/core/image/crc32.ts';
import { encodePng } from '../src/core/image/png-encode.ts';
import type { Mask } from '../src/core/mask/mask.ts';
import { packMask } from '../src/core/mask/packed.ts';
import { FIXTURES } from '../src/test-support/onnx/fixtures.ts';

const SIDE = 40;
export const PICTURE = { name: 'photo.jpg', width: SIDE, height: SIDE };

export function maskWhere(test: (x: number, y: number) => boolean): Mask {
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (test(i % SIDE, Math.floor(i / SIDE)) ? 1 : 0));
  return { width: SIDE, height: SIDE, data };
}

const ring = maskWhere((x, y) => Math.abs(Math.hypot(x - 20, y - 20) - 12) < 4);
const bars = maskWhere((x) => x % 7 < 3);

function object(id: string, mask: Mask): AnnotatedObject {
  return { id, name: `A “${id}”`, label: 'thing', mask: packMask(mask), color: '#e07010', score: 0.87 };
}

export const DOCUMENT: AnnotationDocument = { picture: PICTURE, objects: [object('ring', ring), object('bars', bars)] };

/** Annotation files as they are parsed from JSON. */
export const COCO: readonly unknown[] = [true, false].map((exact) =>
  JSON.parse(JSON.stringify(documentsToCoco([DOCUMENT], { segmentation: exact ? 'rle' : 'polygons', detail: 1 }))),
);
export const LABELME: unknown = JSON.parse(JSON.stringify(documentToLabelMe(DOCUMENT, 1)));

export const RUNS: readonly string[] = [ring, bars].map((mask) => rleToString(encodeRle(mask)));

const map = documentToIndexMap(DOCUMENT, 'free');
export const LEGEND: unknown = JSON.parse(JSON.stringify(map.legend));

/** A project as its JSON file has it: one picture with one object of one click. */
export const PROJECT_JSON: unknown = {
  format: PROJECT_FORMAT,
  version: PROJECT_VERSION,
  active: 0,
  parts: ['parts/0'],
  pictures: [
    {
      id: 'p1',
      name: 'photo.jpg',
      file: 0,
      type: 'image/jpeg',
      thumbnail: null,
      size: { width: SIDE, height: SIDE },
      fullSize: { width: SIDE, height: SIDE },
      objects: 1,
      work: {
        planes: [],
        masks: [],
        edges: [],
        prompts: [[{ id: 'prompt-1', prompt: { kind: 'point', at: { x: 3, y: 4 }, label: 'include' } }]],
        answers: [],
        objects: [
          {
            id: 'object-1',
            name: 'Object 1',
            label: '',
            color: 0,
            visible: true,
            locked: false,
            prompts: 0,
            answer: null,
            mask: null,
            edge: null,
            threshold: 0,
            soft: 0,
          },
        ],
        docs: [
          { objects: [], activeId: null },
          { objects: [0], activeId: 'object-1' },
        ],
        present: 1,
        past: [{ doc: 0, label: 'click' }],
        future: [],
      },
    },
  ],
};

export const ONNX: readonly Uint8Array[] = FIXTURES.slice(0, 4).flatMap((f) => [f.encoder(), f.decoder()]);

export function png(): Uint8Array {
  return encodePng({ kind: 'grey16', width: SIDE, height: SIDE, data: map.data }, (raw) => zlibSync(raw));
}

const word = (n: number): number[] => [n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >>> 24) & 255];
const padded = (bytes: readonly number[]): number[] => [
  ...bytes,
  ...Array<number>((8 - (bytes.length % 8)) % 8).fill(0),
];
const element = (type: number, body: readonly number[]): number[] => [
  ...word(type),
  ...word(body.length),
  ...padded(body),
];
const letters = (text: string): number[] => [...text].map((c) => c.charCodeAt(0));
const matrix = (kind: number, dims: readonly number[], name: string, body: readonly number[]): number[] =>
  element(14, [
    ...element(6, [...word(kind), ...word(0)]),
    ...element(5, dims.flatMap(word)),
    ...element(1, letters(name)),
    ...body,
  ]);
const fieldNames = (list: readonly string[]): number[] => [
  ...word(0x00040005),
  ...word(16),
  ...element(
    1,
    list.flatMap((name) => letters(name.padEnd(16, '\0'))),
  ),
];

/** A file of the shape of BSDS500's: a cell of structs with Segmentation and Boundaries. */
function bsds(compressed: boolean): Uint8Array {
  const plane = (kind: number): number[] =>
    matrix(
      kind,
      [6, 5],
      '',
      element(
        2,
        Array.from({ length: 30 }, (_, i) => i % 3),
      ),
    );
  const struct = matrix(2, [1, 1], '', [...fieldNames(['Segmentation', 'Boundaries']), ...plane(11), ...plane(9)]);
  const cell = matrix(1, [1, 2], 'groundTruth', [...struct, ...struct]);
  const packed = [...zlibSync(Uint8Array.from(cell))];
  const body = compressed ? [...word(15), ...word(packed.length), ...packed] : cell;
  return Uint8Array.from([...Array<number>(124).fill(32), 0, 1, 0x49, 0x4d, ...body]);
}
export const MAT: readonly Uint8Array[] = [bsds(false), bsds(true)];

/** A MAT file of one compressed part that unpacks to `bytes` zeros. */
export function matBomb(bytes: number): Uint8Array {
  const packed = zlibSync(new Uint8Array(bytes), { level: 9 });
  const head = Uint8Array.from([...Array<number>(124).fill(32), 0, 1, 0x49, 0x4d, ...word(15), ...word(packed.length)]);
  const out = new Uint8Array(head.length + packed.length);
  out.set(head);
  out.set(packed, head.length);
  return out;
}

/** A MAT file of cells within cells. */
export function matNest(depth: number): Uint8Array {
  // From the inside out; sizes are known beforehand: 16 + 16 + 8 bytes of head for each.
  const parts: number[][] = [];
  for (let i = 0; i < depth; i++) {
    const inner = (depth - 1 - i) * 56 + 8;
    parts.push([
      ...word(14),
      ...word(48 + inner),
      ...element(6, [...word(1), ...word(0)]),
      ...element(5, [...word(1), ...word(1)]),
      ...element(1, []),
    ]);
  }
  return Uint8Array.from([...Array<number>(124).fill(32), 0, 1, 0x49, 0x4d, ...parts.flat(), ...word(14), ...word(0)]);
}

/** A PNG whose header is what the caller says, with right checksums, over 30 KB of zeros. */
export function pngClaiming(header: readonly number[]): Uint8Array {
  const chunk = (type: string, body: Uint8Array): Uint8Array => {
    const out = new Uint8Array(body.length + 12);
    const view = new DataView(out.buffer);
    view.setUint32(0, body.length);
    out.set(letters(type), 4);
    out.set(body, 8);
    view.setUint32(body.length + 8, crc32(out.subarray(4, body.length + 8)));
    return out;
  };
  const parts = [
    Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Uint8Array.from(header)),
    chunk('IDAT', zlibSync(new Uint8Array(30_000))),
    chunk('IEND', new Uint8Array()),
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const words = new TextEncoder().encode('a line of text\n'.repeat(40));

/** Archives with a stored and a packed file. */
export const ZIP: readonly Uint8Array[] = [
  zipSync({ 'a/b.txt': words, 'c.bin': [Uint8Array.from({ length: 300 }, (_, i) => i & 255), { level: 0 }] }),
  zipSync({ 'project.json': new TextEncoder().encode(JSON.stringify(PROJECT_JSON)), 'parts/0': words }),
];

function tarEntry(name: string, body: Uint8Array): number[] {
  const head = new Uint8Array(512);
  const put = (at: number, text: string): void => head.set(letters(text), at);
  put(0, name);
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, `${body.length.toString(8).padStart(11, '0')}\0`);
  put(136, '00000000000\0');
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\x0000');
  const sum = head.reduce((a, b) => a + b, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return [...head, ...body, ...Array<number>((512 - (body.length % 512)) % 512).fill(0)];
}
export const TAR: Uint8Array = Uint8Array.from([
  ...tarEntry('a/b.txt', words),
  ...tarEntry('c.txt', words),
  ...Array<number>(1024).fill(0),
]);
