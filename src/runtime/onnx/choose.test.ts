import { describe, expect, test } from 'vitest';
import { FIXTURES } from '../../test-support/onnx/fixtures.ts';
import { chooseFamily } from './choose.ts';
import { readHeader } from './header.ts';

const promptable = FIXTURES.filter((f) => f.name.startsWith('sam2') || f.family === 'sam' || f.family === 'segnext');

describe('a family chosen by hand', () => {
  test.each(promptable.map((f) => [f.name, f] as const))('%s: roles as detection gives them', (_, f) => {
    const files = [
      { file: 'b.onnx', header: readHeader(f.decoder()) },
      { file: 'a.onnx', header: readHeader(f.encoder()) },
    ];
    const chosen = chooseFamily(files, f.family);
    expect(chosen.family).toBe(f.family);
    expect(chosen.roles.encoder?.file).toBe('a.onnx');
    expect(chosen.roles.decoder?.file).toBe('b.onnx');
    expect(chosen.reasons.at(-1)).toContain('every input');
  });

  test('a wrong choice names the inputs that are missing', () => {
    const sam = FIXTURES.find((f) => f.family === 'sam');
    if (!sam) throw new Error('no SAM fixture');
    const files = [
      { file: 'b.onnx', header: readHeader(sam.decoder()) },
      { file: 'a.onnx', header: readHeader(sam.encoder()) },
    ];
    expect(chooseFamily(files, 'segnext').reasons.at(-1)).toMatch(/lacks .*prev_mask/);
  });

  test('a decoder alone, or an encoder alone, gives no family and says what is missing', () => {
    const [f] = FIXTURES;
    if (!f) throw new Error('no fixture');
    const decoder = chooseFamily([{ file: 'b.onnx', header: readHeader(f.decoder()) }], f.family);
    expect(decoder.family).toBeUndefined();
    expect(decoder.reasons.at(-1)).toContain('takes one picture');
    const encoder = chooseFamily([{ file: 'a.onnx', header: readHeader(f.encoder()) }], f.family);
    expect(encoder.family).toBeUndefined();
    expect(encoder.reasons.at(-1)).toContain('second file');
  });
});
