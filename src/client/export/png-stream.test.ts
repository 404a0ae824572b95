import fc from 'fast-check';
import { unzlibSync } from 'fflate';
import { expect, test } from 'vitest';
import { decodePng } from '../../core/image/png.ts';
import { runs } from '../../test-support/long.ts';
import { bigEndian, type PngForm, writePng } from './png-stream.ts';

const channels: Readonly<Record<PngForm, number>> = { grey8: 1, grey16: 2, palette: 1, rgb8: 3, rgba: 4 };

test('any strips give a PNG with the same samples', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<PngForm>('grey8', 'grey16', 'palette', 'rgb8', 'rgba'),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
      fc.integer(),
      async (form, width, rows, seed) => {
        const height = rows.reduce((a, b) => a + b, 0);
        const stride = width * channels[form];
        const all = Uint8Array.from({ length: stride * height }, (_, i) => ((i * 2654435761 + seed) >>> 8) & 255);
        const strips = rows.map((n, i) => {
          const y = rows.slice(0, i).reduce((a, b) => a + b, 0);
          return all.subarray(y * stride, (y + n) * stride);
        });
        const palette = form === 'palette' ? { palette: new Uint8Array(768).map((_, i) => i & 255) } : {};
        const blob = await writePng({ form, width, height, ...palette }, strips);
        const png = decodePng(new Uint8Array(await blob.arrayBuffer()), (z) => unzlibSync(z));
        expect([png.width, png.height]).toEqual([width, height]);
        const bytes = png.samples instanceof Uint16Array ? bigEndian(png.samples) : png.samples;
        expect([...bytes]).toEqual([...all]);
      },
    ),
    { numRuns: runs(40) },
  );
});

test('strips that do not add up are refused', async () => {
  const plan = { form: 'grey8', width: 4, height: 2 } as const;
  await expect(writePng(plan, [new Uint8Array(4)])).rejects.toThrow(RangeError);
  await expect(writePng(plan, [new Uint8Array(5)])).rejects.toThrow(RangeError);
});
