/** The share target: pictures that another app posts are set aside, and the page is opened that takes them. */
import { SHARE_CACHE, SHARE_FIELD, SHARE_QUERY } from '../contract/shared-pictures.ts';

/**
 * @param scope the app's own address
 * @returns a redirection to the Segment place, which is told whether pictures came
 */
export async function receiveShare(request: Request, scope: URL, store: CacheStorage): Promise<Response> {
  const page = (outcome: 'pictures' | 'nothing' | 'failed'): Response =>
    Response.redirect(new URL(`#/segment?${SHARE_QUERY}=${outcome}`, scope), 303);
  try {
    const form = await request.formData();
    const files = form.getAll(SHARE_FIELD).filter((entry) => typeof entry !== 'string');
    if (files.length === 0) return page('nothing');
    // What was never taken makes room for what comes now.
    await store.delete(SHARE_CACHE);
    const cache = await store.open(SHARE_CACHE);
    for (const [i, file] of files.entries()) {
      const key = new URL(`${SHARE_CACHE}/${i}?name=${encodeURIComponent(file.name)}`, scope);
      await cache.put(key, new Response(file, { headers: { 'Content-Type': file.type } }));
    }
    return page('pictures');
  } catch {
    await store.delete(SHARE_CACHE).catch(() => false);
    return page('failed');
  }
}
