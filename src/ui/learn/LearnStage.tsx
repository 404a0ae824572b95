/** The picture of a lesson with the few tools that lessons speak of, and a line on what the model is doing. */
import { type JSX, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { PromptLabel } from '../../core/prompt/prompt.ts';
import { activeObject } from '../../state/document.ts';
import { useApp, useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { IconButton, IconToggle } from '../kit/IconButton.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { StageHost } from '../segment/StageHost.tsx';
import { stageHandle } from '../segment/stage-handle.ts';
import { useAnnouncements } from '../segment/use-announcements.ts';
import css from './LearnStage.module.css';
import type { ViewLink } from './use-view-link.ts';

function Tools({ onRestart }: { readonly onRestart?: (() => void) | undefined }): JSX.Element {
  const { t } = useTranslation('learn');
  const app = useServices();
  const tool = useApp((s) => s.tool);
  const label = useApp((s) => s.label);
  const undo = useApp((s) => s.history.undo);
  const redo = useApp((s) => s.history.redo);
  const active = useApp((s) => activeObject(s.doc) !== null);
  return (
    <div className={css.tools}>
      <Segmented<PromptLabel>
        label={t('stage.click')}
        value={label}
        options={[
          { value: 'include', label: t('stage.include'), icon: 'plus', tone: 'include' },
          { value: 'exclude', label: t('stage.exclude'), icon: 'minus', tone: 'exclude' },
        ]}
        onChange={(next) => app.store.set({ label: next })}
      />
      <span className={css.group}>
        <IconToggle
          icon="point"
          label={t('stage.point')}
          isSelected={tool === 'point'}
          onChange={() => app.store.set({ tool: 'point' })}
        />
        <IconToggle
          icon="box"
          label={t('stage.box')}
          isSelected={tool === 'box'}
          onChange={() => app.store.set({ tool: 'box' })}
        />
      </span>
      <span className={css.group}>
        <IconButton icon="undo" label={t('stage.undo')} isDisabled={!undo} onPress={() => app.undo()} />
        <IconButton icon="redo" label={t('stage.redo')} isDisabled={!redo} onPress={() => app.redo()} />
      </span>
      <span className={css.gap} />
      <span className={css.wide}>
        <IconButton icon="check" label={t('stage.newObject')} isDisabled={!active} onPress={() => app.objects.keep()} />
        <IconButton icon="fit" label={t('stage.fit')} onPress={() => stageHandle.current?.fit()} />
      </span>
      {onRestart ? <IconButton icon="trash" label={t('stage.restart')} onPress={onRestart} /> : null}
    </div>
  );
}

function Status(): JSX.Element {
  const { t } = useTranslation('learn');
  const app = useServices();
  const model = useApp((s) => s.model);
  const encoding = useApp((s) => s.encoding);
  const decodeMs = useApp((s) => s.decodeMs);
  const busy = useApp((s) => s.busy);
  const progress = model.phase === 'loading' ? model.progress : null;
  return (
    <div
      className={css.status}
      role="status"
      data-testid="learn-status"
      data-model={model.phase}
      data-encoding={encoding.phase}
      data-busy={busy}
    >
      {model.phase === 'none' || model.phase === 'loading' ? (
        <>
          <span>{t('waitingForModel')}</span>
          <span className={css.progress}>
            <ProgressBar label={t('stage.status')} share={progress?.total ? progress.done / progress.total : null} />
          </span>
        </>
      ) : null}
      {model.phase === 'failed' ? (
        <>
          <span>{t('modelFailed')}</span>
          <Button size="s" onPress={() => void app.models.load(model.id)}>
            {t('retry')}
          </Button>
        </>
      ) : null}
      {encoding.phase === 'encoding' ? <span>{t('encoding')}</span> : null}
      {encoding.phase === 'failed' ? (
        <Button size="s" onPress={() => app.retryEncoding()}>
          {t('retry')}
        </Button>
      ) : null}
      {model.phase === 'ready' ? <span>{model.manifest.name}</span> : null}
      {encoding.phase === 'ready' ? <span>{t('stage.encode', { ms: Math.round(encoding.encodeMs) })}</span> : null}
      {decodeMs === null ? null : <span>{t('stage.decode', { ms: Math.round(decodeMs) })}</span>}
    </div>
  );
}

export interface LearnStageProps {
  readonly link: ViewLink;
  /** Tools are left out where a step is only to be looked at. */
  readonly interactive: boolean;
  /** Puts the stage back to where the step began. */
  readonly onRestart?: () => void;
}

export function LearnStage({ link, interactive, onRestart }: LearnStageProps): JSX.Element {
  const { t } = useTranslation('learn');
  const app = useServices();
  useAnnouncements();
  // A map under the masks is covered by their colour: outlines leave it to be seen.
  const mapped = link.layers.length > 0;
  useEffect(() => app.updateSettings({ view: mapped ? 'outline' : 'overlay' }), [app, mapped]);
  return (
    <section className={css.stage} aria-label={t('stage.label')}>
      {interactive ? <Tools onRestart={onRestart} /> : null}
      <div className={css.canvas}>
        <StageHost under={link.layers} onGesture={link.hear} />
      </div>
      <Status />
    </section>
  );
}
