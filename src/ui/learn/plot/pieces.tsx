/** Figures, legends, choices and progress, as the views with numbers show them. */
import type { JSX, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClassPaint } from '../../../core/teach/class-plane.ts';
import { Button } from '../../kit/Button.tsx';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import css from './Plot.module.css';
import type { Run } from './use-run.ts';

export interface Figure {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly strong?: boolean;
}

export function Figures({ figures }: { readonly figures: readonly Figure[] }): JSX.Element {
  return (
    <dl className={css.figures}>
      {figures.map(({ id, name, value, strong }) => (
        <div key={id} data-strong={strong ?? false} data-figure={id}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export interface LegendEntry {
  readonly id: string;
  readonly name: string;
  readonly paint: ClassPaint;
}

function cssColor([r, g, b]: readonly [number, number, number]): string {
  return `rgb(${Math.round(r * 255)} ${Math.round(g * 255)} ${Math.round(b * 255)})`;
}

/** Names of the colours and patterns on the stage. */
export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }): JSX.Element {
  return (
    <ul className={css.legend}>
      {entries.map(({ id, name, paint }) => (
        <li key={id}>
          <span
            className={css.swatch}
            data-pattern={paint.pattern}
            style={{ backgroundColor: cssColor(paint.color) }}
            aria-hidden="true"
          />
          {name}
        </li>
      ))}
    </ul>
  );
}

export function Pick<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}): JSX.Element {
  return (
    <label className={css.pick}>
      {props.label}
      <select
        value={props.value}
        onChange={(event) => {
          const found = props.options.find(({ value }) => value === event.target.value);
          if (found) props.onChange(found.value);
        }}
      >
        {props.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Progress with the way to stop it, or what went wrong. */
export function RunStatus({ run, doing }: { readonly run: Run; readonly doing: string }): JSX.Element | null {
  const { t } = useTranslation('views');
  if (run.failure !== null) {
    return (
      <p className={css.error} role="alert">
        {t('failed', { reason: run.failure })}
      </p>
    );
  }
  if (!run.running) return null;
  const { progress } = run;
  return (
    <div className={css.progress}>
      <span role="status">
        {doing}
        {progress ? ` ${progress.done}/${progress.total}` : ''}
      </span>
      <ProgressBar label={doing} share={progress ? progress.done / Math.max(1, progress.total) : null} />
      <Button size="s" onPress={run.stop}>
        {t('stop')}
      </Button>
    </div>
  );
}

/** A table that may be wider or longer than its place: reached and scrolled by keyboard. */
export function TableBox(props: {
  readonly label: string;
  readonly tall?: boolean;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <section
      className={css.tableBox}
      data-tall={props.tall ?? false}
      aria-label={props.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
      tabIndex={0}
    >
      {props.children}
    </section>
  );
}
