import { readFileSync } from 'node:fs';
import { unzlibSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readLabels } from '../../test-support/png-file.ts';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import { labelBoundary } from '../boundary/label-boundary.ts';
import { bsdsTruth } from './bsds-truth.ts';
import { MatError, readMat } from './read-mat.ts';

const inflate = (zlib: Uint8Array): Uint8Array => unzlibSync(zlib);

const word = (n: number): number[] => [n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >>> 24) & 255];
const pad = (bytes: number[]): number[] => [...bytes, ...Array((8 - (bytes.length % 8)) % 8).fill(0)];
const element = (type: number, body: number[]): number[] => [...word(type), ...word(body.length), ...pad(body)];
const matrix = (matClass: number, dims: number[], name: string, body: number[]): number[] =>
  element(14, [
    ...element(6, [...word(matClass), ...word(0)]),
    ...element(5, dims.flatMap(word)),
    ...element(
      1,
      [...name].map((c) => c.charCodeAt(0)),
    ),
    ...body,
  ]);
const names = (list: string[]): number[] => [
  ...word(0x00040005),
  ...word(8),
  ...element(
    1,
    list.flatMap((name) => [...name.padEnd(8, '\0')].map((c) => c.charCodeAt(0))),
  ),
];
const header = [...Array(124).fill(32), 0, 1, 0x49, 0x4d];

describe('readMat', () => {
  it('reads numbers, text, cells and structs, plain and compressed', () => {
    const numbers = matrix(9, [2, 2], 'n', element(2, [1, 2, 3, 4]));
    const text = matrix(4, [1, 2], 't', element(4, [104, 0, 105, 0]));
    const cell = matrix(1, [1, 1], 'c', matrix(6, [1, 1], '', element(2, [9])));
    const struct = matrix(2, [1, 1], 's', [
      ...names(['a', 'bb']),
      ...matrix(6, [1, 1], '', element(2, [7])),
      ...matrix(6, [1, 1], '', element(2, [8])),
    ]);
    const zipped = [...zlibSync(Uint8Array.from(struct))];
    const file = Uint8Array.from([
      ...header,
      ...numbers,
      ...text,
      ...cell,
      ...word(15),
      ...word(zipped.length),
      ...zipped,
    ]);
    const variables = readMat(file, inflate);
    expect(variables.get('n')).toEqual({ kind: 'numeric', dims: [2, 2], data: Float64Array.from([1, 2, 3, 4]) });
    expect(variables.get('t')).toEqual({ kind: 'text', text: 'hi' });
    expect(variables.get('c')).toMatchObject({ kind: 'cell', cells: [{ data: Float64Array.from([9]) }] });
    const s = variables.get('s');
    expect(s?.kind === 'struct' && s.fields.get('bb')?.[0]).toMatchObject({ data: Float64Array.from([8]) });
  });
  it('says what is wrong', () => {
    expect(() => readMat(new Uint8Array(4), inflate)).toThrow('too short');
    expect(() => readMat(new Uint8Array(200), inflate)).toThrow('not a level 5 MAT file');
    const whole = Uint8Array.from([...header, ...matrix(9, [2, 2], 'n', element(2, [1, 2, 3, 4]))]);
    for (let end = 136; end < whole.length; end++)
      expect(() => readMat(whole.subarray(0, end), inflate)).toThrow(MatError);
    expect(() => bsdsTruth(readMat(whole, inflate))).toThrow('groundTruth is missing');
  });
});

describeWithShared('BSDS500 files', 'samples/bsds500/groundTruth', () => {
  it('reads the annotators of a real file', () => {
    const truth = bsdsTruth(readMat(readFileSync(sharedPath('samples/bsds500/groundTruth/test/100007.mat')), inflate));
    expect(truth).toHaveLength(5);
    for (const [k, { boundaries, segmentation }] of truth.entries()) {
      expect([...boundaries.data]).toEqual([
        ...readLabels(sharedPath(`goldens/bsds/ucm99/gt_boundaries/100007_${k}.png`)).data,
      ]);
      expect(labelBoundary(segmentation).data.length).toBe(boundaries.data.length);
    }
  });
});
