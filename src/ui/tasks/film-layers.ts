/** What the stage draws over a frame of a video. */
import { type FilmDoc, masksOf, packedOf } from '../../state/tasks/film-doc.ts';
import type { MaskLayer } from '../canvas/stage-types.ts';
import { maskStyle } from '../compare/layers.ts';

/** The active object's fill is stronger, so that it is known which one a click changes. */
const [ACTIVE_FILL, OTHER_FILL] = [0.45, 0.25];
/** Frames whose outlines an onion skin shows before and after. */
const SKINS = 2;

/** @param onion outlines of the active object on the frames around, too */
export function filmLayers(doc: FilmDoc, active: string, frame: number, onion: boolean): readonly MaskLayer[] {
  const layers: MaskLayer[] = [];
  for (const { id, color } of doc.objects) {
    const masks = masksOf(doc, id);
    const add = (at: number, name: string, fill: number, outline: number): void => {
      const mask = masks.get(at)?.mask;
      if (mask)
        layers.push({ id: name, kind: 'packed', mask: packedOf(mask), style: { ...maskStyle(color, fill), outline } });
    };
    if (onion && id === active)
      for (let by = SKINS; by > 0; by--) {
        add(frame - by, `${id}-before-${by}`, 0, 1);
        add(frame + by, `${id}-after-${by}`, 0, 1);
      }
    add(frame, id, id === active ? ACTIVE_FILL : OTHER_FILL, 2);
  }
  return layers;
}
