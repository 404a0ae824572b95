/** Picture files that changed on disk since they were opened: the browser refuses to read them from then on. */
import { withoutExtension } from '../../core/formats/text.ts';
import type { Deps, OpenedPicture, PictureSource } from '../deps.ts';
import type { AppStore } from '../store.ts';
import type { BitmapCache } from './bitmaps.ts';
import type { StripItem } from './strip-types.ts';

/** What the strip lends for this. */
export interface SourceTools {
  readonly store: AppStore;
  readonly deps: Deps;
  readonly sources: Map<string, PictureSource>;
  readonly bitmaps: BitmapCache;
  readonly items: () => readonly StripItem[];
  readonly change: (id: string, part: Partial<StripItem>) => void;
}

async function isReadable(blob: Blob): Promise<boolean> {
  try {
    await blob.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** What a picture is drawn anew from: its pixels where they are decoded, else its thumbnail. */
function heldOf({ store, bitmaps }: SourceTools, { id, thumbnail }: StripItem): OpenedPicture | Blob | null {
  const { picture } = store.state;
  return picture?.id === id ? picture : (bitmaps.peek(id) ?? thumbnail);
}

async function replaceSource(tools: SourceTools, item: StripItem, name: string): Promise<void> {
  const { store, deps, sources, bitmaps, change } = tools;
  const held = heldOf(tools, item);
  const { id, size } = item;
  const title = `“${name}” was changed, moved or deleted on disk since it was opened`;
  if (!held || !size) return; // never decoded: nothing was done to it, and opening it says why it cannot
  const blob = await deps.pictures.redraw(held, size);
  sources.set(id, { kind: 'file', blob, name: `${withoutExtension(name)}.png` });
  change(id, { fullSize: size });
  const pixels = held instanceof Blob ? null : { ...held, original: blob, fullSize: size };
  if (pixels) bitmaps.replace(pixels);
  if (pixels && store.state.picture === held) store.set({ picture: pixels });
  const text = pixels
    ? `Your work on it is kept, saved and exported with the picture as it is held here, ${size.width} × ${size.height} pixels.`
    : 'Your work on it is kept and saved, but of the picture only the small preview is left. Open the file again to go on with it.';
  store.notify({ tone: 'warning', title, text });
}

/** Gives every picture whose file can no longer be read one that can, and says so once for each. */
export async function secureSources(tools: SourceTools): Promise<void> {
  const lost = await Promise.all(
    tools.items().map(async (item) => {
      const source = tools.sources.get(item.id);
      return source?.kind === 'file' && !(await isReadable(source.blob)) ? [{ item, name: source.name }] : [];
    }),
  );
  for (const { item, name } of lost.flat()) await replaceSource(tools, item, name);
}
