import { expect, it, vi } from 'vitest';
import type { App } from '../../state/app.ts';
import { AppStore } from '../../state/store.ts';
import { openShared } from './use-launched-files.ts';

// Both need a page: the hook that is not called here, and the reader of files, which is given what was shared.
vi.mock('../use-commands.ts', () => ({ useCommandContext: () => null }));
vi.mock('../segment/picture-input.ts', () => ({
  openFiles: async (app: App, files: readonly File[]) => {
    for (const file of files) await app.pictures.open({ kind: 'file', blob: file, name: file.name });
  },
}));

it('what another app shared is opened once; a share without pictures, or that failed, is said', async () => {
  const done: string[] = [];
  const store = new AppStore();
  const waiting = [new File(['no picture yet'], 'gallery.jpg', { type: 'image/jpeg' })];
  const shared = async (): Promise<readonly File[]> => waiting.splice(0);
  const pictures = { open: async ({ name }: { name: string }) => done.push(`opened ${name}`) };
  // Only what opening files touches.
  const app = { store, pictures, deps: { pictures: { shared } } } as unknown as App;
  const context = { app, go: (path: string) => done.push(`went to ${path}`) };
  await openShared(context, '#/segment?sample=coins');
  expect(done).toEqual([]);
  await openShared(context, '#/segment?shared=pictures');
  await vi.waitFor(() => expect(done).toEqual(['went to /segment', 'opened gallery.jpg']), 12_000);
  await openShared(context, '#/segment?shared=pictures');
  expect(store.state.notices).toEqual([]);
  await openShared(context, '#/segment?shared=nothing');
  await openShared(context, '#/segment?shared=failed');
  expect(store.state.notices.map((n) => n.title)).toEqual([
    'What was shared has no picture',
    'The shared pictures did not arrive',
  ]);
  expect(store.state.failures).toEqual([]);
});
