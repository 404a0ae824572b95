/** Points, boxes, strokes, crosshair and brush cursor drawn over the picture as SVG: sharp at any zoom, told apart by shape as well as colour. */
import { type FC, memo, type ReactElement } from 'react';
import type { ImageBox } from '../../core/geometry/box.ts';
import { type ImagePoint, imagePoint, type Size, type ViewPoint } from '../../core/geometry/space.ts';
import type { PromptLabel } from '../../core/prompt/prompt.ts';
import type { Draft } from './gesture-input.ts';
import { BOX_GRIPS, gripPoint, type PromptHit, REMOVE_OFFSET } from './hit-test.ts';
import styles from './PromptLayer.module.css';
import type { StagePrompt, Viewport } from './stage-types.ts';
import { toView } from './viewport.ts';

interface Props {
  readonly view: Viewport;
  readonly stage: Size;
  readonly prompts: readonly StagePrompt[];
  readonly draft: Draft | null;
  readonly hit: PromptHit | null;
  readonly label: PromptLabel;
  readonly crosshair: ImagePoint | null;
  /** Where the brush would paint, and its radius in picture pixels; null with other tools. */
  readonly brush: { readonly at: ImagePoint; readonly radius: number } | null;
  readonly brushRadius: number;
}

function pathOf(points: readonly ViewPoint[], closed: boolean): string {
  if (points.length === 1) {
    const [p] = points;
    return p ? `M${p.x.toFixed(1)} ${p.y.toFixed(1)}h0.01` : '';
  }
  return (
    points.map((p, i) => `${i === 0 ? 'M' : 'L'}${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join('') + (closed ? 'Z' : '')
  );
}

function labelClass(label: PromptLabel): string | undefined {
  return label === 'include' ? styles.include : styles.exclude;
}

/** A disc with a plus, or a diamond with a minus. */
function Point({
  at,
  label,
  pending,
  hot,
}: {
  at: ViewPoint;
  label: PromptLabel;
  pending: boolean;
  hot: boolean;
}): ReactElement {
  const classes = [styles.point, labelClass(label), pending ? styles.pending : '', hot ? styles.hot : ''].join(' ');
  return (
    <g className={classes} transform={`translate(${at.x} ${at.y})`}>
      {pending && <circle className={styles.pulse} r={14} />}
      {label === 'include' ? <circle r={8} /> : <path d="M0 -10L10 0L0 10L-10 0Z" />}
      {hot ? (
        <path className={styles.sign} d="M-3 -3L3 3M-3 3L3 -3" />
      ) : (
        <path className={styles.sign} d={label === 'include' ? 'M-4 0H4M0 -4V4' : 'M-4 0H4'} />
      )}
    </g>
  );
}

function Box(props: {
  box: ImageBox;
  view: Viewport;
  stage: Size;
  grips: boolean;
  hot: PromptHit | null;
}): ReactElement {
  const { box, view, stage, grips, hot } = props;
  const a = toView(view, stage, imagePoint(box.x0, box.y0));
  const b = toView(view, stage, imagePoint(box.x1, box.y1));
  const frame = { x: a.x, y: a.y, width: Math.max(0, b.x - a.x), height: Math.max(0, b.y - a.y) };
  const roomy = frame.width > 48 && frame.height > 48;
  const shown = BOX_GRIPS.filter((g) => roomy || g.length === 2);
  return (
    <g className={styles.box}>
      <rect className={styles.casing} {...frame} />
      <rect className={styles.frame} {...frame} />
      {grips &&
        shown.map((grip) => {
          const p = toView(view, stage, gripPoint(box, grip));
          const on = hot?.kind === 'grip' && hot.grip === grip;
          return (
            <rect key={grip} className={styles.grip} x={p.x - 4} y={p.y - 4} width={8} height={8} rx={on ? 4 : 2} />
          );
        })}
      {grips && (
        <g
          className={`${styles.remove} ${hot?.kind === 'remove-box' ? styles.hot : ''}`}
          transform={`translate(${b.x + REMOVE_OFFSET} ${a.y - REMOVE_OFFSET})`}
        >
          <circle r={10} />
          <path d="M-3.5 -3.5L3.5 3.5M-3.5 3.5L3.5 -3.5" />
        </g>
      )}
    </g>
  );
}

function Stroke(props: { path: readonly ViewPoint[]; width: number; label: PromptLabel }): ReactElement {
  const d = pathOf(props.path, false);
  return (
    <g className={`${styles.stroke} ${labelClass(props.label)}`}>
      <path className={styles.body} d={d} strokeWidth={Math.max(2, props.width)} />
      <path className={styles.spine} d={d} />
    </g>
  );
}

function Crosshair({ at, stage, label }: { at: ViewPoint; stage: Size; label: PromptLabel }): ReactElement {
  const lines = `M0 ${at.y}H${at.x - 12}M${at.x + 12} ${at.y}H${stage.width}M${at.x} 0V${at.y - 12}M${at.x} ${at.y + 12}V${stage.height}`;
  return (
    <g className={styles.crosshair} data-testid="crosshair">
      <path className={styles.casing} d={lines} />
      <path className={styles.line} d={lines} />
      <circle className={styles.casing} cx={at.x} cy={at.y} r={9} />
      <circle className={`${styles.ring} ${labelClass(label)}`} cx={at.x} cy={at.y} r={9} />
    </g>
  );
}

/** Presentational: everything it shows comes in, nothing goes out. Drawn anew only when that changes, not for every hover's mask. */
export const PromptLayer: FC<Props> = memo(function PromptLayer(props: Props): ReactElement {
  const { view, stage, draft, hit, label } = props;
  const place = (p: ImagePoint): ViewPoint => toView(view, stage, p);
  const hot = hit?.kind === 'point' ? hit.id : null;
  return (
    <svg className={styles.layer} width={stage.width} height={stage.height} aria-hidden="true">
      {props.prompts.map((p) =>
        p.kind === 'brush' && p.path ? (
          <Stroke key={p.id} path={p.path.map(place)} width={2 * (p.radius ?? 0) * view.zoom} label={p.label} />
        ) : null,
      )}
      {props.prompts.map((p) =>
        p.kind === 'box' && p.box ? (
          <Box key={p.id} box={p.box} view={view} stage={stage} grips hot={hit && hit.id === p.id ? hit : null} />
        ) : null,
      )}
      {draft?.kind === 'box' && <Box box={draft.box} view={view} stage={stage} grips={false} hot={null} />}
      {draft?.kind === 'stroke' && (
        <Stroke
          path={draft.path.map(place)}
          width={2 * props.brushRadius * view.zoom}
          label={(label === 'include') === draft.alternate ? 'exclude' : 'include'}
        />
      )}
      {draft?.kind === 'polygon' && (
        <g className={styles.polygon}>
          <path className={styles.casing} d={pathOf(draft.path.map(place), draft.closed)} />
          <path className={styles.frame} d={pathOf(draft.path.map(place), draft.closed)} />
          {!draft.closed && (
            <path className={styles.corners} d={draft.path.map((p) => pathOf([place(p)], false)).join('')} />
          )}
        </g>
      )}
      {props.prompts.map((p) =>
        p.kind === 'point' && p.at ? (
          <Point key={p.id} at={place(p.at)} label={p.label} pending={p.pending === true} hot={hot === p.id} />
        ) : null,
      )}
      {props.brush && (
        <g className={styles.brush} transform={`translate(${place(props.brush.at).x} ${place(props.brush.at).y})`}>
          <circle className={styles.casing} r={Math.max(2, props.brush.radius * view.zoom)} />
          <circle className={`${styles.ring} ${labelClass(label)}`} r={Math.max(2, props.brush.radius * view.zoom)} />
        </g>
      )}
      {props.crosshair && <Crosshair at={place(props.crosshair)} stage={stage} label={label} />}
    </svg>
  );
});
