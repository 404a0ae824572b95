/** Twice is once: the second click of a double click on a button that saves or deletes is no second press. */
import type { PressEvent } from 'react-aria-components';
import type { IconName } from './icons.tsx';

/** Presses nearer in time than this are one, milliseconds: what systems take for a double click at most. */
export const DOUBLE_MS = 500;
/** Pointer presses nearer in place than this are one, CSS pixels: after a row was deleted, another lies under the pointer. */
const NEAR = 12;

type Press = (event: PressEvent) => void;

let last: { readonly time: number; readonly target: Element; readonly x: number; readonly y: number } | null = null;

/** Whether a button with this face does something that must not be done twice by accident. */
function actsOnce(icon: IconName | undefined, look: string | undefined): boolean {
  return icon === 'trash' || icon === 'download' || icon === 'save' || look === 'danger';
}

/** The handler of a kit button as a prop: as given, and for faces that save or delete without the second press of a double click. */
export function pressProps(
  onPress: Press | undefined,
  face: { readonly icon?: IconName | undefined; readonly look?: string | undefined },
): { readonly onPress?: Press } {
  if (!onPress) return {};
  if (!actsOnce(face.icon, face.look)) return { onPress };
  const once: Press = (event) => {
    const box = event.target.getBoundingClientRect();
    const now = { time: performance.now(), target: event.target, x: box.left + event.x, y: box.top + event.y };
    const before = last;
    last = now;
    if (before && now.time - before.time < DOUBLE_MS) {
      const pointer = event.pointerType !== 'keyboard' && event.pointerType !== 'virtual';
      const near = pointer && Math.hypot(now.x - before.x, now.y - before.y) <= NEAR;
      if (near || before.target === now.target) return;
    }
    onPress(event);
  };
  return { onPress: once };
}
