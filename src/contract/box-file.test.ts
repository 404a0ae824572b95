import { expect, test } from 'vitest';
import { readBoxFile } from './box-file.ts';

test('a bare list of boxes with labels', () => {
  const text = JSON.stringify([{ bbox: [10, 20, 30, 40], label: 'toy elephant', score: 0.4 }, { bbox: [0, 0, 5, 5] }]);
  expect(readBoxFile(text, 'a.png')).toEqual([
    { name: 'toy elephant', box: { x0: 10, y0: 20, x1: 40, y1: 60 }, score: 0.4 },
    { name: '', box: { x0: 0, y0: 0, x1: 5, y1: 5 }, score: null },
  ]);
});

test('a COCO dataset gives the boxes of the picture by its name', () => {
  const text = JSON.stringify({
    images: [
      { id: 1, file_name: 'x/a.png' },
      { id: 2, file_name: 'b.png' },
    ],
    categories: [{ id: 7, name: 'mug' }],
    annotations: [
      { image_id: 1, category_id: 7, bbox: [1, 2, 3, 4] },
      { image_id: 2, category_id: 7, bbox: [5, 6, 7, 8] },
    ],
  });
  expect(readBoxFile(text, 'a.png')).toEqual([{ name: 'mug', box: { x0: 1, y0: 2, x1: 4, y1: 6 }, score: null }]);
  expect(() => readBoxFile(text, 'c.png')).toThrow(/None of the file’s 2 images/);
});

test('what is no such file is refused in words', () => {
  expect(() => readBoxFile('hello', 'a.png')).toThrow(/not JSON/);
  expect(() => readBoxFile('{"annotations":[{"bbox":[1,2,3]}]}', 'a.png')).toThrow(/no boxes that can be read/);
});
