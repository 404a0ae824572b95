/** The candidates for one click beside each other: how good the model thinks they are, and how good they are. */
import { type JSX, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mask } from '../../../../core/mask/mask.ts';
import { bySize } from '../../../../state/actions/prompts.ts';
import type { Answer } from '../../../../state/document.ts';
import { nearestTruth } from '../../../../state/learn/facts.ts';
import { documentFacts } from '../../../../state/learn/stage-facts.ts';
import { planeShare } from '../../../../state/object-mask.ts';
import { Button } from '../../../kit/Button.tsx';
import { Slider } from '../../../kit/Slider.tsx';
import { useFigures } from '../../format.ts';
import css from '../../Learn.module.css';
import { MaskThumb } from '../../MaskThumb.tsx';
import { useDocument, useShownObject } from '../../use-document.ts';
import type { LearnViewProps } from '../../view.ts';
import own from './CandidatesView.module.css';

export default function CandidatesView(props: LearnViewProps): JSX.Element {
  const { t } = useTranslation('learn');
  const object = useShownObject(props.app);
  const answer = object?.mask ? null : object?.answer;
  if (!object || !answer || answer.provisional) return <p className={css.quiet}>{t('views.candidates.none')}</p>;
  return <Candidates {...props} answer={answer} prompts={object.prompts.length} />;
}

interface CandidatesProps extends LearnViewProps {
  readonly answer: Answer;
  readonly prompts: number;
}

const SIZES = ['part', 'object', 'whole'] as const;

function Candidates({ app, truths, under, answer, prompts }: CandidatesProps): JSX.Element {
  const { t } = useTranslation('learn');
  const figures = useFigures();
  const doc = useDocument(app, (s) => s.doc);
  const picture = useDocument(app, (s) => s.picture);
  useEffect(() => under([]), [under]);
  // Masks at full size are only needed to be held against an outline.
  const known = truths.size > 0;
  const masks = useMemo(
    (): readonly Mask[] => (known ? documentFacts({ doc, picture }).candidates : []),
    [doc, picture, known],
  );
  const nearest = useMemo(() => masks.map((mask) => nearestTruth(mask, truths)), [masks, truths]);
  const order = useMemo(() => bySize(answer, 0), [answer]);
  const count = order.length;
  const rank = order.indexOf(answer.chosen);
  const nameOf = (place: number): string =>
    count === 3 ? t(`views.candidates.${SIZES[place] ?? 'object'}`) : t('views.candidates.nth', { n: place + 1 });
  const shown = nearest[answer.chosen];
  const oracle = Math.max(0, ...nearest.map((n) => n?.iou ?? 0));
  const score = answer.candidates[answer.chosen]?.score ?? Number.NaN;
  const scoreText = (value: number): string =>
    Number.isNaN(value) ? t('views.candidates.noScore') : figures.ratio(value);
  return (
    <div className={css.panel}>
      <p className={css.sentence} role="status">
        {t('views.candidates.sentence', { count, shown: nameOf(rank), predicted: scoreText(score) })}{' '}
        {shown
          ? t('views.candidates.sentenceTrue', {
              iou: figures.ratio(shown.iou),
              name: shown.name,
              oracle: figures.ratio(oracle),
            })
          : null}
      </p>
      {count > 1 ? (
        <Slider
          label={t('views.candidates.scrub')}
          value={rank}
          min={0}
          max={count - 1}
          step={1}
          format={nameOf}
          onChange={(place) => {
            const candidate = order[place];
            if (candidate !== undefined) app.prompts.choose(candidate);
          }}
        />
      ) : null}
      <ul className={own.list}>
        {order.map((candidate, place) => {
          const found = answer.candidates[candidate];
          const truth = nearest[candidate];
          if (!found) return null;
          return (
            <li key={candidate} className={own.card} data-shown={candidate === answer.chosen}>
              <MaskThumb app={app} plane={found.logits} label={nameOf(place)} />
              <div className={own.words}>
                <p className={own.name}>
                  <b>{nameOf(place)}</b>
                  {candidate === answer.best ? <span className={own.tag}>{t('views.candidates.own')}</span> : null}
                </p>
                <Bar label={t('views.candidates.predicted')} value={found.score} text={scoreText(found.score)} />
                {truth ? (
                  <Bar
                    label={t('views.candidates.trueOf', { name: truth.name })}
                    value={truth.iou}
                    text={figures.ratio(truth.iou)}
                  />
                ) : (
                  <p className={css.quiet}>
                    {t('views.candidates.area', {
                      share: figures.percent(planeShare(found.logits, 0, picture?.size ?? { width: 1, height: 1 })),
                    })}
                  </p>
                )}
              </div>
              {candidate === answer.chosen ? (
                <span className={own.shown}>{t('views.candidates.shown')}</span>
              ) : (
                <Button
                  size="s"
                  aria-label={`${t('views.candidates.show')}: ${nameOf(place)}`}
                  onPress={() => app.prompts.choose(candidate)}
                >
                  {t('views.candidates.show')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {prompts > 1 ? (
        <p className={css.quiet}>{t(count > 1 ? 'views.candidates.several' : 'views.candidates.single')}</p>
      ) : null}
    </div>
  );
}

interface BarProps {
  readonly label: string;
  /** 0..1; NaN draws no bar. */
  readonly value: number;
  readonly text: string;
}

function Bar({ label, value, text }: BarProps): JSX.Element {
  const share = Number.isNaN(value) ? 0 : Math.min(1, Math.max(0, value));
  return (
    <p className={own.bar}>
      <span>{label}</span>
      <span className={own.track} aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <b>{text}</b>
    </p>
  );
}
