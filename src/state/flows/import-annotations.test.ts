import { describe, expect, it } from 'vitest';
import { SegError } from '../../contract/errors.ts';
import type { NamedBlob } from '../../contract/export.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import { AppStore } from '../store.ts';
import { createImportFlow } from './import-annotations.ts';

const SIZE = { width: 32, height: 32 };
const big: NamedBlob = { name: 'instances.json', blob: new Blob([new Uint8Array(5 << 20)]) };
const small: NamedBlob = { name: 'one.json', blob: new Blob(['{}']) };

/** The import of a reader that ends when it is stopped, or by `answer`. */
function world(): { store: AppStore; open: (f: NamedBlob) => Promise<number>; answer: () => void } {
  const store = new AppStore();
  // Only what the flow reads of a picture and of the exporter.
  store.set({ picture: { id: 'p', name: 'p.png', size: SIZE, fullSize: SIZE, notes: [] } as unknown as OpenedPicture });
  let answer: () => void = () => undefined;
  const exporter: Partial<Deps['exporter']> = {
    read: (_, __, signal) =>
      new Promise((resolve, reject) => {
        answer = () => resolve([]);
        signal.addEventListener('abort', () => reject(new SegError('aborted', 'given up')));
      }),
  };
  const flow = createImportFlow(store, { exporter } as Deps);
  return { store, open: (file) => flow.open([file]), answer: () => answer() };
}

describe('importing annotations', () => {
  it('of a large file says so and can be stopped at once; nothing is changed and no failure is told', async () => {
    const { store, open } = world();
    const work = open(big);
    const [notice] = store.state.notices;
    expect(notice).toMatchObject({ title: 'Reading “instances.json”', action: { label: 'Stop' } });
    notice?.action?.run();
    expect(await work).toBe(0);
    expect(store.state).toMatchObject({ notices: [], failures: [], doc: { objects: [] } });
  });

  it('takes the notice away when it is done, and goes on working after it was stopped', async () => {
    const { store, open, answer } = world();
    const first = open(big);
    store.state.notices[0]?.action?.run();
    await first;
    const second = open(big);
    answer();
    await second;
    expect(store.state.notices.map((n) => n.title)).toEqual(['0 objects came in']);
  });

  it('of a small file says nothing before it is done', async () => {
    const { store, open, answer } = world();
    const work = open(small);
    expect(store.state.notices).toEqual([]);
    answer();
    await work;
  });
});
