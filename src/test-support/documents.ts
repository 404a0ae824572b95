/** Annotated pictures for tests, with the worst names people and attackers think of. */
import fc from 'fast-check';
import type { AnnotatedObject, AnnotationDocument } from '../core/formats/document.ts';
import { packMask } from '../core/mask/packed.ts';
import { arbitraryMask } from './masks.ts';

/** Text that breaks careless writers of XML, CSV, YAML, JSON, paths and spreadsheets. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '"quoted", \'single\'',
  'line\nbreak\r\nand\ttab',
  '../../etc/passwd',
  'C:\\temp\\x',
  '<script>alert(1)</script>',
  '</title><svg onload=alert(1)>',
  ']]>&amp;&#0;',
  '😀 🏳️‍🌈 é',
  '=1+1',
  '@SUM(A1)',
  'CON',
  'a: b # c',
  '\u0000\u0007\u001b[31m',
  '\ud800 lone',
  '\u202egnp.exe',
  '\u2028\u0085',
  '...',
  '__proto__',
  'x'.repeat(400),
];

const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 20 }));

/** Random documents: one to six objects of any shape and overlap, some empty, hostile names and labels. */
export function arbitraryDocument(side = 40): fc.Arbitrary<AnnotationDocument> {
  return arbitraryMask(side).chain((first) => {
    const size = { width: first.width, height: first.height };
    const more = fc
      .uint8Array({ minLength: first.data.length, maxLength: first.data.length, max: 3 })
      .map((bytes) => ({ ...size, data: Uint8Array.from(bytes, (b) => (b === 0 ? 1 : 0)) }));
    const object = fc.record({
      name: text,
      label: text,
      mask: fc.oneof(fc.constant(first), more).map(packMask),
      color: fc.integer({ min: 0, max: 0xffffff }).map((v) => `#${v.toString(16).padStart(6, '0')}`),
      score: fc.option(
        fc.double({ min: 0, max: 1, noNaN: true }).map((v) => v + 0),
        { nil: null },
      ),
    });
    return fc.record({
      picture: text.map((name) => ({ ...size, name: name || 'photo.jpg' })),
      objects: fc
        .array(object, { minLength: 1, maxLength: 6 })
        .map((list) => list.map((o, i): AnnotatedObject => ({ ...o, id: `object-${i + 1}` }))),
    });
  });
}
