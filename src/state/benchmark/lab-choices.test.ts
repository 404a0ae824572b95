import { expect, it } from 'vitest';
import { protocolsFor, secondsLeft } from './lab-choices.ts';

const promptable = { family: 'playground', prompts: ['point', 'exclude-point', 'box'] } as const;

it('offers the dataset’s own protocol first, and only what the model can do', () => {
  expect(protocolsFor({ kind: 'bsds500', classes: 0 }, { ...promptable, prompts: [...promptable.prompts] })).toEqual([
    'edges',
    'grid-edges',
    'clicks',
    'boxes',
  ]);
  expect(protocolsFor({ kind: 'coco', classes: 0 }, { family: 'sam', prompts: ['point', 'box'] })).toEqual([
    'boxes',
    'detections',
    'clicks',
  ]);
  expect(protocolsFor({ kind: 'voc', classes: 21 }, { family: 'semantic', prompts: [] })).toEqual(['labels']);
  expect(protocolsFor({ kind: 'folder', classes: 0 }, { family: 'semantic', prompts: [] })).toEqual([]);
  expect(protocolsFor({ kind: 'bsds500', classes: 0 }, { family: 'sam', prompts: ['point'] })).not.toContain('edges');
});

it('tells the time left from the pictures of this sitting', () => {
  expect(secondsLeft(5000, 1, 100)).toBeNull();
  expect(secondsLeft(5000, 5, 100)).toBe(100);
});
