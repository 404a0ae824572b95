/** The picture with everything drawn over it, and the gestures made on it. */
import {
  type ReactElement,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { type ImagePoint, imagePoint, type Size } from '../../core/geometry/space.ts';
import type { Draft } from './gesture-input.ts';
import type { GestureMachine } from './gesture-machine.ts';
import type { PromptHit } from './hit-test.ts';
import { PromptLayer } from './PromptLayer.tsx';
import styles from './Stage.module.css';
import { stageCursor } from './stage-cursor.ts';
import { StageKeys } from './stage-keys.ts';
import type { StageGesture, StageProps, Viewport } from './stage-types.ts';
import { useElementSize } from './use-element-size.ts';
import { type GestureHost, useGesture } from './use-gesture.ts';
import { useRenderer } from './use-renderer.ts';
import { useView } from './use-view.ts';
import { toView } from './viewport.ts';

const NOWHERE: Size = { width: 1, height: 1 };

/** The part of the stage that the picture covers, CSS pixels, cut to the stage. */
function sheetOf(
  picture: Size,
  view: Viewport,
  stage: Size,
): { left: number; top: number; width: number; height: number } {
  const a = toView(view, stage, imagePoint(0, 0));
  const b = toView(view, stage, imagePoint(picture.width, picture.height));
  const left = Math.max(0, a.x);
  const top = Math.max(0, a.y);
  return {
    left,
    top,
    width: Math.max(0, Math.min(stage.width, b.x) - left),
    height: Math.max(0, Math.min(stage.height, b.y) - top),
  };
}

export function Stage(props: StageProps): ReactElement {
  const { picture, layers, prompts, tool, onGesture } = props;
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const keys = useRef<StageKeys | null>(null);
  const size = useElementSize(element);
  const stage = size ?? NOWHERE;
  const control = useView(picture, size, props.viewport, onGesture);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [hit, setHit] = useState<PromptHit | null>(null);
  const [panKey, setPanKey] = useState(false);
  const [pressed, setPressed] = useState(false);
  const [pointer, setPointer] = useState<ImagePoint | null>(null);
  const brushing = tool === 'brush' || tool === 'paint' || tool === 'erase';

  const pointed = useRef<ImagePoint | null>(null);
  const emit = useCallback(
    (gesture: StageGesture): void => {
      if (gesture.kind === 'hover') pointed.current = gesture.at;
      else if (gesture.kind === 'stroke') pointed.current = gesture.path.at(-1) ?? null;
      else if (gesture.kind === 'leave') pointed.current = null;
      // Only the brush's cursor is drawn by the stage: other tools need no new picture of it for every move.
      if (brushing) setPointer(pointed.current);
      onGesture(gesture);
    },
    [onGesture, brushing],
  );
  useEffect(() => {
    if (brushing) setPointer(pointed.current);
  }, [brushing]);

  const surroundings = (): ReturnType<GestureHost['surroundings']> => ({
    picture: picture?.size ?? null,
    stage,
    view: control.current(),
    tool,
    prompts,
  });
  const host: RefObject<GestureHost> = useRef<GestureHost>({
    surroundings,
    effects: { emit, setView: control.set, setDraft, setHit },
    keys: (machine: GestureMachine): StageKeys =>
      new StageKeys({
        look: () => ({ ...host.current.surroundings(), crosshair: crosshair.current }),
        emit: (g) => host.current.effects.emit(g),
        setView: (v) => host.current.effects.setView(v),
        setDraft,
        fit: () => latest.current.fit(),
        actualSize: () => latest.current.actualSize(),
        polygon: machine.polygon,
        cancel: () => machine.cancel(),
      }),
    setPanKey,
    setPressed,
  });
  const crosshair = useRef(props.crosshair);
  const latest = useRef(control);
  // Events read what was last drawn, never what is being rendered.
  useEffect(() => {
    crosshair.current = props.crosshair;
    latest.current = control;
    host.current = { ...host.current, surroundings, effects: { emit, setView: control.set, setDraft, setHit } };
  });
  useGesture(element, host, keys);

  const pictureId = picture?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture or tool ends what is being drawn
  useEffect(() => {
    keys.current?.reset();
    setDraft(null);
    setHit(null);
  }, [pictureId, tool]);

  useImperativeHandle(
    props.handle,
    () => ({
      focus: () => element.current?.focus(),
      fit: () => latest.current.fit(),
      actualSize: () => latest.current.actualSize(),
      zoomBy: (factor) => keys.current?.zoomBy(factor),
      startBox: () => keys.current?.startBox(),
      clickCrosshair: (alternate) => keys.current?.click(alternate),
    }),
    [],
  );

  const { onView } = props;
  const { view } = control;
  const shownAt = picture === null ? null : size;
  useEffect(() => {
    if (shownAt) onView?.(view, shownAt);
  }, [onView, view, shownAt]);

  const failure = useRenderer(canvas, { picture, layers, view: control.view, size }, props.live, props.onContextLost);
  const description = useId();
  return (
    <div
      ref={element}
      className={styles.stage}
      role="application"
      aria-roledescription="picture"
      aria-label={props.ariaLabel}
      aria-describedby={props.ariaDescription ? description : undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the role makes it interactive
      tabIndex={0}
      data-cursor={stageCursor(tool, hit, panKey, pressed)}
      data-testid="stage"
      data-view={size ? `${control.view.centre.x},${control.view.centre.y},${control.view.zoom}` : undefined}
    >
      {picture && size && (
        <div
          className={styles.sheet}
          style={{
            ...sheetOf(picture.size, control.view, size),
            ...(props.ground ? { background: props.ground } : {}),
          }}
        />
      )}
      <canvas ref={canvas} className={styles.canvas} />
      {size && picture && (
        <PromptLayer
          view={control.view}
          stage={size}
          prompts={prompts}
          draft={draft}
          hit={hit}
          label={props.label}
          crosshair={props.crosshair}
          brush={brushing && pointer ? { at: pointer, radius: props.brushRadius } : null}
          brushRadius={props.brushRadius}
        />
      )}
      {failure && <p className={styles.failure}>The picture cannot be drawn now: {failure.message}.</p>}
      {props.ariaDescription && (
        <span id={description} hidden>
          {props.ariaDescription}
        </span>
      )}
    </div>
  );
}
