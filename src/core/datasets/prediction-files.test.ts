import { expect, it } from 'vitest';
import { PredictionFiles } from './prediction-files.ts';
import { cityscapesPictures, truthPictures } from './truth-pictures.ts';

const png = { endings: ['.png'] };

it('goes by path, then by split folder, then by a name that is unique', () => {
  const pictures = truthPictures(['gt/a/1.png', 'gt/b/1.png', 'gt/a/2.png'], ['.png'], false);
  const files = new PredictionFiles(['p/a/1.png', 'p/b/1.png', 'q/2.png'], pictures, png);
  expect(pictures.map((picture) => files.find(picture))).toEqual(['p/a/1.png', 'q/2.png', 'p/b/1.png']);
});

it('never takes a file of another split, and never gives one file to two pictures', () => {
  const pictures = truthPictures(['gt/train/1.png', 'gt/val/1.png', 'gt/val/2.png'], ['.png'], false);
  const [train, val, two] = pictures;
  if (!train || !val || !two) throw new Error('three pictures are expected');
  const apart = new PredictionFiles(['train/1.png', 'train/2.png'], pictures, png);
  expect(apart.find(train)).toBe('train/1.png');
  expect(() => apart.find(val)).toThrow('has no prediction 1.png');
  expect(() => apart.find(two)).toThrow('has no prediction 2.png');
  const flat = new PredictionFiles(['1.png'], pictures, png);
  expect(() => flat.find(train)).toThrow('may belong to 1.png, but so may the truth of another picture');
  expect(() => flat.find(val)).toThrow('may belong to 1.png');
  expect(new PredictionFiles(['1.png'], [val], png).find(val)).toBe('1.png');
});

it('names both files where two fit equally well', () => {
  const [picture] = truthPictures(['1.png'], ['.png'], false);
  if (!picture) throw new Error('a picture is expected');
  expect(() => new PredictionFiles(['x/1.png', 'y/1.png'], [picture], png).find(picture)).toThrow(
    'may belong to x/1.png or to y/1.png',
  );
});

it('gives the scales of a picture in the order of their numbers', () => {
  const pictures = truthPictures(['groundTruth/test/31.mat', 'groundTruth/test/32.mat'], ['.mat'], true);
  const files = new PredictionFiles(['s/31_10.png', 's/31_2.png', 's/32.png'], pictures, png);
  expect(pictures.map((picture) => files.scales(picture))).toEqual([['s/31_2.png', 's/31_10.png'], ['s/32.png']]);
});

it('knows Cityscapes by city, sequence and frame, with the instance map beside', () => {
  const paths = ['gtFine/val/ulm/ulm_1_2_gtFine_labelIds.png', 'gtFine/val/ulm/ulm_1_2_gtFine_instanceIds.png'];
  const [picture] = cityscapesPictures(paths, '_labelIds.png');
  if (!picture) throw new Error('a picture is expected');
  expect(picture).toMatchObject({ id: 'gtFine/val/ulm/ulm_1_2', split: 'val', truth: paths });
  const files = new PredictionFiles(['results/ulm_1_2_mine.png'], [picture], { ...png, byFrame: true });
  expect(files.find(picture)).toBe('results/ulm_1_2_mine.png');
});
