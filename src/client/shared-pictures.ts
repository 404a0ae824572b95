/** Pictures that another app shared with this one, as the service worker set them aside. */
import { SHARE_CACHE } from '../contract/shared-pictures.ts';

/** Takes what was shared, in its order; nothing of it is kept. */
export async function takeShared(store: CacheStorage = caches): Promise<readonly File[]> {
  if (!(await store.has(SHARE_CACHE))) return [];
  const cache = await store.open(SHARE_CACHE);
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    const name = new URL(request.url).searchParams.get('name') || 'shared picture';
    if (response)
      files.push(new File([await response.blob()], name, { type: response.headers.get('Content-Type') ?? '' }));
  }
  await store.delete(SHARE_CACHE);
  return files;
}
