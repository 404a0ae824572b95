/** Keeps a canvas drawn: one frame per change, every frame while ants march, rebuilt after a lost context. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isAborted, SegError } from '../../contract/errors.ts';
import type { Frame } from './gl/frame.ts';
import { StageRenderer } from './gl/renderer.ts';
import { sameValue } from './gl/same-value.ts';
import type { LiveLayers, MaskLayer, StagePicture, Viewport } from './stage-types.ts';
import type { ElementSize } from './use-element-size.ts';

/** Enough to be seen walking; between two frames the page sleeps. */
const ANTS_PER_SECOND = 15;

function marches(layers: readonly MaskLayer[]): boolean {
  return layers.some((l) => l.kind !== 'plane' && l.style.marching && l.style.outline > 0);
}

function wantsStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

interface Scene {
  readonly picture: StagePicture | null;
  readonly layers: readonly MaskLayer[];
  readonly view: Viewport;
  readonly size: ElementSize | null;
}

function same(a: Scene, b: Scene): boolean {
  return a.picture === b.picture && a.view === b.view && a.size === b.size && sameValue(a.layers, b.layers);
}

/** @returns the failure that keeps the canvas empty, or null while all is well */
export function useRenderer(
  canvasRef: RefObject<HTMLCanvasElement | null>,
  scene: Scene,
  live: LiveLayers | undefined,
  onLost: (() => void) | undefined,
): SegError | null {
  const [failure, setFailure] = useState<SegError | null>(null);
  const latest = useRef(scene);
  latest.current = scene;
  const above = useRef(live);
  above.current = live;
  const lost = useRef(onLost);
  lost.current = onLost;
  const redraw = useRef<() => void>(() => undefined);

  useEffect(() => {
    const canvas = canvasRef.current;
    if (!canvas) return;
    let renderer: StageRenderer | null = null;
    let request = 0;
    let nap = 0;

    const build = (): void => {
      try {
        renderer = new StageRenderer(canvas);
        setFailure(null);
      } catch (thrown) {
        const error = SegError.from(thrown);
        renderer = null;
        if (!isAborted(error)) setFailure(error);
      }
    };
    const draw = (time: number): void => {
      request = 0;
      const { picture, view, size } = latest.current;
      if (!renderer || !size) return;
      const layers = [...latest.current.layers, ...(above.current?.current() ?? [])];
      const now = { picture, layers, view, size };
      const moving = marches(layers) && !renderer.software && !wantsStillness();
      const width = Math.round(size.width * size.devicePixelRatio);
      const height = Math.round(size.height * size.devicePixelRatio);
      const resized = canvas.width !== width || canvas.height !== height;
      window.clearTimeout(nap);
      if (moving) nap = window.setTimeout(ask, 1000 / ANTS_PER_SECOND);
      if (!moving && !resized && drawn && same(drawn, now)) return;
      if (resized) {
        canvas.width = width;
        canvas.height = height;
      }
      drawn = now;
      const frame: Frame = {
        picture,
        layers,
        view,
        devicePixelRatio: size.devicePixelRatio,
        time: moving ? time / 1000 : null,
      };
      renderer.draw(frame);
    };
    let drawn: Scene | null = null;
    const ask = (): void => {
      if (request === 0) request = requestAnimationFrame(draw);
    };
    const onContextLost = (event: Event): void => {
      event.preventDefault();
      renderer = null;
      setFailure(new SegError('webgl-lost', 'the graphics card was taken away from this page'));
      lost.current?.();
    };
    const onContextRestored = (): void => {
      build();
      drawn = null;
      ask();
    };
    build();
    redraw.current = ask;
    ask();
    canvas.addEventListener('webglcontextlost', onContextLost);
    canvas.addEventListener('webglcontextrestored', onContextRestored);
    return () => {
      cancelAnimationFrame(request);
      window.clearTimeout(nap);
      redraw.current = () => undefined;
      canvas.removeEventListener('webglcontextlost', onContextLost);
      canvas.removeEventListener('webglcontextrestored', onContextRestored);
      renderer?.dispose();
      renderer = null;
    };
  }, [canvasRef]);

  useEffect(() => live?.subscribe(() => redraw.current()), [live]);
  // After every commit: the frame loop compares and draws only what changed.
  useLayoutEffect(() => redraw.current());
  return failure;
}
