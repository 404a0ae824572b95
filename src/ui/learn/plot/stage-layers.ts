/** How views draw on the stage: layers while they are open, the masks above them as outlines. */
import { useEffect } from 'react';
import type { ColourPlane } from '../../../core/teach/class-plane.ts';
import type { App } from '../../../state/app.ts';
import type { MaskLayer } from '../../canvas/stage-types.ts';
import type { LearnViewProps } from '../view.ts';

/** Draws the layers as long as they are given and the view is open. Memoise them: a new list is a new drawing. */
export function useLayers(under: LearnViewProps['under'], layers: readonly MaskLayer[]): void {
  useEffect(() => under(layers), [under, layers]);
  useEffect(() => () => under([]), [under]);
}

/** While the view is open, masks are drawn as outlines, so that the layer below is seen in its own colours. */
export function useOutlines(app: App): void {
  useEffect(() => {
    const { view } = app.store.state.settings;
    app.updateSettings({ view: 'outline' });
    return () => app.updateSettings({ view });
  }, [app]);
}

/** A colour plane as a layer, pixel by pixel. */
export function colourLayer(id: string, plane: ColourPlane, opacity = 0.62): MaskLayer {
  return { id, kind: 'plane', ...plane, channels: 3, range: [0, 1], ramp: 'rgb', opacity, smooth: false };
}
