/** What happens at one step, with the limit that decides it. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import type { SieveLimits, SieveVerdict } from '../../../../core/mask/sieve.ts';
import type { EverythingStep } from '../../../../core/teach/everything-steps.ts';
import type { EveryMask } from '../../../../state/learn/every-mask.ts';
import { Segmented } from '../../../kit/Segmented.tsx';
import { Slider } from '../../../kit/Slider.tsx';
import { share } from '../../plot/numbers.ts';
import css from '../../plot/Plot.module.css';
import { TableBox } from '../../plot/pieces.tsx';

export type Limits = SieveLimits;

/** Those of the Segment place. */
export const LIMITS: Limits = {
  predIouThresh: 0.2,
  stabilityScoreThresh: 0.4,
  boxNmsThresh: 0.7,
  minMaskRegionArea: 100,
};

interface StepPanelProps {
  readonly step: EverythingStep;
  readonly every: EveryMask;
  readonly verdicts: readonly SieveVerdict[];
  readonly result: { readonly left: readonly number[]; readonly dropped: readonly number[] };
  readonly limits: Limits;
  readonly onLimits: (limits: Limits) => void;
  readonly point: number;
  readonly onPoint: (point: number) => void;
  readonly showDropped: boolean;
  readonly onShowDropped: (show: boolean) => void;
}

/** The limit of each step that has one. */
const KNOBS = {
  score: { key: 'predIouThresh', max: 1, step: 0.02 },
  stability: { key: 'stabilityScoreThresh', max: 1, step: 0.02 },
  size: { key: 'minMaskRegionArea', max: 5000, step: 50 },
  duplicates: { key: 'boxNmsThresh', max: 1, step: 0.02 },
} as const;

export function StepPanel(props: StepPanelProps): JSX.Element {
  const { step, every, result, limits } = props;
  const { t } = useTranslation('views');
  if (step === 'points') return <p>{t('everything.gridText', { count: every.pointsPerSide ** 2 })}</p>;
  if (step === 'masks') return <PointMasks {...props} />;
  const knob = KNOBS[step];
  return (
    <div className={css.stack}>
      <p>{t(`everything.explain.${step}`)}</p>
      <Slider
        label={t(`everything.limit.${step}`)}
        value={limits[knob.key]}
        min={0}
        max={knob.max}
        step={knob.step}
        onChange={(v) => props.onLimits({ ...limits, [knob.key]: v })}
        format={(v) => (step === 'size' ? t('metrics.pixels', { count: v }) : v.toFixed(2))}
      />
      <p role="status" data-testid="everything-left">
        {t('everything.left', { left: result.left.length, dropped: result.dropped.length })}
      </p>
      <Segmented
        label={t('everything.show')}
        value={props.showDropped ? 'dropped' : 'left'}
        options={[
          { value: 'left', label: t('everything.showLeft') },
          { value: 'dropped', label: t('everything.showDropped') },
        ]}
        onChange={(value) => props.onShowDropped(value === 'dropped')}
      />
      {step === 'duplicates' ? <p className={css.hint}>{t('everything.orderText')}</p> : null}
    </div>
  );
}

/** All masks of one point with their figures and what becomes of them. */
function PointMasks({ every, verdicts, point, onPoint }: StepPanelProps): JSX.Element {
  const { t } = useTranslation('views');
  const total = every.pointsPerSide ** 2;
  const mine = every.masks.flatMap((mask, i) => (mask.point === point ? [{ mask, i }] : []));
  return (
    <div className={css.stack}>
      <p>{t('everything.explain.masks', { count: every.masks.length, ms: Math.round(every.ms) })}</p>
      <Slider
        label={t('everything.point')}
        value={point + 1}
        min={1}
        max={total}
        step={1}
        onChange={(v) => onPoint(v - 1)}
        format={(v) => t('everything.pointOf', { point: v, total })}
      />
      <TableBox label={t('everything.table')}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('everything.mask')}</th>
              <th scope="col">{t('everything.score')}</th>
              <th scope="col">{t('everything.stability')}</th>
              <th scope="col">{t('everything.fate')}</th>
            </tr>
          </thead>
          <tbody>
            {mine.map(({ mask, i }, k) => (
              <tr key={i}>
                <th scope="row">{k + 1}</th>
                <td>{share(mask.score)}</td>
                <td>{share(mask.stability)}</td>
                <td>{t(`everything.verdict.${verdicts[i]?.kind ?? 'kept'}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </div>
  );
}
