import { expect, it } from 'vitest';
import type { LabDataset } from '../../contract/dataset-lab.ts';
import { SegError } from '../../contract/errors.ts';
import { FakeEngine } from '../../test-support/engine/fake-engine.ts';
import { type ComparedModel, modelRuns } from './model-runs.ts';

const options = { protocol: 'edges', clicks: 1, seed: 3, mostPerPicture: 1, pictures: 10, split: '' } as const;
const ready = ['a', 'b', 'c'];

function datasetOf(looked: string[]): LabDataset {
  const api: Partial<LabDataset> = {
    summary: { ready, title: 'T', name: 'n', objectWords: '' } as never, // only these fields are read
    begin: async () => undefined,
    look: async (id) => {
      looked.push(id);
      return {
        size: { width: 4, height: 4 },
        pixels: new Uint8ClampedArray(64),
        shown: { width: 4, height: 4 },
        objects: 0,
      };
    },
    edges: async () => 0.5,
    figures: async () => ({ figures: { ODS: 0.5 }, interval: null, curve: [], classes: [] }),
    state: async () => null,
  };
  return api as LabDataset; // the run calls nothing else
}

function comparedModel(id: string, log: string[], broken = false): ComparedModel {
  const engine = new FakeEngine({
    manifest: { id, name: id, transform: { rule: 'stretch', size: 4 } as never }, // only these fields are read
    tensors: () => [{ name: 'edges', channels: 1 } as never], // handed on to the fake dataset
  });
  return {
    id,
    name: id,
    open: async () => {
      if (broken) throw new SegError('out-of-memory', 'no room');
      log.push(`open ${id}`);
      return { engine, close: () => log.push(`close ${id}`) };
    },
  };
}

const hooks = (failed: string[]): Parameters<typeof modelRuns>[4] => ({
  device: 'test',
  gate: async () => undefined,
  toBitmap: async () => ({}) as ImageBitmap, // never looked at
  report: () => undefined,
  failed: (who, reason) => failed.push(`${who.id}: ${reason}`),
});

it('runs the models one after the other on the same pictures, and goes on without one that breaks down', async () => {
  const looked: string[] = [];
  const log: string[] = [];
  const failed: string[] = [];
  const models = [comparedModel('one', log), comparedModel('two', log, true), comparedModel('three', log)];
  const signal = new AbortController().signal;
  const records = await modelRuns(models, datasetOf(looked), options, signal, hooks(failed));
  expect(records.map((r) => [r.model.id, r.dataset.pictures])).toEqual([
    ['one', 3],
    ['three', 3],
  ]);
  expect(log).toEqual(['open one', 'close one', 'open three', 'close three']);
  expect(failed).toEqual(['two: no room']);
  expect(looked.slice(0, 3)).toEqual(looked.slice(3));
});

it('closes the model that runs when it is stopped', async () => {
  const log: string[] = [];
  const stop = new AbortController();
  const all = { ...hooks([]), report: () => stop.abort() };
  await expect(modelRuns([comparedModel('one', log)], datasetOf([]), options, stop.signal, all)).rejects.toMatchObject({
    code: 'aborted',
  });
  expect(log).toEqual(['open one', 'close one']);
});
