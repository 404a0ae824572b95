/** Another file in the place of the picture on the stage. */
import { SegError } from '../../contract/errors.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import type { AppStore } from '../store.ts';
import type { StripItem } from './strip-types.ts';

/** Coordinates are those of the working size: a file that changed on disk would shift every object. */
export function checkSize(picture: OpenedPicture, size: StripItem['size']): void {
  if (!size || (size.width === picture.size.width && size.height === picture.size.height)) return;
  throw new SegError('bad-file', `“${picture.name}” is not the picture it was: its size has changed`);
}

/**
 * Opens a file of the same size as the picture on the stage.
 *
 * @param swap puts the opened picture into the strip, in the place of the one with the id
 * @returns false when it cannot be opened (said in the store) or was overtaken
 */
export async function openInPlace(
  store: AppStore,
  deps: Deps,
  find: (id: string) => StripItem | null,
  blob: Blob,
  signal: AbortSignal,
  swap: (before: string, picture: OpenedPicture, name: string) => void,
): Promise<boolean> {
  const before = store.state.picture;
  const item = before && find(before.id);
  if (!item) return false;
  try {
    const picture = await deps.pictures.open({ kind: 'file', blob, name: item.name }, signal);
    if (signal.aborted || store.state.picture !== before) {
      deps.pictures.close(picture);
      return false;
    }
    checkSize(picture, item.size);
    swap(before.id, picture, item.name);
    return true;
  } catch (thrown) {
    if (!signal.aborted) store.fail('open-picture', thrown);
    return false;
  }
}
