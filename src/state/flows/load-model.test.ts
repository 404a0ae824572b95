import { expect, test } from 'vitest';
import { SegError } from '../../contract/errors.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { Progress } from '../../contract/segmenter.ts';
import type { Deps } from '../deps.ts';
import { AppStore } from '../store.ts';
import { createModelFlow } from './load-model.ts';

const manifest: Pick<ModelManifest, 'id' | 'name'> = { id: 'm', name: 'M' };

test('a report that arrives after the failure does not bring "loading" back', async () => {
  const store = new AppStore({});
  let late: ((progress: Progress) => void) | undefined;
  const deps: Pick<Deps, 'engines' | 'models'> = {
    engines: {
      open: async (_manifest, _options, _signal, report) => {
        late = report;
        report({ stage: 'download', done: 1, total: 2 });
        expect(store.state.model.phase).toBe('loading');
        throw new SegError('download', 'HTTP 404');
      },
    },
    models: {
      defaultId: async () => 'm',
      manifest: async () => ({ manifest: manifest as ModelManifest, baseUrl: '' }), // only its id is read
    },
  };
  const flow = createModelFlow(store, deps as Deps, () => undefined); // the flow takes nothing else of them
  await flow.load('m');
  expect(store.state.model).toMatchObject({ phase: 'failed', code: 'download' });
  late?.({ stage: 'download', done: 2, total: 2 });
  expect(store.state.model.phase).toBe('failed');
});

test('refused memory is told apart on either side of the worker line', () => {
  const name = 'RangeError';
  const crossed = Object.assign(new Error('Array buffer allocation failed'), { name });
  expect(SegError.from(crossed).code).toBe('out-of-memory');
  expect(SegError.from(new RangeError('offset is out of bounds')).code).toBe('internal');
});
