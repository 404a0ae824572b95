/** The truth brush. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useServices } from '../../../app-context.tsx';
import { Button } from '../../../kit/Button.tsx';
import { Segmented } from '../../../kit/Segmented.tsx';
import { Slider } from '../../../kit/Slider.tsx';
import css from '../../plot/Plot.module.css';
import type { PaintedTruth } from './use-painted-truth.ts';

export function PaintTruth(props: {
  readonly painted: PaintedTruth;
  readonly onStart: () => void;
  /** Takes the chosen outline over to paint on; null where there is none. */
  readonly onCopy: (() => void) | null;
}): JSX.Element {
  const { painted, onStart, onCopy } = props;
  const { t } = useTranslation('views');
  const app = useServices();
  const radius = useApp((s) => s.brushRadius);
  const side = useApp((s) => (s.picture ? Math.max(s.picture.size.width, s.picture.size.height) : 1));
  if (!painted.tool) {
    return (
      <div className={css.row}>
        <Button
          icon="paint"
          onPress={() => {
            onStart();
            painted.choose('paint');
          }}
        >
          {t('metrics.paint')}
        </Button>
        {onCopy ? (
          <Button look="quiet" onPress={onCopy}>
            {t('metrics.copy')}
          </Button>
        ) : null}
      </div>
    );
  }
  return (
    <div className={css.stack}>
      <div className={css.row}>
        <Segmented
          label={t('metrics.brush')}
          value={painted.tool}
          options={[
            { value: 'paint', label: t('metrics.add'), icon: 'paint' },
            { value: 'erase', label: t('metrics.remove'), icon: 'erase' },
          ]}
          onChange={painted.choose}
        />
        <Button look="quiet" icon="undo" isDisabled={!painted.canUndo} onPress={painted.undo}>
          {t('metrics.undo')}
        </Button>
        <Button look="quiet" isDisabled={!painted.mask} onPress={() => painted.replace(null)}>
          {t('metrics.clear')}
        </Button>
        <Button onPress={() => painted.choose(null)}>{t('metrics.done')}</Button>
      </div>
      <Slider
        label={t('metrics.size')}
        value={radius}
        min={1}
        max={Math.max(40, Math.round(side / 6))}
        step={1}
        onChange={(value) => app.store.set({ brushRadius: value })}
        format={(v) => t('metrics.pixels', { count: v })}
      />
      <p className={css.hint}>{t('metrics.keys')}</p>
    </div>
  );
}
