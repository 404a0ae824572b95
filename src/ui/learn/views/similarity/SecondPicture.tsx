/** Another picture beside the stage, searched for the place pointed at. */
import { type JSX, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isAborted } from '../../../../contract/errors.ts';
import type { TensorView } from '../../../../contract/segmenter.ts';
import { cosineTo, type Direction } from '../../../../core/teach/similarity.ts';
import type { App } from '../../../../state/app.ts';
import type { PictureSource } from '../../../../state/deps.ts';
import { spreadOf } from '../../../../state/learn/embedding.ts';
import { openBeside } from '../../../../state/learn/second-picture.ts';
import { Button } from '../../../kit/Button.tsx';
import { chooseFiles } from '../../../kit/choose-file.ts';
import { Menu } from '../../../kit/Menu.tsx';
import { useSamples } from '../../../use-samples.ts';
import { useFigures } from '../../format.ts';
import { HeatCanvas } from '../../HeatCanvas.tsx';
import css from '../../Learn.module.css';

const RANGE = [-1, 1] as const;

interface Second {
  readonly name: string;
  readonly bitmap: ImageBitmap;
  readonly view: TensorView;
}

type State =
  | { readonly phase: 'none' }
  | { readonly phase: 'looking' }
  | { readonly phase: 'ready'; readonly second: Second }
  | { readonly phase: 'failed'; readonly reason: string };

/** The second picture while it is wanted; everything it holds is freed when it is not. */
function useSecond(app: App, source: PictureSource | null): State {
  const [state, setState] = useState<State>({ phase: 'none' });
  useEffect(() => {
    if (!source) {
      setState({ phase: 'none' });
      return;
    }
    const leaving = new AbortController();
    let free: () => void = () => undefined;
    setState({ phase: 'looking' });
    openBeside(app, source, leaving.signal).then(
      ({ picture, view, close }) => {
        free = close;
        if (leaving.signal.aborted) close();
        else setState({ phase: 'ready', second: { name: picture.name, bitmap: picture.bitmap, view } });
      },
      (thrown: unknown) => {
        if (isAborted(thrown) || leaving.signal.aborted) return;
        setState({ phase: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown) });
      },
    );
    return () => {
      leaving.abort();
      setState({ phase: 'none' });
      free();
    };
  }, [app, source]);
  return state;
}

export interface SecondPictureProps {
  readonly app: App;
  readonly direction: Direction | null;
}

export function SecondPicture({ app, direction }: SecondPictureProps): JSX.Element {
  const { t } = useTranslation('learn');
  const samples = useSamples('silent'); // a picture of one's own can still be opened
  const [source, setSource] = useState<PictureSource | null>(null);
  const state = useSecond(app, source);
  const openOwn = (): void =>
    void chooseFiles('image/*').then(([file]) => {
      if (file) setSource({ kind: 'file', blob: file, name: file.name });
    });
  return (
    <>
      <Menu
        label={t('views.similarity.second')}
        placement="bottom start"
        trigger={
          <Button size="s" icon="image">
            {t('views.similarity.second')}…
          </Button>
        }
        entries={[
          { id: 'none', label: t('views.similarity.secondNone'), run: () => setSource(null) },
          { id: 'own', label: t('views.similarity.own'), icon: 'open', run: openOwn },
          { id: 'line', separator: true },
          ...samples.map((s) => ({
            id: s.id,
            label: s.name,
            run: () => setSource({ kind: 'sample', url: s.url, name: s.name }),
          })),
        ]}
      />
      {state.phase === 'looking' ? <p className={css.quiet}>{t('views.similarity.secondWait')}</p> : null}
      {state.phase === 'failed' ? (
        <p className={css.warning} role="alert">
          {t('viewFailed', { reason: state.reason })}
        </p>
      ) : null}
      {state.phase === 'ready' ? <SecondMap second={state.second} direction={direction} /> : null}
    </>
  );
}

function SecondMap({
  second,
  direction,
}: {
  readonly second: Second;
  readonly direction: Direction | null;
}): JSX.Element {
  const { t } = useTranslation('learn');
  const figures = useFigures();
  const { view, bitmap, name } = second;
  const values = useMemo(
    () => (direction && direction.length === view.channels ? cosineTo(view, direction) : null),
    [view, direction],
  );
  const spread = values ? spreadOf(values, view) : null;
  const words = spread
    ? t('views.similarity.secondText', {
        name,
        high: figures.signed(spread.high),
        median: figures.signed(spread.median),
      })
    : name;
  return (
    <figure className={css.panel}>
      <HeatCanvas bitmap={bitmap} place={view} values={values} range={RANGE} ramp="viridis" label={words} />
      <figcaption className={css.quiet}>{words}</figcaption>
    </figure>
  );
}
