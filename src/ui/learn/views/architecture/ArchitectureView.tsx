/** How the model is built: its blocks with shapes, parameters and work; time and activations measured on the open picture. */
import { type JSX, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BlockRun } from '../../../../contract/dissect.ts';
import { imagePoint } from '../../../../core/geometry/space.ts';
import type { Prompt } from '../../../../core/prompt/prompt.ts';
import { blockTime, sumOfBlocks } from '../../../../core/teach/block-times.ts';
import { activeObject } from '../../../../state/document.ts';
import { useApp } from '../../../app-context.tsx';
import { Button } from '../../../kit/Button.tsx';
import { Segmented } from '../../../kit/Segmented.tsx';
import { milliseconds } from '../../plot/numbers.ts';
import css from '../../plot/Plot.module.css';
import { RunStatus } from '../../plot/pieces.tsx';
import { useLayers } from '../../plot/stage-layers.ts';
import { useEncoded } from '../../plot/use-encoded.ts';
import { useRun } from '../../plot/use-run.ts';
import type { LearnViewProps } from '../../view.ts';
import { activationLayers } from './activation-layer.ts';
import { BlockList, type Measure } from './BlockList.tsx';
import { useArchitecture } from './load-architecture.ts';

const RUNS = 3;
const CHANNELS = 6;
const ROLES = ['encoder', 'decoder'] as const;
const MEASURES = ['macs', 'parameters', 'time'] as const;

interface Measured {
  readonly runs: ReadonlyMap<string, BlockRun>;
  readonly wholeMs: Readonly<Record<string, readonly number[]>>;
}

const NOTHING: Measured = { runs: new Map(), wholeMs: {} };

/** A block is called once only; what follows the last one is named after its graph. */
const keyOf = (role: string, block: string): string => block || `${role}.`;

export default function ArchitectureView({ app, under }: LearnViewProps): JSX.Element {
  const { t } = useTranslation('views');
  const encoded = useEncoded();
  const run = useRun();
  const { stop } = run;
  const model = useApp((s) => (s.model.phase === 'ready' ? s.model.id : null));
  const backend = useApp((s) => (s.model.phase === 'ready' ? s.model.loaded.backend : null));
  const active = useApp((s) => activeObject(s.doc));
  const loaded = useArchitecture(app, model);
  const [measure, setMeasure] = useState<Measure>('macs');
  const [open, setOpen] = useState<string | null>(null);
  const [channel, setChannel] = useState(0);
  const [measured, setMeasured] = useState<Measured>(NOTHING);

  const predictor = encoded?.predictor;
  // biome-ignore lint/correctness/useExhaustiveDependencies: activations belong to the picture and the model that gave them
  useEffect(() => {
    stop();
    setMeasured(NOTHING);
  }, [predictor, stop]);

  const selected = open === null ? undefined : measured.runs.get(open);
  const layers = useMemo(() => activationLayers(selected, channel), [selected, channel]);
  useLayers(under, layers);

  if (loaded.phase === 'loading') return <p className={css.hint}>{t('architecture.loading')}</p>;
  if (loaded.phase === 'absent') return <p className={css.hint}>{t('architecture.absent')}</p>;
  const { architecture } = loaded;

  const start = (): void => {
    if (!encoded) return;
    const { width, height } = encoded.picture.size;
    const middle: Prompt = { kind: 'point', at: imagePoint(width / 2, height / 2), label: 'include' };
    const placed = active?.prompts.map((p) => p.prompt) ?? [];
    const options = {
      blocks: {
        encoder: architecture.encoder.map((b) => b.name),
        decoder: architecture.decoder.map((b) => b.name),
      },
      prompts: placed.length > 0 ? placed : [middle],
      runs: RUNS,
      channels: CHANNELS,
    };
    setMeasured(NOTHING);
    run.start(async (signal, progress) => {
      const { wholeMs } = await encoded.predictor.dissect(options, signal, ({ run: block, done, total }) => {
        setMeasured((now) => ({ ...now, runs: new Map(now.runs).set(keyOf(block.role, block.block), block) }));
        progress(done, total);
      });
      setMeasured((now) => ({ ...now, wholeMs }));
      setMeasure('time');
    });
  };

  const timesOf = (role: string): (readonly number[])[] =>
    [...measured.runs.values()].filter((r) => r.role === role).map((r) => r.ms);
  return (
    <div className={css.stack}>
      <p className={css.hint}>{t('architecture.text', { side: architecture.side })}</p>
      <div className={css.row}>
        <Button look="primary" isDisabled={!encoded || run.running} onPress={start}>
          {t('architecture.run')}
        </Button>
        {encoded ? null : <span className={css.hint}>{t('waiting')}</span>}
      </div>
      <RunStatus run={run} doing={t('architecture.running')} />
      <Segmented
        label={t('architecture.measure')}
        value={measure}
        options={MEASURES.map((value) => ({ value, label: t(`architecture.by.${value}`) }))}
        onChange={setMeasure}
      />
      {measure === 'time' && measured.runs.size === 0 ? <p className={css.hint}>{t('architecture.notRun')}</p> : null}
      {ROLES.map((role) => {
        const whole = blockTime(measured.wholeMs[role] ?? []);
        return (
          <section key={role} className={css.stack} aria-label={t(`architecture.role.${role}`)}>
            <h4 className={css.part}>{t(`architecture.role.${role}`)}</h4>
            <BlockList
              blocks={architecture[role]}
              totals={{ parameters: architecture.parameters[role], macs: architecture.macs[role] }}
              side={architecture.side}
              role={role}
              runs={measured.runs}
              rest={measured.runs.get(keyOf(role, ''))}
              measure={measure}
              open={open}
              onOpen={(name) => {
                setOpen(name);
                setChannel(0);
              }}
              channel={channel}
              onChannel={setChannel}
            />
            {whole.ms !== null ? (
              <p data-testid={`whole-${role}`}>
                {t('architecture.sum', {
                  sum: milliseconds(sumOfBlocks(timesOf(role))),
                  whole: milliseconds(whole.ms),
                })}
              </p>
            ) : null}
          </section>
        );
      })}
      <p className={css.hint}>
        {t('architecture.method', { count: RUNS, backend: t(`architecture.backend.${backend ?? 'wasm'}`) })}
      </p>
    </div>
  );
}
