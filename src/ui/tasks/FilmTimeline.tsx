/** The video as a strip: thumbnails, a track for each object, and where the frame shown lies. */
import { type JSX, type PointerEvent, useEffect, useMemo, useRef } from 'react';
import { isAborted } from '../../contract/errors.ts';
import type { Clip } from '../../contract/video.ts';
import { DOUBTFUL } from '../../core/tasks/doubt.ts';
import { type FrameMask, isMarked, masksOf } from '../../state/tasks/film-doc.ts';
import type { Film } from '../../state/tasks/film-state.ts';
import css from './Film.module.css';
import { useTaskState } from './use-task.ts';

type Kind = 'none' | 'clicked' | 'carried' | 'doubtful' | 'lost';

function kindOf(mask: FrameMask | undefined): Kind {
  if (!mask) return 'none';
  if (isMarked(mask)) return 'clicked';
  if (!mask.mask) return 'lost';
  return (mask.doubt ?? 0) >= DOUBTFUL ? 'doubtful' : 'carried';
}

interface Span {
  readonly kind: Kind;
  readonly first: number;
  readonly frames: number;
}

/** Neighbouring frames of one kind as one span; frames without a mask are left out. */
function spansOf(masks: ReadonlyMap<number, FrameMask>): readonly Span[] {
  const spans: Span[] = [];
  for (const [frame, mask] of [...masks].toSorted(([a], [b]) => a - b)) {
    const kind = kindOf(mask);
    const last = spans.at(-1);
    if (last && last.kind === kind && last.first + last.frames === frame)
      spans[spans.length - 1] = { ...last, frames: last.frames + 1 };
    else spans.push({ kind, first: frame, frames: 1 });
  }
  return spans;
}

/** CSS pixels of a thumbnail's height, and the most of them. */
const THUMB_HEIGHT = 44;
const MOST_THUMBS = 24;

function Thumbnails({ clip }: { readonly clip: Clip }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { frame, size, times } = clip;
  useEffect(() => {
    const { current } = canvas;
    const context = current?.getContext('2d');
    if (!current || !context) return;
    let isHere = true;
    const width = Math.max(1, current.clientWidth);
    const each = (THUMB_HEIGHT * size.width) / size.height;
    const count = Math.max(1, Math.min(MOST_THUMBS, times.length, Math.ceil(width / each)));
    current.width = Math.round(width * devicePixelRatio);
    current.height = Math.round(THUMB_HEIGHT * devicePixelRatio);
    const draw = async (): Promise<void> => {
      for (let i = 0; i < count && isHere; i++) {
        const bitmap = await frame(Math.floor(((i + 0.5) * times.length) / count));
        const scale = Math.max(current.width / count / bitmap.width, current.height / bitmap.height);
        const part = { width: current.width / count / scale, height: current.height / scale };
        const [x, y] = [(bitmap.width - part.width) / 2, (bitmap.height - part.height) / 2];
        const left = (i * current.width) / count;
        context.drawImage(bitmap, x, y, part.width, part.height, left, 0, current.width / count, current.height);
        bitmap.close();
      }
    };
    // A damaged frame leaves its place empty; going there says so.
    draw().catch((thrown: unknown) => {
      if (!isAborted(thrown)) context.fillRect(0, 0, 0, 0);
    });
    return () => {
      isHere = false;
    };
  }, [frame, size, times]);
  return <canvas ref={canvas} className={css.thumbs} height={THUMB_HEIGHT} />;
}

function Track({
  film,
  id,
  frames,
}: {
  readonly film: Film;
  readonly id: string;
  readonly frames: number;
}): JSX.Element {
  const masks = useTaskState(film, (s) => masksOf(s, id));
  const color = useTaskState(film, (s) => s.objects.find((o) => o.id === id)?.color);
  const isActive = useTaskState(film, (s) => s.active === id);
  const spans = useMemo(() => spansOf(masks), [masks]);
  const part = (n: number): string => `${(100 * n) / frames}%`;
  return (
    <div className={css.track} data-active={isActive} style={{ color }}>
      {spans.map(({ kind, first, frames: length }) => (
        <i key={first} data-kind={kind} style={{ left: part(first), width: part(length) }} />
      ))}
    </div>
  );
}

export function FilmTimeline({ film, clip }: { readonly film: Film; readonly clip: Clip }): JSX.Element {
  const at = useTaskState(film, (s) => s.at);
  const range = useTaskState(film, (s) => s.range);
  const objects = useTaskState(film, (s) => s.objects);
  const frames = clip.times.length;
  const seek = (event: PointerEvent<HTMLElement>): void => {
    if (event.type === 'pointermove' && event.buttons === 0) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    const { left, width } = event.currentTarget.getBoundingClientRect();
    film.go(Math.floor(((event.clientX - left) * frames) / Math.max(1, width)));
  };
  return (
    // The slider below does the same by keyboard and for screen readers.
    <div className={css.timeline} aria-hidden="true" onPointerDown={seek} onPointerMove={seek}>
      <Thumbnails clip={clip} />
      {objects.map(({ id }) => (
        <Track key={id} film={film} id={id} frames={frames} />
      ))}
      <span className={css.outside} style={{ left: 0, width: `${(100 * range.first) / frames}%` }} />
      <span className={css.outside} style={{ right: 0, width: `${(100 * (frames - 1 - range.last)) / frames}%` }} />
      <span className={css.head} style={{ left: `${(100 * (at + 0.5)) / frames}%` }} />
    </div>
  );
}
