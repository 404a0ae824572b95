import { expect, it } from 'vitest';
import { takeShared } from '../client/shared-pictures.ts';
import { receiveShare } from './share.ts';

const SCOPE = new URL('https://example.org/app/');

/** The part of a browser's caches that both sides use. `room`: how many entries fit. */
function fakeCaches(room = 9): CacheStorage & { readonly names: () => readonly string[] } {
  const all = new Map<string, Map<string, Response>>();
  const cacheOf = (entries: Map<string, Response>) => ({
    put: async (key: URL, response: Response) => {
      if (entries.size >= room) throw new DOMException('full', 'QuotaExceededError');
      entries.set(key.href, response);
    },
    keys: async () => [...entries.keys()].map((url) => new Request(url)),
    match: async (request: Request) => entries.get(request.url)?.clone(),
  });
  const caches = {
    open: async (name: string) => {
      const entries = all.get(name) ?? new Map<string, Response>();
      all.set(name, entries);
      return cacheOf(entries);
    },
    has: async (name: string) => all.has(name),
    delete: async (name: string) => all.delete(name),
    names: () => [...all.keys()],
  };
  return caches as unknown as ReturnType<typeof fakeCaches>; // only what is used
}

function share(...files: readonly File[]): Request {
  const form = new FormData();
  form.set('title', 'Holiday');
  for (const file of files) form.append('pictures', file);
  return new Request(new URL('share', SCOPE), { method: 'POST', body: form });
}

const picture = (name: string, words: string): File => new File([words], name, { type: 'image/png' });

it('pictures are set aside in their order, taken once with name and type, and leave nothing behind', async () => {
  const caches = fakeCaches();
  const names = ['a b&c.png', 'Ä?.png', ...Array.from({ length: 9 }, (_, i) => `${i}.png`)];
  const answer = await receiveShare(
    share(...names.map((name) => picture(name, `pixels of ${name}`))),
    SCOPE,
    fakeCaches(20),
  );
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    'https://example.org/app/#/segment?shared=pictures',
  ]);
  const room = fakeCaches(20);
  await receiveShare(share(picture('old.png', 'never taken')), SCOPE, room);
  await receiveShare(share(...names.map((name) => picture(name, `pixels of ${name}`))), SCOPE, room);
  const files = await takeShared(room);
  expect(files.map((file) => file.name)).toEqual(names);
  expect(files[1]?.type).toBe('image/png');
  expect(await files[1]?.text()).toBe('pixels of Ä?.png');
  expect(room.names()).toEqual([]);
  expect(await takeShared(room)).toEqual([]);
  expect(caches.names()).toEqual([]);
});

it('a share without pictures, one that cannot be read and one that does not fit are told apart', async () => {
  const said = async (request: Request, caches = fakeCaches()): Promise<string | undefined> =>
    (await receiveShare(request, SCOPE, caches)).headers.get('location')?.split('=')[1];
  expect(await said(share())).toBe('nothing');
  expect(await said(new Request(SCOPE, { method: 'POST', body: 'no form' }))).toBe('failed');
  const small = fakeCaches(1);
  expect(await said(share(picture('a.png', 'a'), picture('b.png', 'b')), small)).toBe('failed');
  expect(small.names()).toEqual([]);
});
