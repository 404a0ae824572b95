/** The model's count beside the person's own, with the error of both this picture and the visit. */
import { type JSX, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { App } from '../../state/app.ts';
import { createHandCounts, noteCount, parseCount, summarise } from '../../state/tasks/hand-counts.ts';
import { useApp, useServices } from '../app-context.tsx';
import css from './HandCount.module.css';

const stores = new WeakMap<App, ReturnType<typeof createHandCounts>>();

function storeOf(app: App): ReturnType<typeof createHandCounts> {
  const known = stores.get(app) ?? createHandCounts();
  stores.set(app, known);
  return known;
}

const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value)}`;

export function HandCount({ counted }: { readonly counted: number }): JSX.Element | null {
  const app = useServices();
  const picture = useApp((s) => s.picture?.id);
  const api = storeOf(app);
  const pairs = useStore(api, (s) => s.pairs);
  const own = picture === undefined ? undefined : pairs.get(picture)?.truth;
  const [draft, setDraft] = useState<{ readonly picture: string; readonly text: string } | null>(null);
  const text = draft && draft.picture === picture ? draft.text : (own?.toString() ?? '');
  const truth = parseCount(text);
  // The model's count moves with the confidence and with what is struck out.
  useEffect(() => {
    if (picture !== undefined && truth !== null) noteCount(api, picture, counted, truth);
  }, [api, picture, counted, truth]);
  if (picture === undefined) return null;
  const summary = summarise([...pairs.values()]);
  const error = truth === null ? null : counted - truth;
  return (
    <div className={css.hand}>
      <label>
        Your own count
        <input
          inputMode="numeric"
          size={5}
          value={text}
          onChange={(e) => {
            setDraft({ picture, text: e.target.value });
            noteCount(api, picture, counted, parseCount(e.target.value));
          }}
        />
      </label>
      {truth !== null && error !== null ? (
        <>
          <Bars counted={counted} truth={truth} />
          <p data-testid="count-error">
            {error === 0
              ? 'No error.'
              : `Error ${signed(error)}${truth > 0 ? ` (${signed(Math.round((error / truth) * 100))} %)` : ''}.`}
          </p>
        </>
      ) : null}
      {summary && summary.pictures > 1 && summary.bias ? (
        <p>
          Over {summary.pictures} pictures: mean absolute error {summary.absolute.toFixed(1)}, mean error{' '}
          {summary.bias.mean.toFixed(1)} (95 % interval {summary.bias.low.toFixed(1)} to {summary.bias.high.toFixed(1)}
          ).
        </p>
      ) : null}
    </div>
  );
}

/** Two bars of one scale; the error is the part between their ends. */
function Bars({ counted, truth }: { readonly counted: number; readonly truth: number }): JSX.Element {
  const most = Math.max(counted, truth, 1);
  const x = (n: number): number => (n / most) * 180;
  const [low, high] = [x(Math.min(counted, truth)), x(Math.max(counted, truth))];
  return (
    <svg
      className={css.bars}
      viewBox="0 0 240 44"
      role="img"
      aria-label={`The model counted ${counted}, you counted ${truth}`}
    >
      <rect x="0" y="4" width={x(counted)} height="12" data-who="model" />
      <rect x="0" y="22" width={x(truth)} height="12" data-who="person" />
      {counted === truth ? null : <path d={`M${low} 40H${high}M${low} 36v8M${high} 36v8`} />}
      <text x={x(counted) + 4} y="14">
        {counted} model
      </text>
      <text x={x(truth) + 4} y="32">
        {truth} you
      </text>
    </svg>
  );
}
