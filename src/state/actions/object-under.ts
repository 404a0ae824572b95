/** What is taken away from while no object is active: the object that lies there. */
import type { PackedMask } from '../../core/mask/packed.ts';
import type { OpenedPicture } from '../deps.ts';
import type { SegObject } from '../document.ts';
import { objectMask } from '../object-mask.ts';
import type { AppStore } from '../store.ts';

/** Says why an object is not changed. @returns null, for the caller to pass on */
export function sayLocked(store: AppStore, { name }: SegObject): null {
  const text = `“${name}” is locked. Unlock it in the list of objects first.`;
  store.notify({ tone: 'info', title: 'Nothing was changed', text, lasts: 6000 });
  return null;
}

/** The topmost object that is visible, not locked, and hit; null when there is none, which is said with the reason. */
export function objectUnder(
  store: AppStore,
  { size }: OpenedPicture,
  hits: (mask: PackedMask) => boolean,
): SegObject | null {
  const hit = store.state.doc.objects.filter((o) => {
    const mask = o.visible ? objectMask(o, size) : null;
    return mask !== null && hits(mask);
  });
  const free = hit.find((o) => !o.locked);
  if (free) return free;
  const [locked] = hit;
  if (locked) return sayLocked(store, locked);
  const text = 'No object lies there to take something from. Choose one in the list, or add one first.';
  store.notify({ tone: 'info', title: 'Nothing was changed', text, lasts: 6000 });
  return null;
}
