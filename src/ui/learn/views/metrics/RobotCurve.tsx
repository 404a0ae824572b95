/** Clicks to 90 %: the robot user corrects the model where it erred most, and every answer is measured. */
import { type JSX, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Segmentation } from '../../../../contract/segmenter.ts';
import type { Mask } from '../../../../core/mask/mask.ts';
import type { Prompt } from '../../../../core/prompt/prompt.ts';
import { clicksTo, playRobot, type RobotRun } from '../../../../state/compare/robot.ts';
import { Button } from '../../../kit/Button.tsx';
import { LineChart } from '../../plot/LineChart.tsx';
import { share } from '../../plot/numbers.ts';
import css from '../../plot/Plot.module.css';
import { RunStatus, TableBox } from '../../plot/pieces.tsx';
import { useEncoded } from '../../plot/use-encoded.ts';
import { useRun } from '../../plot/use-run.ts';

const CLICKS = 10;
const BAR = 0.9;
const PLAYER = 'model';

interface Played {
  readonly run: RobotRun;
  readonly name: string;
}

export function RobotCurve({ truth, name }: { readonly truth: Mask | null; readonly name: string }): JSX.Element {
  const { t } = useTranslation('views');
  const encoded = useEncoded();
  const run = useRun();
  const [played, setPlayed] = useState<Played | null>(null);

  const play = (): void => {
    if (!encoded || !truth) return;
    const { engine, predictor, picture } = encoded;
    const takesMasks = engine.manifest.prompts.includes('mask');
    setPlayed(null);
    run.start(async (signal, progress) => {
      progress(0, CLICKS);
      const player = {
        id: PLAYER,
        answer: (prompts: readonly Prompt[], previous?: Segmentation) => {
          const mask = takesMasks ? previous?.candidates[previous.best]?.logits : undefined;
          return predictor.predict(prompts, { signal, previous: mask });
        },
      };
      const options = { mode: 'own', clicks: CLICKS, signal, picture: picture.size } as const;
      await playRobot([player], truth, options, (now) => {
        setPlayed({ run: now, name });
        progress(now.clicks, CLICKS);
      });
    });
  };

  const iou = played?.run.iou[PLAYER] ?? [];
  const script = played?.run.scripts[PLAYER] ?? [];
  const needed = clicksTo(iou, BAR);
  const best = iou.length > 0 ? Math.max(...iou) : 0;
  const finding = needed
    ? t('metrics.reached', { count: needed, bar: BAR })
    : t('metrics.notReached', { count: iou.length, bar: BAR, best: share(best) });
  return (
    <section className={css.stack} aria-label={t('metrics.robot')}>
      <h4 className={css.part}>{t('metrics.robot')}</h4>
      <p className={css.hint}>{t('metrics.robotText', { count: CLICKS })}</p>
      <div className={css.row}>
        <Button isDisabled={!encoded || !truth || run.running} onPress={play}>
          {t('metrics.play')}
        </Button>
      </div>
      <RunStatus run={run} doing={t('metrics.playing')} />
      {played && iou.length > 0 ? (
        <>
          <LineChart
            label={`${t('metrics.curve', { name: played.name })} ${finding}`}
            xName={t('metrics.clicks')}
            yName="IoU"
            x={[1, CLICKS]}
            y={[0, 1]}
            xTicks={Array.from({ length: CLICKS }, (_, k) => k + 1)}
            yTicks={[0, 0.25, 0.5, 0.75, 1]}
            series={[
              {
                id: 'bar',
                tone: 2,
                dashed: true,
                points: [
                  [1, BAR],
                  [CLICKS, BAR],
                ],
              },
              { id: 'iou', tone: 0, dots: true, points: iou.map((v, k) => [k + 1, v] as const) },
            ]}
          />
          {run.running ? null : (
            <p data-testid="clicks-needed" role="status">
              {finding}
            </p>
          )}
          <TableBox label={t('metrics.curve', { name: played.name })}>
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t('metrics.click')}</th>
                  <th scope="col">{t('metrics.kind')}</th>
                  <th scope="col">IoU</th>
                </tr>
              </thead>
              <tbody>
                {iou.map((value, k) => {
                  const click = script[k];
                  const label = click?.kind === 'point' ? click.label : null;
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a click has no name but its number
                    <tr key={k}>
                      <th scope="row">{k + 1}</th>
                      <td>{label ? t(`metrics.${label}`) : '–'}</td>
                      <td>{share(value)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </TableBox>
        </>
      ) : null}
    </section>
  );
}
