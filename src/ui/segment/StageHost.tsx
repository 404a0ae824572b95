/** The stage, fed from the store and answering to it. */
import { type JSX, useCallback, useEffect, useMemo, useState } from 'react';
import type { ImagePoint, Size } from '../../core/geometry/space.ts';
import { activeObject } from '../../state/document.ts';
import type { AppStore } from '../../state/store.ts';
import { useApp, useServices } from '../app-context.tsx';
import { Stage } from '../canvas/Stage.tsx';
import type { LiveLayers, MaskLayer, StageGesture, Viewport } from '../canvas/stage-types.ts';
import { onStageGesture } from './gestures.ts';
import { hairLayers, layersOf, previewLayers, promptsOf } from './layers.ts';
import { setStageCrosshair, setStageView, stageHandle, viewportOf } from './stage-handle.ts';
import { useCutout } from './use-cutout.ts';

const DESCRIPTION =
  'Arrow keys move a crosshair, with Shift pixel by pixel. Enter includes what is there, Shift Enter excludes it. ' +
  'B starts and ends a box. Q and W step through the candidates, square brackets change the size of a brush. Plus, minus, 0 and 1 zoom. Tab leaves the picture.';

export interface StageHostProps {
  /** Drawn under the objects: heat maps and other views. */
  readonly under?: readonly MaskLayer[];
  /** Hears every gesture before it is carried out; true keeps it from being carried out on prompts and masks. */
  readonly onGesture?: (gesture: StageGesture) => boolean;
}

/** The hover's mask, straight from the store: it comes with every move of the pointer, and nothing else of the page changes with it. */
function hoverOf(store: AppStore): LiveLayers {
  return {
    current: () => previewLayers(store.state.doc, store.state.preview),
    subscribe: (listener) =>
      store.api.subscribe((now, before) => {
        if (now.preview !== before.preview) listener();
      }),
  };
}

export function StageHost({ under, onGesture }: StageHostProps): JSX.Element {
  const app = useServices();
  const picture = useApp((s) => s.picture);
  const doc = useApp((s) => s.doc);
  const settings = useApp((s) => s.settings);
  const tool = useApp((s) => s.tool);
  const label = useApp((s) => s.label);
  const brushRadius = useApp((s) => s.brushRadius);
  const [viewport, setViewport] = useState<Viewport | 'fit'>('fit');
  const [crosshair, setCrosshair] = useState<ImagePoint | null>(null);

  const cutout = useCutout();
  const layers = useMemo(
    () => [...(under ?? []), ...(cutout ? [] : layersOf(doc, settings)), ...hairLayers(doc, tool)],
    [under, doc, settings, cutout, tool],
  );
  const { ground } = useApp((s) => s.cutoutView);
  const live = useMemo(() => hoverOf(app.store), [app]);
  const prompts = useMemo(() => promptsOf(doc), [doc]);
  const gesture = useCallback(
    (g: StageGesture) => {
      const taken = onGesture?.(g) === true;
      if (g.kind === 'viewport') {
        setViewport(g.viewport);
      } else if (g.kind === 'crosshair') {
        setCrosshair(g.at);
        setStageCrosshair(g.at);
      } else if (!taken) {
        onStageGesture(app, g);
      }
    },
    [app, onGesture],
  );
  const showZoom = useCallback(
    (view: Viewport, stage: Size) => {
      setStageView(view);
      app.store.set({ zoom: view.zoom });
      const [dx, dy] = [stage.width / view.zoom / 2, stage.height / view.zoom / 2];
      const { x, y } = view.centre;
      app.zoom.look({ x0: x - dx, y0: y - dy, x1: x + dx, y1: y + dy });
    },
    [app],
  );
  const wanted = useApp((s) => s.wantedView);
  useEffect(() => {
    if (!wanted) return;
    setViewport(viewportOf(wanted));
    app.store.set({ wantedView: null });
  }, [app, wanted]);
  const shown = picture?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the crosshair stood on the picture before
  useEffect(() => {
    setCrosshair(null);
    setStageCrosshair(null);
  }, [shown]);
  const active = activeObject(doc);
  return (
    <Stage
      handle={stageHandle}
      picture={cutout ?? picture}
      ground={cutout && ground !== 'chequer' ? ground : null}
      viewport={viewport}
      layers={layers}
      live={live}
      prompts={prompts}
      tool={tool === 'hair' ? 'paint' : tool}
      label={label}
      brushRadius={brushRadius}
      crosshair={crosshair}
      ariaLabel={`${picture?.name ?? 'Picture'}, ${active ? `working on ${active.name}` : 'the next click starts a new object'}`}
      ariaDescription={DESCRIPTION}
      onGesture={gesture}
      onView={showZoom}
    />
  );
}
