/** Small pictures for the strip, made once for each and one at a time. */
import type { Deps, OpenedPicture } from '../deps.ts';

/** @param made called with each new thumbnail */
export function createThumbnails(
  deps: Deps,
  made: (id: string, thumbnail: Blob) => void,
): { readonly make: (picture: OpenedPicture) => void } {
  const asked = new Set<string>();
  return {
    make(picture) {
      const { thumbnail } = deps.pictures;
      if (!thumbnail || asked.has(picture.id)) return;
      asked.add(picture.id);
      // A picture without a thumbnail shows its name.
      thumbnail(picture).then(
        (blob) => made(picture.id, blob),
        () => asked.delete(picture.id),
      );
    },
  };
}
