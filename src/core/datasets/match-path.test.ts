import { describe, expect, it } from 'vitest';
import { stemOf } from './file-tree.ts';
import { PathIndex, partFolders, splitOfName, splitOfPath, withoutSharing } from './match-path.ts';

const path = (match: ReturnType<PathIndex['find']>): string | readonly string[] | null =>
  match.kind === 'found' ? match.path : match.kind === 'ambiguous' ? match.paths : null;

describe('PathIndex', () => {
  const index = new PathIndex([
    'pics/a/1.png',
    'pics/b/1.png',
    'pics/train2017/7.jpg',
    'pics/val2017/7.jpg',
    'pics/only.png',
    'masks/only.png',
  ]);
  it('goes by the path, whatever slashes it is written with', () => {
    expect(path(index.find('a/1.png', null))).toBe('pics/a/1.png');
    expect(path(index.find('.\\b\\1.png', null))).toBe('pics/b/1.png');
    expect(path(index.find('/data/coco/pics/b/1.png', null))).toBe('pics/b/1.png');
  });
  it('takes the Unicode forms of a name for one', () => {
    const decomposed = 'pics/Straße/Größe.png'.normalize('NFD');
    const names = new PathIndex([decomposed, 'pics/other/Größe.png']);
    expect(path(names.find('Straße/Größe.png', null))).toBe(decomposed);
    expect(path(names.find('other/Größe.png'.normalize('NFD'), null))).toBe('pics/other/Größe.png');
    expect(stemOf(decomposed)).toBe('Größe');
  });
  it('then by the split, then by the base name if it is unique; it never guesses', () => {
    expect(path(index.find('7.jpg', 'val'))).toBe('pics/val2017/7.jpg');
    expect(path(index.find('7.jpg', null))).toEqual(['pics/train2017/7.jpg', 'pics/val2017/7.jpg']);
    expect(path(index.find('c/1.png', 'val'))).toEqual(['pics/a/1.png', 'pics/b/1.png']);
    expect(path(index.find('elsewhere/only.png', null))).toBe('pics/only.png');
    expect(path(index.find('none.png', null))).toBeNull();
  });
});

it('gives a file to one name only', () => {
  const index = new PathIndex(['x/a/1.png']);
  const matches = ['a/1.png', 'b/1.png'].map((name) => index.find(name, null));
  expect(withoutSharing(matches).map(path)).toEqual(['x/a/1.png', null]);
  const twice = ['1.png', '1.png'].map((name) => index.find(name, null));
  expect(withoutSharing(twice).map((m) => m.kind)).toEqual(['ambiguous', 'ambiguous']);
});

it('reads splits from names and folders', () => {
  expect(
    [
      'instances_val2017.json',
      'train',
      'lvis_v1_train',
      'validation',
      'Testing',
      'values.json',
      'contest',
      'valley',
    ].map(splitOfName),
  ).toEqual(['val', 'train', 'train', 'val', 'test', null, null, null]);
  expect(splitOfPath('coco/train/test/x.png')).toBe('test');
  expect(partFolders('set/train/images/city/1.png')).toEqual(['set', 'train', 'city']);
});
