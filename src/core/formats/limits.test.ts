import { describe, expect, it } from 'vitest';
import { checkFileSize, checkJsonDepth, checkObjectCount, MAX_ANNOTATION_BYTES } from './limits.ts';

describe('an annotation file', () => {
  it('is refused by its size before it is read', () => {
    expect(() => checkFileSize('a.json', MAX_ANNOTATION_BYTES)).not.toThrow();
    expect(() => checkFileSize('a.json', 700 << 20)).toThrow('“a.json” has 700 MB; at most 500 MB are read');
  });

  it('is refused when it is nested beyond all formats, at once; brackets in texts do not count', () => {
    expect(() => checkJsonDepth('a.json', `${'['.repeat(256)}${']'.repeat(256)}`)).not.toThrow();
    expect(() => checkJsonDepth('a.json', '['.repeat(1_000_000))).toThrow(/256 levels/);
    expect(() => checkJsonDepth('a.json', JSON.stringify({ text: '[{"\\"'.repeat(1000) }))).not.toThrow();
  });

  it('may have thousands of objects for a picture, not any number', () => {
    expect(() => checkObjectCount('a.json', 5000)).not.toThrow();
    expect(() => checkObjectCount('a.json', 50_000)).toThrow(
      '50,000 objects for this picture; at most 20,000 are read',
    );
  });
});
