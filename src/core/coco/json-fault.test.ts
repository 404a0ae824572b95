import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runs } from '../../test-support/long.ts';
import { jsonFaultAt, placeInText } from './json-fault.ts';

it('accepts what JSON.parse accepts and refuses what it refuses', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom('', '}', ',', '"', 'x', ' '), (json, at, put) => {
      const cut = at % (json.length + 1);
      const text = json.slice(0, cut) + put + json.slice(cut + (at % 2));
      let sound = true;
      try {
        JSON.parse(text);
      } catch {
        sound = false;
      }
      return (jsonFaultAt(text) === -1) === sound;
    }),
    { numRuns: runs(2000) },
  );
});

it('names line and column', () => {
  const text = '[\n{"a": }\n]';
  expect(placeInText(text, jsonFaultAt(text))).toBe('line 2, column 7');
  expect(placeInText('[1,', jsonFaultAt('[1,'))).toBe('line 1, column 4');
  expect(jsonFaultAt('[1] x')).toBe(4);
  expect(jsonFaultAt('['.repeat(100_000))).toBe(100_000);
});
