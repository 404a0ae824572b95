import { expect, it } from 'vitest';
import { greyPng, memoryTree, testTools } from '../../test-support/memory-tree.ts';
import { readBoundaryStrength } from './read-bsds.ts';

/** One element of a MAT 5 file: tag, bytes, padding to eight. */
function element(type: number, bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(8 + Math.ceil(bytes.length / 8) * 8);
  new DataView(out.buffer).setUint32(0, type, true);
  new DataView(out.buffer).setUint32(4, bytes.length, true);
  out.set(bytes, 8);
  return out;
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const bytesOf = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer);

/** A MAT 5 file of matrices of doubles; values by column, as MATLAB keeps them. */
function matFile(
  matrices: Readonly<Record<string, readonly [rows: number, columns: number, values: number[]]>>,
): Uint8Array {
  const header = new Uint8Array(128);
  header.set(new TextEncoder().encode('MATLAB 5.0 MAT-file'));
  header.set([0, 1, 0x49, 0x4d], 124);
  const parts = Object.entries(matrices).map(([name, [rows, columns, values]]) =>
    element(
      14,
      joined([
        element(6, bytesOf(Uint32Array.of(6, 0))),
        element(5, bytesOf(Int32Array.of(rows, columns))),
        element(1, new TextEncoder().encode(name)),
        element(9, bytesOf(Float64Array.from(values))),
      ]),
    ),
  );
  return joined([header, ...parts]);
}

const read = (files: Readonly<Record<string, Uint8Array>>, name: string): ReturnType<typeof readBoundaryStrength> =>
  readBoundaryStrength(memoryTree('mine', files), name, testTools);

it('reads a boundary map from a MAT file by rows, as from a PNG', async () => {
  const mat = await read({ '1.mat': matFile({ ucm: [2, 3, [0, 1, 0.25, 0.5, 0.75, 0]] }) }, '1.mat');
  expect(mat).toMatchObject({ width: 3, height: 2 });
  expect(Array.from(mat.data)).toEqual([0, 0.25, 0.75, 1, 0.5, 0]);
  const png = await read({ '1.png': greyPng(2, [0, 51, 102, 255]) }, '1.png');
  expect(Array.from(png.data)).toEqual([0, 0.2, 0.4, 1]);
});

it('says what a MAT file holds instead', async () => {
  const two = matFile({ a: [1, 2, [0, 1]], b: [1, 2, [0, 1]] });
  await expect(read({ '1.mat': two }, '1.mat')).rejects.toThrow('holds 2 matrices (a, b)');
  const wrong = matFile({ ucm: [1, 2, [0, 255]] });
  await expect(read({ '1.mat': wrong }, '1.mat')).rejects.toThrow(
    'ucm holds 255, where strengths of 0..1 are expected',
  );
});
