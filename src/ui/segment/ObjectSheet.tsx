/** The objects in a small window: a line below the picture, which is drawn up to the whole list. */
import { type CSSProperties, type JSX, type PointerEvent, useRef, useState } from 'react';
import { instanceColor } from '../../core/color/palette.ts';
import { bySize } from '../../state/actions/prompts.ts';
import { activeObject, type SegObject } from '../../state/document.ts';
import type { SheetStop } from '../../state/state.ts';
import { useApp, useServices } from '../app-context.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { useTouch } from '../kit/use-media.ts';
import { candidateName } from './candidate-names.ts';
import { Doubt } from './Doubt.tsx';
import { ObjectPanel } from './ObjectPanel.tsx';
import css from './ObjectSheet.module.css';
import { inWords } from './pointing-words.ts';
import { SubjectButton } from './SubjectButton.tsx';
import { BoxOptions, BrushSize, HandOptions, hasOptions, WandOptions } from './ToolOptions.tsx';

/** Height of the list at each stop, as a share of the window. */
const SHARES: Readonly<Record<SheetStop, number>> = { peek: 0, half: 0.42, full: 0.68 };

/** The stop whose height is nearest. */
function nearestStop(share: number): SheetStop {
  const stops: readonly SheetStop[] = ['peek', 'half', 'full'];
  return stops.reduce((best, stop) => (Math.abs(SHARES[stop] - share) < Math.abs(SHARES[best] - share) ? stop : best));
}

/** The candidates of an object as words, from part to whole. */
function CandidateWords({ object }: { readonly object: SegObject }): JSX.Element | null {
  const { prompts } = useServices();
  const { answer } = object;
  if (!answer || answer.candidates.length < 2) return null;
  const order = bySize(answer, object.threshold);
  return (
    <fieldset className={css.candidates}>
      <legend className="visually-hidden">What is meant, from part to whole</legend>
      {order.map((index, rank) => (
        <button key={index} type="button" aria-pressed={index === answer.chosen} onClick={() => prompts.choose(index)}>
          {candidateName(rank, order.length)}
        </button>
      ))}
    </fieldset>
  );
}

/** What matters now in one line: the tool's size, the object in hand, or what to do first. */
function Line({ open }: { readonly open: boolean }): JSX.Element {
  const { store } = useServices();
  const tool = useApp((s) => s.tool);
  const object = useApp((s) => activeObject(s.doc));
  const count = useApp((s) => s.doc.objects.length);
  const touch = useTouch();
  if (hasOptions(tool)) {
    return (
      <div className={css.options}>
        <BrushSize />
        <HandOptions />
        <WandOptions />
        <BoxOptions />
      </div>
    );
  }
  if (!object) {
    const hint = inWords('Click a thing in the picture', touch);
    return (
      <>
        <p className={css.hint}>{count === 0 ? hint : `${count} ${count === 1 ? 'object' : 'objects'}. ${hint}.`}</p>
        {count === 0 ? <SubjectButton look="plain" /> : null}
      </>
    );
  }
  return (
    <>
      <button type="button" className={css.name} onClick={() => store.set({ sheet: 'half' })}>
        <span className={css.swatch} style={{ background: instanceColor(object.color) }} />
        <span>{object.name}</span>
        {count > 1 ? <span className={css.count}>of {count}</span> : null}
      </button>
      <Doubt short />
      {open ? null : <CandidateWords object={object} />}
    </>
  );
}

export function ObjectSheet(): JSX.Element {
  const { store } = useServices();
  const stop = useApp((s) => s.sheet);
  const [dragged, setDragged] = useState<number | null>(null);
  const from = useRef<{ readonly y: number; readonly share: number } | null>(null);
  const share = dragged ?? SHARES[stop];
  const open = stop !== 'peek' || dragged !== null;
  const down = (e: PointerEvent<HTMLDivElement>): void => {
    from.current = { y: e.clientY, share: SHARES[stop] };
    e.currentTarget.setPointerCapture(e.pointerId);
  };
  const move = (e: PointerEvent<HTMLDivElement>): void => {
    const start = from.current;
    if (!start) return;
    const next = start.share + (start.y - e.clientY) / window.innerHeight;
    setDragged(Math.min(SHARES.full, Math.max(0, next)));
  };
  const up = (): void => {
    from.current = null;
    if (dragged === null) return;
    store.set({ sheet: nearestStop(dragged) });
    setDragged(null);
  };
  return (
    <div className={css.sheet} data-stop={stop} data-dragged={dragged !== null}>
      <div
        className={css.handle}
        aria-hidden="true"
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
      />
      <div className={css.line}>
        <Line open={open} />
        <span className={css.toggle}>
          <IconButton
            icon="chevron"
            label={open ? 'Hide the objects' : 'Show the objects'}
            tip="top"
            onPress={() => store.set({ sheet: open ? 'peek' : 'half' })}
          />
        </span>
      </div>
      {open ? (
        <div className={css.list} style={{ '--share': `${100 * share}dvh` } as CSSProperties}>
          <ObjectPanel />
        </div>
      ) : null}
    </div>
  );
}
