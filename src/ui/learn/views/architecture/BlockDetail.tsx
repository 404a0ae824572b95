/** One block opened: shapes, size, work, time, and what it says about the picture. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArchitectureBlock } from '../../../../contract/architecture.ts';
import type { BlockRun } from '../../../../contract/dissect.ts';
import { blockTime } from '../../../../core/teach/block-times.ts';
import { Segmented } from '../../../kit/Segmented.tsx';
import { milliseconds } from '../../plot/numbers.ts';
import plot from '../../plot/Plot.module.css';
import css from './Architecture.module.css';
import { channelRange } from './activation-layer.ts';
import { VectorStrip } from './VectorStrip.tsx';

const shape = (dims: readonly number[]): string => dims.join(' × ');
const percent = (part: number, whole: number): string => (whole > 0 ? ((100 * part) / whole).toFixed(1) : '0');

export function BlockDetail(props: {
  readonly block: ArchitectureBlock;
  readonly totals: { readonly parameters: number; readonly macs: number };
  readonly run: BlockRun | undefined;
  readonly channel: number;
  readonly onChannel: (index: number) => void;
}): JSX.Element {
  const { block, totals, run, channel, onChannel } = props;
  const { t, i18n } = useTranslation('views');
  const count = (n: number): string => n.toLocaleString(i18n.language);
  const time = blockTime(run?.ms ?? []);
  return (
    <div className={css.detail} data-testid="block-detail">
      <p lang="en">{block.words}</p>
      <dl className={css.facts}>
        <dt>{t('architecture.kind')}</dt>
        <dd lang="en">
          {block.kind} × {block.layers}
        </dd>
        <dt>{t('architecture.input')}</dt>
        <dd>{shape(block.input)}</dd>
        <dt>{t('architecture.output')}</dt>
        <dd>{shape(block.output)}</dd>
        <dt>{t('architecture.parameters')}</dt>
        <dd>
          {t('architecture.part', {
            count: count(block.parameters),
            share: percent(block.parameters, totals.parameters),
          })}
        </dd>
        <dt>{t('architecture.macs')}</dt>
        <dd>{t('architecture.part', { count: count(block.macs), share: percent(block.macs, totals.macs) })}</dd>
        {run ? (
          <>
            <dt>{t('architecture.here')}</dt>
            <dd data-testid="block-shape">{run.dims.length > 0 ? shape(run.dims) : t('architecture.missing')}</dd>
            <dt>{t('architecture.time')}</dt>
            <dd>
              {time.ms === null
                ? '–'
                : t('architecture.timeValue', { ms: milliseconds(time.ms), spread: milliseconds(time.spread) })}
            </dd>
          </>
        ) : null}
      </dl>
      {run?.activation ? <Activation run={run} channel={channel} onChannel={onChannel} /> : null}
      {run ? null : <p className={plot.hint}>{t('architecture.runFirst')}</p>}
    </div>
  );
}

function Activation(props: {
  readonly run: BlockRun;
  readonly channel: number;
  readonly onChannel: (index: number) => void;
}): JSX.Element | null {
  const { run, channel, onChannel } = props;
  const { t } = useTranslation('views');
  const { activation } = run;
  if (!activation) return null;
  if (activation.height === 1) {
    return (
      <>
        <p className={plot.hint}>{t('architecture.vector', { count: activation.width })}</p>
        <VectorStrip values={activation.data} label={t('architecture.vector', { count: activation.width })} />
      </>
    );
  }
  const [low, high] = channelRange(activation, channel);
  return (
    <>
      <p className={plot.hint}>
        {t('architecture.activation', { count: run.dims[1] ?? 0, shown: run.channels.length })}
      </p>
      <Segmented
        label={t('architecture.channel')}
        value={String(channel)}
        options={run.channels.map((c, i) => ({ value: String(i), label: `${c}` }))}
        onChange={(value) => onChannel(Number(value))}
      />
      <p role="status" className={plot.hint}>
        {t('architecture.range', { channel: run.channels[channel] ?? 0, low: low.toFixed(2), high: high.toFixed(2) })}
      </p>
    </>
  );
}
